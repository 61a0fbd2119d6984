"""The way of a numbering run: to numbers that are published, heard, signed by two and frozen."""

from datetime import date
from uuid import uuid4

import pytest

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.errors import NotAllowed
from geo.municipalities.scope import territory
from parcels.plans.models import Block, Plan
from parcels.register.models import AllottedNumber, PublishedParcel
from permits.cases.errors import NoteMissing, StepNotAllowed
from permits.numbering_runs.enums import ObjectionState, Reach
from permits.numbering_runs.errors import (
    NotAnOldDistrict,
    NothingToNumber,
    NumbersWerePublished,
    ObjectionDaysMissing,
    ObjectionsOpen,
    RunBusy,
    RunIncomplete,
)
from permits.numbering_runs.hearing import Complaint, answer, object_to
from permits.numbering_runs.models import FrozenNumber, NumberingRun, PublishedRun
from permits.numbering_runs.selectors import last_revision
from permits.numbering_runs.services import propose_again, start
from permits.numbering_runs.walkers import PolicyNotCounted
from tests.factories.numbering import (
    WAY,
    blocks_of,
    days_pass,
    enter_quarter,
    labels,
    staff,
    started,
    take,
    walk,
)

pytestmark = pytest.mark.django_db


def test_a_run_begins_with_the_engines_proposal_and_gives_no_number(office):
    run = started(office)
    blocks = blocks_of(office, run)
    assert [len(block.order) for block in blocks] == [6, 3]
    assert run.case.state == "proposed"
    with territory([office.body.pk]):
        revision = run.revisions.get()
        assert (revision.number, revision.score["A"], revision.score["pairs"]) == (1, 1.0, 7)
        assert not AllottedNumber.objects.exists()
    assert set(labels(office).values()) == {("proposed", "")}
    assert not PublishedRun.objects.exists()


def test_the_same_request_starts_one_run_and_a_second_is_refused(office):
    request = uuid4()
    with territory([office.body.pk]):
        first = start(plan=office.plan, by=office.surveyor, request_id=request)
        assert start(plan=office.plan, by=office.surveyor, request_id=request) == first
        with pytest.raises(RunBusy):
            start(plan=office.plan, by=office.surveyor, request_id=uuid4())


def test_only_surveyors_and_planners_start_runs_and_only_of_old_districts_with_land_to_number(office, places):
    with territory([office.body.pk]), pytest.raises(NotAllowed):
        start(plan=office.plan, by=office.engineer, request_id=uuid4())
    east = places.east
    with territory([east.body.pk]):
        with pytest.raises(NotAnOldDistrict):
            start(plan=east.plan, by=east.surveyor, request_id=uuid4())
        with pytest.raises(NotAllowed):
            start(plan=office.plan, by=east.surveyor, request_id=uuid4())


def test_a_district_without_parcels_has_nothing_to_number(places):
    with territory([places.west.body.pk]), pytest.raises(NothingToNumber):
        start(plan=places.west.plan, by=places.west.surveyor, request_id=uuid4())


def test_publication_gives_the_numbers_in_walking_order(office):
    run = started(office)
    walk(office, run, ("review", "publish"))
    blocks = blocks_of(office, run)
    with territory([office.body.pk]):
        for block in blocks:
            given = AllottedNumber.objects.filter(block=block.block).order_by("number")
            assert [one.parcel_id for one in given] == block.order
            assert [one.number for one in given] == list(range(1, len(block.order) + 1))
        assert Plan.objects.get(pk=office.plan.pk).status == "inventoried_old", "numbered is what is frozen"
        run.refresh_from_db()
        assert (run.objections_until - run.published_at.date()).days in (30, 31)
    assert {state for state, _label in labels(office).values()} == {"provisional"}
    notice = PublishedRun.objects.get()
    assert (notice.hears, notice.objections_until, notice.frozen_at) == (True, run.objections_until, None)
    assert PublishedParcel.objects.filter(plan_id=notice.plan_id).count() == 9


def test_nothing_is_published_without_a_dated_number_of_days(places):
    staff(places)
    enter_quarter(places.west)
    run = started(places.west)
    take(places.west, run, "review")
    with pytest.raises(ObjectionDaysMissing):
        take(places.west, run, "publish")


def test_a_parcel_that_came_meanwhile_stands_in_the_way(office):
    run = started(office)
    enter_quarter(office, "Z", x=300)
    with pytest.raises(RunIncomplete):
        take(office, run, "review")


