"""What was frozen stands: later splits and mergers touch no other number, and no way leads round the database."""

import random
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from geo.series.errors import RecordedStays
from geo.spatial.refusals import refusals_explained
from parcels.plans.enums import PlanStatus
from parcels.plans.services import change_plan_status
from parcels.register.enums import ParcelState
from parcels.register.errors import NotCut, NotNeighbours
from parcels.register.lineage import change_land, merge, split_evenly
from parcels.register.models import AllottedNumber, Parcel, PublishedParcel
from parcels.register.selectors import neighbours
from parcels.register.services import change_state, withdraw_numbers
from permits.numbering_runs.errors import NumberingOpen, NumberStands, RunStateRefused
from permits.numbering_runs.models import FrozenNumber, NumberingRun
from tests.factories.decisions import decided
from tests.factories.numbering import WAY, days_pass, enter_quarter, hold_days, staff, started, walk

pytestmark = pytest.mark.django_db(transaction=True)

SIDE = 6
LETTERS = [chr(0x4E00 + place) for place in range(SIDE * SIDE)]
ROWS = ["".join(2 * letter for letter in LETTERS[row * SIDE : (row + 1) * SIDE]) for row in range(SIDE)]
TOWN = "\n".join(row for row in ROWS for _half in range(2))
#: Parcels that the town is kept near to, so that it neither becomes one parcel nor a thousand slivers.
MANY = 70


@pytest.fixture
def town(places):
    """An office whose quarter of 36 parcels was numbered, frozen and brought into force."""
    staff(places)
    hold_days()
    office = places.west
    enter_quarter(office, TOWN)
    run = started(office)
    walk(office, run, WAY[:2])
    days_pass(run)
    walk(office, run, WAY[2:])
    with territory([office.body.pk]):
        change_state(
            parcel_ids=list(Parcel.objects.values_list("pk", flat=True)), to=ParcelState.ACTIVE, by=office.head,
            reason="اختبار",
        )  # fmt: skip
    return office


def one_change(office, dice: random.Random) -> set[UUID]:
    """Split or merge something at random; return what it touched, nothing when the land does not allow it."""
    with territory([office.body.pk]):
        act_as(office.surveyor.pk, reason="اختبار")
        today = list(PublishedParcel.objects.order_by("code"))
        try:
            if len(today) < MANY and dice.random() < 0.6:
                largest = sorted(today, key=lambda parcel: -parcel.area_m2)[: len(today) // 2 + 1]
                change = split_evenly(dice.choice(largest).pk, parts=dice.choice([2, 3]), bearing=dice.choice([0, 90]))
            else:
                one = dice.choice(today)
                beside = list(neighbours(one, within_m=0).order_by("code"))
                change = merge([one.pk, dice.choice(beside).pk]) if beside else None
            if change is None:
                return set()
            change_land(
                change=change, request_id=uuid4(), by=office.surveyor, reason="اختبار", source="اختبار",
                case_id=decided(change, office),
            )  # fmt: skip
        except (NotCut, NotNeighbours):
            return set()
        return set(change.touched)


def numbers_of_all(office) -> dict[UUID, tuple[str, str | None, int | None]]:
    with territory([office.body.pk]):
        return {parcel.pk: (parcel.parcel_label, parcel.code, parcel.block_id) for parcel in Parcel.objects.all()}


def play(office, changes: int) -> None:
    dice, made = random.Random(7), 0
    known = numbers_of_all(office)
    with territory([office.body.pk]):
        frozen = {one.parcel_id: (one.label, one.code, one.block_id) for one in FrozenNumber.objects.all()}
    assert frozen == known
    while made < changes:
        touched = one_change(office, dice)
        if not touched:
            continue
        made += 1
        now = numbers_of_all(office)
        assert {pk: now[pk] for pk in known} == known, "a number changed that was given before"
        known = now
    with territory([office.body.pk]):
        given = list(AllottedNumber.objects.values_list("block_id", "number", "suffix"))
        codes = [code for _label, code, _block in known.values()]
        assert len(given) == len(set(given)) == len(codes) == len(set(codes))


def test_forty_later_splits_and_mergers_never_touch_another_number(town):
    play(town, 40)


def test_a_frozen_run_is_still_shown_when_its_land_was_split(town, client):
    while not one_change(town, random.Random(3)):
        pass
    with territory([town.body.pk]):
        run = NumberingRun.objects.get()
    client.force_login(town.surveyor)
    for name in ("run", "walk_sheet", "table", "package"):
        assert client.get(reverse(f"numbering_runs:{name}", args=[run.pk])).status_code == 200


@pytest.mark.full
def test_a_thousand_later_splits_and_mergers_never_touch_another_number(town):
    play(town, 1000)


@pytest.mark.parametrize("change", [{"parcel_label": "99"}, {"code": None}, {"code": "000000000000000097"}])
def test_a_frozen_number_is_not_written_over(town, change):
    with territory([town.body.pk]), pytest.raises(RecordedStays), refusals_explained():
        Parcel.objects.filter(state=ParcelState.ACTIVE).update(**change)


def test_a_frozen_number_is_not_withdrawn_either(places):
    staff(places)
    hold_days()
    office = places.west
    enter_quarter(office)
    run = started(office)
    walk(office, run, WAY[:2])
    days_pass(run)
    walk(office, run, WAY[2:])
    with territory([office.body.pk]):
        parcel = Parcel.objects.filter(state=ParcelState.PROVISIONAL).order_by("pk")[0].pk
        with pytest.raises(NumberStands):
            withdraw_numbers(parcel_ids=[parcel], by=office.head, reason="اختبار")


@pytest.mark.parametrize("field", ["published_at", "frozen_at", "closed_at", "policy"])
def test_a_frozen_run_is_not_written_to(town, field):
    with territory([town.body.pk]), pytest.raises(DomainError), refusals_explained():
        NumberingRun.objects.update(**{field: "x" if field == "policy" else None})


def test_a_run_is_not_frozen_past_its_life(places):
    from geo.spatial.clock import transaction_time

    staff(places)
    hold_days()
    enter_quarter(places.west)
    run = started(places.west)
    walk(places.west, run, WAY[:2])
    with territory([places.west.body.pk]), pytest.raises(RunStateRefused), refusals_explained():
        NumberingRun.objects.filter(pk=run.pk).update(frozen_at=transaction_time())


def test_an_old_district_is_neither_numbered_past_its_run_nor_approved_before_the_run_is_over(places):
    staff(places)
    hold_days()
    office = places.west
    enter_quarter(office)
    run = started(office)
    walk(office, run, WAY[:2])
    with territory([office.body.pk]):
        office.plan.refresh_from_db()
        with pytest.raises(NumberingOpen):
            change_plan_status(plan=office.plan, to=PlanStatus.NUMBERED, by=office.head, reason="اختبار")
    days_pass(run)
    walk(office, run, WAY[2:])
    with territory([office.body.pk]):
        office.plan.refresh_from_db()
        change_plan_status(plan=office.plan, to=PlanStatus.APPROVED_OLD, by=office.head, reason="اختبار")
        office.plan.refresh_from_db()
        assert office.plan.status == PlanStatus.APPROVED_OLD
