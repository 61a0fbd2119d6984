"""The life of a plan in the database: its states, its revisions, what takes its place, and what is written down."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from geo.municipalities.scope import everywhere, territory
from geo.series.errors import RecordedStays
from geo.spatial.refusals import refusals_explained
from parcels.plans.enums import PLAN_TRANSITIONS, PUBLIC_PLANS, PlanStatus
from parcels.plans.errors import PlanStateNotPossible, ReasonMissing, SuccessorMissing
from parcels.plans.models import Plan, PlanStatusChange, PlanTransition, PublishedPlan
from parcels.plans.selectors import plan_key, plan_of, status_on
from parcels.plans.services import change_plan_status, draft_plan, draft_revision
from tests.factories.places import square
from tests.parcels.plans.ways import bring, enter_plan, move, way_to

pytestmark = pytest.mark.django_db


def refusal(plan, status):
    """Return the SQLSTATE with which the database refuses a bare update of the state, "" when it takes it."""
    try:
        with everywhere(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE plans_plan SET status = %s WHERE id = %s", [status, plan.pk])
            transaction.set_rollback(True)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", "")
    return ""


def test_the_pairs_of_states_stand_in_the_database():
    held = set(PlanTransition.objects.values_list("source", "target"))
    assert held == {(str(source), str(target)) for source, target in PLAN_TRANSITIONS}
    assert len(PLAN_TRANSITIONS) == len(held)


def test_every_state_can_be_come_to():
    assert {PlanStatus(way_to(status)[-1]) for status in PlanStatus} == set(PlanStatus)


@pytest.mark.parametrize("source", PlanStatus.values)
def test_the_database_refuses_every_step_that_is_not_one(places, source):
    plan = bring(places, source)
    assert plan.status == source
    steps = {target for known, target in PLAN_TRANSITIONS if known == source}
    refused = {target for target in PlanStatus.values if refusal(plan, target) == "MK024"}
    assert refused == set(PlanStatus.values) - steps - {source}


@pytest.mark.parametrize("first", [status for status in PlanStatus.values if ("", status) not in PLAN_TRANSITIONS])
def test_a_plan_does_not_begin_in_the_middle_of_its_life(places, first):
    with pytest.raises(PlanStateNotPossible), refusals_explained():
        enter_plan(places.east, first)


def test_who_moved_a_plan_and_why_is_written_down(places):
    head = places.east.head
    with territory([places.east.body.pk]):
        plan = draft_plan(
            district=places.east.district, number="901", name="مخطط", geom=square(0, 0, 9), by=head, reason="طلب المالك"
        )
        change_plan_status(plan=plan, to=PlanStatus.SUBMITTED, by=head, reason="اكتملت الأوراق")
        rows = list(plan.status_changes.values_list("source", "target", "changed_by_id", "reason"))
    assert rows == [
        ("", "draft", head.pk, "طلب المالك"),
        ("draft", "submitted", head.pk, "اكتملت الأوراق"),
    ]


def test_a_plan_does_not_change_its_state_without_a_reason(places):
    plan = enter_plan(places.east)
    with everywhere(), pytest.raises(ReasonMissing):
        change_plan_status(plan=plan, to=PlanStatus.SUBMITTED, by=None, reason="  ")


def test_the_application_writes_no_change_of_a_state_itself(places):
    plan = enter_plan(places.east)
    with everywhere(), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        PlanStatusChange.objects.create(
            plan=plan, municipality=places.east.body, source="", target="approved", changed_at=plan.status_since
        )


def test_the_state_of_a_past_moment_is_told(places):
    plan = enter_plan(places.east)
    with everywhere():
        entered = plan.status_changes.get().changed_at
        assert status_on(plan, entered - timedelta(seconds=1)) is None
        assert status_on(plan, entered) == PlanStatus.DRAFT
        move(plan, PlanStatus.SUBMITTED)
        assert status_on(plan, entered + timedelta(days=1)) == PlanStatus.SUBMITTED


def test_one_revision_of_a_number_is_in_force(places):
    enter_plan(places.east, PlanStatus.APPROVED)
    with pytest.raises(IntegrityError, match="plan_one_revision_in_force"), transaction.atomic():
        enter_plan(places.east, PlanStatus.APPROVED, revision=1)


def test_the_approval_of_a_revision_amends_the_one_before(places):
    first = bring(places, PlanStatus.AMENDED)
    with everywhere():
        latest = Plan.objects.get(number=first.number, revision=1)
        assert (first.status, first.superseded_by_id, latest.status) == ("amended", latest.pk, "approved")
        assert latest.approved_on is not None
        assert plan_of(places.east.district, "900/1").pk == latest.pk, "the number means the revision in force"
        assert plan_key(first) == f"id-{first.pk}"


def test_a_revision_follows_a_decided_one_of_the_same_number_and_office(places):
    with pytest.raises(SuccessorMissing), refusals_explained():
        enter_plan(places.east, revision=1)
    enter_plan(places.east)  # a draft is not decided yet
    with pytest.raises(SuccessorMissing), refusals_explained():
        enter_plan(places.east, revision=1)
    with pytest.raises(SuccessorMissing), refusals_explained():
        enter_plan(places.west, revision=1, number="713/3")


def test_a_second_revision_waits_for_the_decision_on_the_first(places):
    with territory([places.east.body.pk]):
        plan, by = places.east.plan, places.east.head
        revision = draft_revision(plan=plan, by=by, reason="توسعة شارع")
        assert (revision.number, revision.revision, revision.status) == ("713/3", 1, "draft")
        with pytest.raises(SuccessorMissing):
            draft_revision(plan=plan, by=by, reason="توسعة أخرى")
        move(revision, PlanStatus.CANCELLED)
        assert draft_revision(plan=plan, by=by, reason="توسعة أخرى").revision == 2


def test_a_plan_under_review_is_not_amended(places):
    with territory([places.east.body.pk]), pytest.raises(PlanStateNotPossible):
        draft_revision(plan=enter_plan(places.east), by=places.east.head, reason="x")


def test_a_superseded_plan_names_the_plan_in_force_that_takes_its_place(places):
    plan, draft = enter_plan(places.east, PlanStatus.APPROVED), enter_plan(places.east, number="902")
    for successor in (None, draft, plan):
        with pytest.raises(SuccessorMissing):
            move(plan, PlanStatus.SUPERSEDED, superseded_by=successor)
    assert move(plan, PlanStatus.SUPERSEDED, superseded_by=places.east.plan).superseded_by_id == places.east.plan.pk


def test_what_was_approved_of_a_plan_stays(places):
    plan = bring(places, PlanStatus.APPROVED)
    for change in ({"geom": square(0, 0, 60)}, {"revision": 3}, {"superseded_by_id": places.east.plan.pk}):
        with everywhere(), pytest.raises(RecordedStays), refusals_explained():
            Plan.objects.filter(pk=plan.pk).update(**change)
    draft = enter_plan(places.east, number="903")
    with everywhere():
        assert Plan.objects.filter(pk=draft.pk).update(geom=square(0, 0, 60)) == 1


@pytest.mark.parametrize("status", PlanStatus.values)
def test_the_projection_holds_what_was_decided(places, status):
    plan = bring(places, status)
    assert PublishedPlan.objects.filter(pk=plan.pk).exists() == (status in PUBLIC_PLANS)


def test_another_territory_sees_neither_a_draft_nor_the_journal(places):
    draft = enter_plan(places.east)
    with territory([places.west.body.pk]):
        assert not Plan.objects.filter(pk=draft.pk).exists()
        assert not PlanStatusChange.objects.filter(plan_id=draft.pk).exists()