@pytest.mark.parametrize("step", ["sign_survey"])
def test_nobody_signs_while_the_days_last(office, step):
    run = started(office)
    walk(office, run, ("review", "publish"))
    with pytest.raises(ObjectionsOpen):
        take(office, run, step)


def test_whoever_prepared_does_not_review_and_whoever_reviewed_does_not_publish(office, places):
    planner = User.objects.get(username=Role.PLANNER)
    run = started(office, by=planner)
    Membership.objects.create(user=planner, role=Role.ENGINEER, municipality=office.body, starts_on=date(2020, 1, 1))
    with pytest.raises(StepNotAllowed):
        take(office, run, "review", by=planner)
    take(office, run, "review")
    with pytest.raises(StepNotAllowed):
        take(office, run, "publish", by=planner)
    with pytest.raises(StepNotAllowed):
        take(office, run, "publish", by=office.engineer)


def test_a_return_needs_its_reason_and_leads_back_to_review(office):
    run = started(office)
    take(office, run, "review")
    with pytest.raises(NoteMissing):
        take(office, run, "return", note=" ")
    assert take(office, run, "return").state == "returned"
    assert take(office, run, "review").state == "reviewed"


def test_a_run_is_withdrawn_before_its_numbers_are_known_and_another_begins(office):
    run = started(office)
    assert take(office, run, "withdraw").state == "withdrawn"
    with territory([office.body.pk]):
        assert NumberingRun.objects.get(pk=run.pk).closed_at is not None
    assert started(office).pk != run.pk


@pytest.mark.django_db(transaction=True)
def test_signed_by_two_and_frozen_by_the_head_each_another_hand(office):
    run = started(office)
    walk(office, run, WAY[:2])
    days_pass(run)
    walk(office, run, WAY[2:])
    with territory([office.body.pk]):
        run = NumberingRun.objects.select_related("printout", "case").get(pk=run.pk)
        assert run.case.state == "frozen"
        assert run.frozen_at == run.closed_at
        assert Plan.objects.get(pk=office.plan.pk).status == "numbered"
        frozen = {number.parcel_id: (number.label, number.code) for number in FrozenNumber.objects.filter(run=run)}
        held = {parcel.pk: (parcel.number, parcel.code) for parcel in PublishedParcel.objects.all()}
        assert frozen == held
        assert len(frozen) == 9
        assert run.printout.pdf[:5] == b"%PDF-"
        hands = [run.case.events.get(transition=name).taken_by_id for name in WAY]
        assert len(set(hands)) == 5
    notice = PublishedRun.objects.get()
    assert (notice.hears, notice.frozen_at) == (False, run.frozen_at)


@pytest.mark.django_db(transaction=True)
def test_what_was_published_is_not_withdrawn(office):
    run = started(office)
    walk(office, run, ("review", "publish"))
    parcel = blocks_of(office, run)[0].order[0]
    with territory([office.body.pk]):
        objection = object_to(
            run=run, complaint=Complaint(text="خطأ", parcel_id=parcel), request_id=uuid4(), received_by=None
        )
        answer(
            objection=objection, state=ObjectionState.UPHELD, words="نعم", reach=Reach.NOTHING,
            by=User.objects.get(username=Role.COMMITTEE),
        )  # fmt: skip
    take(office, run, "reopen")
    with pytest.raises(NumbersWerePublished):
        take(office, run, "withdraw")


def test_blocks_are_named_by_the_next_numbers_of_the_district(office):
    run = started(office)
    walk(office, run, ("review", "publish"))
    with territory([office.body.pk]):
        codes = list(Block.objects.filter(source_system="numbering").order_by("code").values_list("code", flat=True))
    assert codes == ["002", "003"], "the factory's own block is 001"


@pytest.mark.parametrize("policy", ["frontage:direction=ccw", "frontage:start=SE"])
def test_a_run_can_be_walked_in_another_way(office, policy):
    with territory([office.body.pk]):
        run = start(plan=office.plan, by=office.surveyor, request_id=uuid4(), policy=policy)
        plain = last_revision(run).blocks.get(place=1).order
        assert run.policy == policy
        assert len(plain) == 6
        assert propose_again(run=run, by=office.surveyor, reason="من جديد").blocks.get(place=1).order != plain


def test_a_way_that_a_counter_cannot_follow_is_refused(office):
    with territory([office.body.pk]), pytest.raises(PolicyNotCounted):
        start(plan=office.plan, by=office.surveyor, request_id=uuid4(), policy="sequence:keys=7;3")
