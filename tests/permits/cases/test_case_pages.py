"""What the pages of all kinds of case have in common: who may open one, steps as buttons, refusals in place, papers."""

from uuid import uuid4

import pytest

from geo.errors import NotFound
from geo.municipalities.scope import territory
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.pages import paper, progress, signed_in
from tests.factories.cases import open_thread

#: Where the case of each kind is shown.
PAGES = ("applications", "surveys", "land-changes", "plan-cases")


def page_of(client, thread, kind="applications", **posted):
    address = f"/{kind}/{thread.case.pk}/"
    return client.post(address, posted) if posted else client.get(address)


@pytest.mark.parametrize("kind", PAGES[1:])
def test_a_case_is_not_found_under_the_address_of_another_kind(ground, client, kind):
    thread = open_thread(ground.west, ground.citizen)
    client.force_login(ground.citizen)
    assert page_of(client, thread).status_code == 200
    assert page_of(client, thread, kind).status_code == 404
    assert page_of(client, thread, kind, step="submit").status_code == 404


@pytest.mark.parametrize("kind", PAGES)
def test_nobody_opens_a_case_that_there_is_not_or_without_signing_in(ground, client, kind):
    address = f"/{kind}/{uuid4()}/"
    assert client.get(address).headers["Location"].startswith("/sign-in/")
    client.force_login(ground.west.head)
    assert client.get(address).status_code == 404
    assert client.put(address).status_code == 405


def test_a_stranger_and_the_next_office_find_no_case_and_take_no_step(ground, client):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    for person in (ground.east.engineer, ground.east.head):
        client.force_login(person)
        assert page_of(client, thread).status_code == 404
        assert page_of(client, thread, step="recommend").status_code == 404


@pytest.mark.parametrize(
    ("who", "step", "note", "status", "code"),
    [
        ("engineer", "reject", "  ", 400, "note_missing"),
        ("engineer", "reject", "ا" * 2001, 400, "note_too_long"),
        ("head", "recommend", "", 403, "step_not_allowed"),
        ("engineer", "approve", "", 409, "step_not_possible"),
        ("engineer", "no such step", "", 409, "step_not_possible"),
    ],
)
def test_a_refusal_stands_on_the_page_with_what_was_written_and_nothing_moves(
    ground, client, who, step, note, status, code
):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    client.force_login(getattr(ground.west, who))
    answer = page_of(client, thread, step=step, note=note)
    assert (answer.status_code, answer.context["refusal"].code) == (status, code)
    assert str(answer.context["refusal"]) in answer.content.decode()
    assert answer.context["note"] == note
    assert page_of(client, thread).context["case"].state == "submitted"


def test_a_step_leads_back_to_the_page_which_tells_the_new_state_and_who_took_it(ground, client):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    client.force_login(ground.west.engineer)
    answer = page_of(client, thread, step="recommend", note="روجع")
    assert answer.headers["Location"] == f"/applications/{thread.case.pk}/"
    told = page_of(client, thread).content.decode()
    assert str(flows["fencing"].states("recommended").label) in told
    assert (str(ground.west.engineer) in told, "روجع" in told) == (True, True)


def test_the_buttons_are_the_steps_of_the_person_but_for_those_that_are_another_hands(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    with territory([ground.west.body.pk]):
        case = Case.objects.get(pk=thread.case.pk)
        told = progress(ground.west.engineer, case)
        barred = progress(ground.west.engineer, case, barred={"recommend", "reject", "return"})
    assert {step.name for step in told["steps"]} == {"recommend", "return", "reject"}
    assert told["waits"] is True
    assert (barred["steps"], barred["waits"], barred["needs_reason"]) == ([], False, [])
    assert "recommend" in {step.name for step in barred["next_steps"]}


def test_a_visitor_is_nobody_to_take_steps(rf):
    request = rf.get("/")
    request.user = None
    with pytest.raises(NotFound):
        signed_in(request)


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("510/1448/000001.pdf", {}, 'inline; filename="510-1448-000001.pdf"'),
        ("numbers.csv", {"kind": "text/csv; charset=utf-8"}, 'attachment; filename="numbers.csv"'),
    ],
)
def test_a_paper_is_looked_at_a_file_is_kept_and_no_cache_holds_either(name, kind, disposition):
    answer = paper(b"body", name=name, **kind)
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content == b"body"
