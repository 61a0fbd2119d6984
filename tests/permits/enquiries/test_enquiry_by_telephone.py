"""A telephone system asks with its token; the caller keys in the code, and hears short sentences."""

from geo.outbox.services import deliver_due
from permits.enquiries.spoken import spelled
from tests.factories.cases import CANARY_IDENTIFIER, canaries_in
from tests.factories.offices import call, make_office, token_of


def ask(made, thread, **more):
    sent = {"identifier": CANARY_IDENTIFIER, "number": thread.permit().number}
    return call(made, "POST", "/api/v1/enquiries", {**sent, **more})


def test_a_caller_hears_where_his_permit_stands_in_both_languages(ground, thread, phone):
    made = make_office(ground)
    asked = ask(made, thread)
    assert asked.status_code == 202, asked.content
    deliver_due()
    answer = call(made, "POST", f"/api/v1/enquiries/{asked.json()['enquiry']}", {"code": phone.last_code()})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["number"] == thread.permit().number
    assert told["parcel"] == thread.parcel.code
    assert set(told["say"]) == {"ar", "en"}
    assert spelled(told["number"], "en") in told["say"]["en"][0]
    assert canaries_in(answer.content.decode()) == []


def test_known_and_unknown_get_the_same_answer(ground, thread, phone):
    made = make_office(ground)
    right, other = ask(made, thread).json(), ask(made, thread, identifier="1033333333").json()
    assert right.pop("enquiry") != other.pop("enquiry")
    assert right == other


def test_a_wrong_code_counts_though_it_is_refused(ground, thread, phone):
    made = make_office(ground)
    key = ask(made, thread).json()["enquiry"]
    deliver_due()
    for _try in range(5):
        assert call(made, "POST", f"/api/v1/enquiries/{key}", {"code": "1"}).json()["code"] == "enquiry_code_wrong"
    assert call(made, "POST", f"/api/v1/enquiries/{key}", {"code": phone.last_code()}).status_code == 400


def test_only_the_program_that_asked_goes_on(ground, thread, phone):
    made, other = make_office(ground), make_office(ground, number="7009999999", mandated=False)
    key = ask(made, thread).json()["enquiry"]
    deliver_due()
    sent = {"code": phone.last_code()}
    assert call(other, "POST", f"/api/v1/enquiries/{key}", sent).status_code == 400
    assert call(made, "POST", f"/api/v1/enquiries/{key}", sent).status_code == 200


def test_a_token_for_something_else_is_refused(ground, thread, phone):
    made = make_office(ground)
    made.token = token_of(made, scope="applications:read")
    assert ask(made, thread).json()["code"] == "scope_missing"
    assert call(made, "POST", "/api/v1/enquiries", {}, token="no").status_code == 401
