"""The file on the page of a case: each form does what it says, a refusal stands in place, and nobody sees too much."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from shapely.geometry import Point, box

from geo.accounts.enums import Role
from geo.errors import InvalidInput
from geo.municipalities.scope import act_as, territory
from permits.cases import conditions, referring, supplements, talk
from permits.cases.drawn import drawn_works, written_works
from permits.cases.enums import ConditionStage, Wanted
from permits.cases.errors import AnswerMissing, NotRevisable
from permits.cases.models import Referral, Supplement
from tests.factories.cases import line_works, on_ground, open_thread, surface_of
from tests.factories.papers import pdf
from tests.permits.cases.filed import department, route, term
from tests.permits.cases.test_steps import member


@pytest.fixture
def thread(ground):
    return open_thread(ground.west, ground.citizen, up_to=("submit",))


def as_(client, person):
    client.force_login(person)
    return client


def post(client, thread, **posted):
    return client.post(f"/applications/{thread.case.pk}/", posted)


def page(client, thread):
    return client.get(f"/applications/{thread.case.pk}/")


def in_file(thread, does, **facts):
    with territory([thread.office.body.pk]):
        act_as(thread.office.engineer.pk)
        return does(case=thread.case, by=thread.office.engineer, **facts)


def test_each_form_of_the_office_does_what_it_says(client, thread):
    department()
    as_(client, thread.office.engineer)
    for posted in (
        {"act": "comment", "text": "ملاحظة للمكتب"},
        {"act": "assign", "person": str(thread.office.engineer.pk)},
        {"act": "refer", "department": "heritage", "text": "هل من مانع؟"},
        {"act": "ask", "wanted": "text", "text": "اسم المشرف؟"},
        {"act": "impose", "text": "لا عمل ليلاً", "stage": "3"},
    ):
        answer = post(client, thread, **posted)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/applications/{thread.case.pk}/#file"), (
            posted
        )
    told = page(client, thread)
    shown = told.context["file"]
    assert [len(shown[name]) for name in ("comments", "referrals", "supplements", "conditions")] == [1, 1, 1, 1]
    assert shown["assigned"] == thread.office.engineer
    assert "لا عمل ليلاً" in told.content.decode()


def test_the_applicant_answers_a_request_on_the_same_page(client, thread):
    asked = in_file(thread, supplements.ask, wanted=Wanted.TEXT, request="اسم المشرف؟")
    as_(client, thread.citizen)
    assert "اسم المشرف؟" in page(client, thread).content.decode()
    assert post(client, thread, act="supply", row=str(asked.pk), text="مكتب الواحة").status_code == 302
    assert page(client, thread).context["file"]["supplements"][0]["row"].answer == "مكتب الواحة"


def test_a_document_that_is_handed_in_is_in_the_archive_of_the_case(client, thread):
    asked = in_file(thread, supplements.ask, wanted=Wanted.DOCUMENT, request="صورة الصك")
    as_(client, thread.citizen)
    assert post(client, thread, act="supply", row=str(asked.pk)).status_code == 400
    sent = SimpleUploadedFile("deed.pdf", pdf(), "application/pdf")
    assert post(client, thread, act="supply", row=str(asked.pk), file=sent).status_code == 302
    with territory([thread.office.body.pk]):
        document = Supplement.objects.get(pk=asked.pk).document
        assert document.subject == f"applications.permitapplication:{thread.case.pk}"


def test_a_department_answers_on_the_page_and_reads_nothing_of_the_offices_own_words(client, thread):
    department()
    consulted = member(thread.office, Role.CONSULTED, username="consulted")
    asked = in_file(thread, referring.refer, department="heritage")
    in_file(thread, talk.say, text="بيننا فقط")
    as_(client, consulted)
    told = page(client, thread)
    assert "بيننا فقط" not in told.content.decode()
    assert told.context["file"]["works"] is False
    answer = post(client, thread, act="answer", row=str(asked.pk), opinion="conditions", text="بإشراف", stage="2")
    assert answer.status_code == 302
    assert page(client, thread).context["file"]["conditions"][0]["row"].text == "بإشراف"


def test_the_applicant_is_offered_no_form_of_the_office_and_its_posts_are_refused(client, thread):
    department()
    as_(client, thread.citizen)
    shown = page(client, thread).content.decode()
    for act in ("assign", "refer", "ask", "impose", "discharge", "withdraw"):
        assert f'name="act" value="{act}"' not in shown
    for posted in (
        {"act": "refer", "department": "heritage"},
        {"act": "ask", "wanted": "text", "text": "؟"},
        {"act": "impose", "text": "شرط", "stage": "2"},
        {"act": "assign", "person": ""},
    ):
        answer = post(client, thread, **posted)
        assert (answer.status_code, answer.context["refusal"].code) == (403, "not_yours_in_file"), posted


@pytest.mark.parametrize(
    ("posted", "status"),
    [
        ({"act": "no such act"}, 404),
        ({"act": "supply", "row": "1e9"}, 404),
        ({"act": "discharge", "row": "٣"}, 404),
        ({"act": "ask", "wanted": "money", "text": "؟"}, 400),
        ({"act": "impose", "stage": "9", "text": "؟"}, 400),
        ({"act": "impose", "stage": "x", "text": "؟"}, 400),
        ({"act": "assign", "person": "999999"}, 400),
        ({"act": "ask", "wanted": "text", "text": " "}, 400),
        ({"act": "comment", "text": "ا" * 2001}, 400),
    ],
)
def test_what_no_form_offers_is_refused_and_nothing_is_written(client, thread, posted, status):
    as_(client, thread.office.engineer)
    answer = post(client, thread, **posted)
    assert answer.status_code == status
    with territory([thread.office.body.pk]):
        assert not Supplement.objects.exists() and not thread.case.conditions.exists()


def test_a_row_of_another_case_is_not_found(client, ground, thread):
    other = open_thread(ground.east, ground.citizen, up_to=("submit",))
    asked = in_file(other, supplements.ask, wanted=Wanted.TEXT, request="؟")
    as_(client, ground.citizen)
    assert post(client, thread, act="supply", row=str(asked.pk), text="نعم").status_code == 404


def test_what_was_written_stands_in_the_form_after_a_refusal(client, thread):
    department()
    as_(client, thread.office.engineer)
    answer = post(client, thread, act="refer", department="none", text="سؤال طويل كُتب بعناية")
    assert answer.status_code == 404
    assert "سؤال طويل كُتب بعناية" in answer.content.decode()


def test_a_step_that_is_blocked_says_so_on_the_page(client, thread):
    in_file(thread, conditions.impose, text="شرط", stage=ConditionStage.ISSUE)
    in_file(thread, supplements.ask, wanted=Wanted.TEXT, request="؟")
    as_(client, thread.office.engineer)
    answer = post(client, thread, step="recommend")
    assert (answer.status_code, answer.context["refusal"].code) == (409, "matters_open")


# --- the inbox ---------------------------------------------------------------------------------------


def test_a_case_waits_in_the_inbox_of_the_department_that_is_asked_and_leaves_it_with_the_answer(client, thread):
    department()
    consulted = member(thread.office, Role.CONSULTED, username="consulted")
    as_(client, consulted)
    assert client.get("/cases/?waiting=1").context["rows"] == []
    asked = in_file(thread, referring.refer, department="heritage")
    assert [row["case"].pk for row in client.get("/cases/?waiting=1").context["rows"]] == [thread.case.pk]
    post(client, thread, act="answer", row=str(asked.pk), opinion="consents")
    assert client.get("/cases/?waiting=1").context["rows"] == []


def test_a_request_waits_in_the_inbox_of_the_applicant(client, thread):
    as_(client, thread.citizen)
    assert client.get("/cases/?waiting=1").context["rows"] == []
    in_file(thread, supplements.ask, wanted=Wanted.TEXT, request="؟")
    assert [row["case"].pk for row in client.get("/cases/?waiting=1").context["rows"]] == [thread.case.pk]


def test_the_applicant_reads_the_true_clock_in_his_inbox_though_the_office_is_not_his(client, thread):
    term("submitted", 3)
    as_(client, thread.citizen)
    (row,) = client.get("/cases/").context["rows"]
    assert (row["clock"].holder, row["clock"].allowed) == ("office", 3)
    in_file(thread, supplements.ask, wanted=Wanted.TEXT, request="؟")
    page = client.get("/cases/").context
    assert (page["rows"][0]["clock"].holder, bool(page["extent"])) == ("applicant", True)
    assert len(client.get("/cases/places?bbox=-20037508,-20037508,20037508,20037508").json()["rows"]) == 1


def test_the_inbox_shows_clocks_and_what_is_given_to_whoever_looks(client, thread):
    term("submitted", 3)
    as_(client, thread.office.engineer)
    (row,) = client.get("/cases/").context["rows"]
    assert (row["clock"].allowed, row["clock"].left) == (3, 3)
    assert client.get("/cases/?mine=1").context["rows"] == []
    in_file(thread, talk.assign, person=thread.office.engineer)
    assert len(client.get("/cases/?mine=1").context["rows"]) == 1


def test_the_inbox_is_on_the_map_within_the_box_that_is_asked_for(client, thread):
    as_(client, thread.office.engineer)
    whole = client.get("/cases/places?bbox=-20037508,-20037508,20037508,20037508").json()
    (row,) = whole["rows"]
    assert (row["key"], row["look"], whole["whole"]) == (thread.case.reference, "warned", True)
    x, y = row["geometry"]["coordinates"]
    near = f"{x - 50},{y - 50},{x + 50},{y + 50}"
    assert len(client.get(f"/cases/places?bbox={near}").json()["rows"]) == 1
    far = f"{x + 100},{y + 100},{x + 200},{y + 200}"
    assert client.get(f"/cases/places?bbox={far}").json()["rows"] == []
    assert client.get("/cases/places?bbox=1,2,3").status_code == 400


def test_a_stranger_sees_no_case_on_the_map(client, ground, thread):
    as_(client, ground.east.engineer)
    assert client.get("/cases/places?bbox=-20037508,-20037508,20037508,20037508").json()["rows"] == []


def test_statistics_are_for_offices_and_tell_the_days_of_each_step(client, thread):
    as_(client, thread.citizen)
    assert client.get("/cases/statistics/").status_code == 403
    thread.take("reject", note="سبب")
    as_(client, thread.office.head)
    (kind,) = client.get("/cases/statistics/").context["report"]
    assert (kind.opened, kind.running, kind.ended) == (1, 0, 1)
    assert {(step.label, step.count) for step in kind.steps} == {(step.label, 1) for step in kind.steps}
    assert len(kind.steps) == 2
    assert client.get("/cases/statistics/?months=9999").context["months"] == 12


def test_statistics_of_the_next_office_are_not_told(client, ground, thread):
    as_(client, ground.east.head)
    assert client.get("/cases/statistics/").context["report"] == []


# --- the file under /api/ ------------------------------------------------------------------------------


def test_under_the_api_the_applicant_reads_his_file_the_office_all_of_it_and_the_next_office_none(
    client, ground, thread
):
    cache.clear()
    route(department(), "hand", "", valid_from="2021-01-01")
    in_file(thread, supplements.ask, wanted=Wanted.TEXT, request="اسم المشرف؟")
    in_file(thread, talk.say, text="بيننا فقط")
    in_file(thread, talk.say, text="أهلاً", shared=True)
    as_(client, thread.citizen)
    told = client.get(f"/api/v1/cases/{thread.case.pk}")
    file = told.json()
    assert (file["clock"]["holder"], file["case"]["holder"]) == ("applicant", "office")
    assert [row["request"] for row in file["requests"]] == ["اسم المشرف؟"]
    assert [row["text"] for row in file["comments"]] == ["أهلاً"]
    assert [row["step"] for row in file["steps"]] == ["submit"]
    assert "بيننا فقط" not in told.content.decode()
    as_(client, thread.office.engineer)
    assert "بيننا فقط" in client.get(f"/api/v1/cases/{thread.case.pk}").content.decode()
    as_(client, ground.east.head)
    assert client.get(f"/api/v1/cases/{thread.case.pk}").status_code == 404


# --- drawings as they are typed --------------------------------------------------------------------------


def test_a_drawing_comes_back_from_its_corners_as_it_was(ground):
    surface = surface_of(on_ground(box(0, 0, 12, 8), ground.west))
    assert drawn_works(written_works(surface), like=surface).equals_exact(surface, 0.001)
    lines = line_works((0, 0), (10, 0), (10, 5), office=ground.west)
    assert drawn_works(written_works(lines), like=lines).equals_exact(lines, 0.001)


@pytest.mark.parametrize("text", ["1 2", "1 2\n3 4", "x y", "0 0\n10 10\n10 0\n0 10"])
def test_what_is_no_drawing_is_refused(ground, text):
    surface = surface_of(on_ground(box(0, 0, 12, 8), ground.west))
    with pytest.raises(InvalidInput):
        drawn_works(text, like=surface)


def test_nothing_typed_is_no_answer_and_a_point_is_not_drawn_anew(ground):
    surface = surface_of(on_ground(box(0, 0, 12, 8), ground.west))
    with pytest.raises(AnswerMissing):
        drawn_works(" \n ", like=surface)
    with pytest.raises(NotRevisable):
        drawn_works("1 2", like=surface_of(box(0, 0, 1, 1)).centroid)


def test_a_drawing_with_a_hole_is_not_offered_as_corners(ground):
    holed = box(0, 0, 12, 8).difference(Point(6, 4).buffer(1))
    assert written_works(surface_of(on_ground(holed, ground.west))) == ""


def test_referrals_of_the_office_stay_in_the_office(ground, thread):
    department()
    in_file(thread, referring.refer, department="heritage")
    with territory([ground.east.body.pk]):
        assert not Referral.objects.exists()
