"""Who may take which step, what a step leaves behind, and who may see a case."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from geo.accounts.enums import SYSTEM, Role
from geo.accounts.models import Membership, User
from geo.municipalities.scope import territory
from geo.series.models import ChainEntry
from geo.series.selectors import first_broken_entry
from geo.spatial.clock import transaction_time
from permits.applications.models import Permit
from permits.cases.errors import NoteMissing, StepNotAllowed, StepNotPossible
from permits.cases.models import Case, CaseEvent, Claim
from permits.cases.policies import case_seen_by, may_take, steps_open_to
from permits.cases.services import open_case
from tests.factories.cases import Thread, apply, enter_drawn, open_thread, step


def member(office, *roles, username="both", **dates):
    """Return a person with roles in an office."""
    person = User.objects.create_user(username)
    for role in roles:
        held = {"starts_on": date(2020, 1, 1), **dates}
        Membership.objects.create(user=person, role=role, municipality=office.body, **held)
    return person


# --- the second signature ---------------------------------------------------------------------------


def test_whoever_recommended_may_not_approve_though_he_is_the_head_too(ground):
    both = member(ground.west, Role.ENGINEER, Role.HEAD)
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    thread.take("recommend", both)
    with pytest.raises(StepNotAllowed):
        thread.take("approve", both)
    assert thread.take("approve").state == "issued"


def test_whoever_recommended_in_an_earlier_round_may_not_approve_either(ground):
    both = member(ground.west, Role.ENGINEER, Role.HEAD)
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    thread.take("recommend", both)
    thread.take("send_back", note="راجع الأطوال")
    thread.take("recommend")
    with pytest.raises(StepNotAllowed):
        thread.take("approve", both)


@pytest.mark.parametrize("name", ["recommend", "reject"])
def test_an_engineer_does_not_decide_on_his_own_application(ground, name):
    thread = open_thread(ground.west, ground.west.engineer, up_to=("submit",))
    with pytest.raises(StepNotAllowed):
        thread.take(name, ground.west.engineer, note="سبب")


def test_the_head_does_not_approve_his_own_application(ground):
    thread = open_thread(ground.west, ground.west.head, up_to=("submit", "recommend"))
    with pytest.raises(StepNotAllowed):
        thread.take("approve", ground.west.head)


def test_one_person_with_every_role_cannot_bring_an_application_through_alone(ground):
    everything = member(ground.west, *Role)
    thread = open_thread(ground.west, everything)
    thread.take("submit", everything)
    assert steps_in(thread, everything) == {"return", "cancel"}
    for name in ("recommend", "approve", "reject"):
        with pytest.raises((StepNotAllowed, StepNotPossible)):
            thread.take(name, everything, note="سبب")


# --- whose step it is -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("up_to", "expected"),
    [
        ((), {"citizen": {"submit", "cancel"}}),
        (("submit",), {"citizen": {"cancel"}, "engineer": {"recommend", "return", "reject"}}),
        (("submit", "recommend"), {"head": {"approve", "send_back"}}),
        (
            ("submit", "recommend", "approve"),
            {"citizen": {"start"}, "head": {"suspend", "grant_renewal", "transfer", "revoke"}},
        ),
    ],
)
def test_each_person_is_offered_just_his_own_steps(ground, up_to, expected):
    thread = open_thread(ground.west, ground.citizen, up_to=up_to)
    people = {
        "citizen": ground.citizen, "engineer": ground.west.engineer, "head": ground.west.head,
        "surveyor": ground.west.surveyor, "next engineer": ground.east.engineer, "next head": ground.east.head,
    }  # fmt: skip
    offered = {name: steps_in(thread, person) for name, person in people.items()}
    assert {name: steps for name, steps in offered.items() if steps} == expected


def test_what_is_offered_is_what_is_accepted(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    for person in (ground.west.surveyor, ground.west.head, ground.citizen, ground.east.engineer):
        with pytest.raises(StepNotAllowed):
            thread.take("recommend", person)
    with pytest.raises(StepNotAllowed):
        thread.take("cancel", ground.west.engineer)


def test_a_membership_counts_between_its_days_only(ground):
    today = timezone.localdate()
    past = member(ground.west, Role.ENGINEER, username="past", ends_on=today - timedelta(days=1))
    future = member(ground.west, Role.ENGINEER, username="future", starts_on=today + timedelta(days=1))
    last_day = member(ground.west, Role.ENGINEER, username="last_day", ends_on=today)
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    assert steps_in(thread, past) == steps_in(thread, future) == set()
    assert "recommend" in steps_in(thread, last_day)


def test_a_role_in_the_amana_holds_in_the_offices_below_it(ground):
    above = User.objects.create_user("above")
    Membership.objects.create(user=above, role=Role.HEAD, municipality=ground.amana, starts_on=date(2020, 1, 1))
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    assert thread.take("approve", above).state == "issued"


def test_an_account_that_was_closed_takes_no_step(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    ground.west.engineer.is_active = False
    ground.west.engineer.save()
    with pytest.raises(StepNotAllowed):
        thread.take("recommend")


def test_a_visitor_may_take_nothing_and_see_nothing(ground):
    thread = open_thread(ground.west, ground.citizen)
    assert steps_in(thread, AnonymousUser()) == set()
    assert not case_seen_by(AnonymousUser(), thread.case)


# --- reasons ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("up_to", "name"), [(("submit",), "return"), (("submit",), "reject"), (("submit", "recommend"), "send_back")]
)
@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_a_step_against_the_applicant_needs_words(ground, up_to, name, note):
    thread = open_thread(ground.west, ground.citizen, up_to=up_to)
    with pytest.raises(NoteMissing):
        thread.take(name, note=note)
    moved = thread.take(name, note="  الحد الشمالي غير واضح  ")
    with territory([ground.west.body.pk]):
        assert moved.events.last().note == "الحد الشمالي غير واضح"


# --- what a step leaves behind ----------------------------------------------------------------------


def test_every_step_is_written_as_an_event_and_sealed_in_the_office_chain(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"))
    with territory([ground.west.body.pk]):
        events = list(
            CaseEvent.objects.filter(case=thread.case).values_list("transition", "source", "target", "taken_by")
        )
        acts = list(ChainEntry.objects.filter(subject=f"case:{thread.case.pk}").order_by("sequence"))
        assert first_broken_entry(ground.west.body.pk) is None
    assert events == [
        ("submit", "draft", "submitted", ground.citizen.pk),
        ("recommend", "submitted", "recommended", ground.west.engineer.pk),
        ("approve", "recommended", "awaiting_payment", ground.west.head.pk),
        ("waive", "awaiting_payment", "issued", User.objects.get(username=SYSTEM).pk),
    ]
    sealed = [(act.action, act.payload["source"], act.payload["target"], act.actor_id) for act in acts]
    # What a step brings about is sealed before the step itself: counters are locked before the chain.
    assert sealed == [(f"case {name}", *rest) for name, *rest in (events[0], events[1], events[3], events[2])]


def test_a_refused_step_leaves_neither_event_nor_entry(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    before = traces(ground.west)
    for name, by in (("approve", ground.west.head), ("recommend", ground.west.head), ("return", ground.west.engineer)):
        with pytest.raises((StepNotPossible, StepNotAllowed, NoteMissing)):
            thread.take(name, by)
    assert traces(ground.west) == before


def test_the_time_since_which_a_state_holds_is_that_of_the_step(ground):
    thread = open_thread(ground.west, ground.citizen)
    moved = thread.take("submit")
    with territory([ground.west.body.pk]):
        held = Case.objects.get(pk=thread.case.pk)
        assert moved.state_since == held.state_since == transaction_time()


def test_a_stale_copy_of_a_case_moves_from_where_the_case_stands(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    assert thread.case.state == "draft"
    assert thread.take("recommend").state == "recommended"
    with pytest.raises(StepNotPossible):
        thread.take("cancel")


def test_withdrawing_and_rejecting_let_go_of_the_land_and_the_other_steps_hold_it(ground):
    for name, up_to, note, held in (
        ("cancel", (), "", 0), ("reject", ("submit",), "سبب", 0), ("return", ("submit",), "سبب", 1),
    ):  # fmt: skip
        office = ground.east if name == "cancel" else ground.west
        thread = open_thread(office, ground.citizen, up_to=up_to) if name != "return" else again(ground, up_to)
        thread.take(name, note=note)
        with territory([office.body.pk]):
            assert Claim.objects.filter(case=thread.case, released_at=None).count() == held


def again(ground, up_to):
    """Return a second application in the west, on land further on."""
    (parcel,) = enter_drawn(ground.west, ".\n.\nA\n.\n.\n.", cell_m=20).values()
    case = apply(ground.west, parcel, ground.citizen).case
    for name in up_to:
        step(ground.west, case, name, ground.citizen)
    return Thread(ground.west, parcel, ground.citizen, case)


def test_a_returned_application_can_be_submitted_again_and_go_through(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    thread.take("return", note="صورة الهوية")
    for name in ("submit", "recommend", "approve"):
        thread.take(name)
    with territory([ground.west.body.pk]):
        assert Permit.objects.count() == 1


# --- numbers of cases -------------------------------------------------------------------------------


def test_cases_of_an_office_are_numbered_one_after_another_and_each_office_by_itself(ground):
    references = []
    for office, times in ((ground.west, 2), (ground.east, 1)):
        for place, (_letter, parcel) in enumerate(enter_drawn(office, "AABB", cell_m=10).items()):
            if place < times:
                references.append(apply(office, parcel, ground.citizen).case.reference)
    codes = [reference.split("/") for reference in references]
    assert [(code, number) for code, _year, number in codes] == [
        ("5011", "000001"), ("5011", "000002"), ("5012", "000001"),
    ]  # fmt: skip


def test_one_request_opens_one_case(ground):
    request = uuid4()
    with territory([ground.west.body.pk]):
        first, second = (
            open_case(kind="fencing", municipality=ground.west.body, by=ground.citizen, request_id=request)
            for _turn in range(2)
        )
        assert first == second
        assert Case.objects.count() == 1


# --- who sees a case --------------------------------------------------------------------------------


def test_the_opener_and_the_office_see_a_case_and_nobody_else(ground):
    thread = open_thread(ground.west, ground.citizen)
    other = User.objects.create_user("other")
    seen = {person.username: case_seen_by(person, thread.case) for person in people(ground, other)}
    assert {name for name, sees in seen.items() if sees} == {
        "citizen", "surveyor-5011", "engineer-5011", "head-5011",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_everyone_else_the_case_does_not_exist(ground, client, method):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    other = User.objects.create_user("other")
    for person in people(ground, other):
        client.force_login(person)
        answer = getattr(client, method)(f"/applications/{thread.case.pk}/", {"step": "nothing"})
        sees = person.username == "citizen" or person.username.endswith("5011")
        assert (answer.status_code == 404) is not sees, person.username
        assert (thread.case.reference in answer.content.decode()) is sees


def test_the_inbox_lists_just_what_a_person_may_see_and_says_what_waits(ground, client):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    for person, listed, waits in (
        (ground.citizen, True, False),  # he may withdraw it, but nothing is asked of him
        (ground.west.engineer, True, True),
        (ground.west.head, True, False),
        (ground.east.engineer, False, False),
        (User.objects.create_user("other"), False, False),
    ):
        client.force_login(person)
        page = client.get("/cases/").content.decode()
        assert (thread.case.reference in page) is listed, person.username
        assert ("بانتظار إجرائك" in page) is waits, person.username


def test_a_visitor_is_sent_to_sign_in(client, db):
    for path in (
        "/cases/",
        "/applications/00000000-0000-0000-0000-000000000000/",
        "/permits/apply/fencing/501011001000100055/",
    ):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/?next=")


def people(ground, *others):
    west, east = ground.west, ground.east
    return (ground.citizen, west.surveyor, west.engineer, west.head, east.surveyor, east.engineer, east.head, *others)


def steps_in(thread, person):
    with territory([thread.office.body.pk]):
        held = Case.objects.get(pk=thread.case.pk)
        steps = {step.name for step in steps_open_to(person, held)}
        assert all(may_take(person, held, step) for step in steps_open_to(person, held))
    return steps


def traces(office):
    with territory([office.body.pk]):
        return CaseEvent.objects.count(), ChainEntry.objects.count(), Case.objects.values_list("state", flat=True).get()
