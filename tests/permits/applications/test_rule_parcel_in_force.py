"""The parcel is numbered, active, and still has the boundary that was checked; and no other case holds it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import F, Func, Value

from geo.municipalities.scope import territory
from geo.spatial.clock import transaction_time
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion, PublishedParcel
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from permits.applications.assess import judge_now
from permits.applications.spatial_rules.no_other_case import NoOtherCase
from permits.applications.spatial_rules.parcel_in_force import ParcelInForce
from tests.factories.cases import apply, change_parcel, enter_drawn, step
from tests.factories.places import square
from tests.permits.applications.rulings import ask

RULE = ParcelInForce()


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, "AB")["A"]


def test_a_numbered_active_parcel_is_met(ground, parcel):
    finding = ask(RULE, ground.west, parcel)
    assert finding.answer == "yes"
    assert finding.evidence == {"code": parcel.code, "state": "active", "version_held": True}


@pytest.mark.parametrize("state", [ParcelState.FROZEN, ParcelState.UNDER_CHANGE])
def test_a_parcel_that_is_frozen_or_under_change_is_not_met_until_it_is_active_again(ground, parcel, state):
    change_parcel(ground.west, parcel, state)
    assert ask(RULE, ground.west, parcel).answer == "no"
    change_parcel(ground.west, parcel, ParcelState.ACTIVE)
    assert ask(RULE, ground.west, parcel).answer == "yes"


def test_a_parcel_that_was_retired_is_not_met(ground, parcel):
    change_parcel(ground.west, parcel, ParcelState.RETIRED_ERROR)
    assert ask(RULE, ground.west, parcel).answer == "no"


def test_a_parcel_without_a_number_is_not_met(ground):
    with territory([ground.west.body.pk]):
        (entered,) = enter_parcels(plan=ground.west.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="test")
        version = BoundaryVersion.objects.get(parcel=entered)
    finding = ask(RULE, ground.west, PublishedParcel(version_id=version.pk))
    assert finding.answer == "no"
    assert finding.evidence == {"code": None, "state": "proposed", "version_held": True}


def test_a_provisional_number_is_not_enough(ground):
    with territory([ground.west.body.pk]):
        (entered,) = enter_parcels(plan=ground.west.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="test")
        allot_numbers(block=ground.west.block, parcel_ids=[entered.pk], request_id=uuid4())
    finding = ask(RULE, ground.west, PublishedParcel.objects.get(pk=entered.pk))
    assert (finding.answer, finding.evidence["state"]) == ("no", "provisional")


def test_a_boundary_that_is_about_to_end_is_not_met(ground, parcel):
    with territory([ground.west.body.pk]):
        held = BoundaryVersion.objects.filter(pk=parcel.version_id)
        tomorrow = Value(transaction_time() + timedelta(days=1))
        assert held.update(valid=Func(Func(F("valid"), function="lower"), tomorrow, function="tstzrange")) == 1
    finding = ask(RULE, ground.west, parcel)
    assert finding.answer == "no"
    assert finding.evidence["version_held"] is False


# --- other cases ------------------------------------------------------------------------------------


def other_case(application, office):
    with territory([office.body.pk]):
        verdict = judge_now(application)
    return next(item.finding.answer for item in verdict.judged if isinstance(item.rule, NoOtherCase))


def test_the_first_to_submit_goes_first_and_the_next_may_go_when_he_withdraws(ground, parcel):
    first = apply(ground.west, parcel, ground.citizen)
    second = apply(ground.west, parcel, ground.west.surveyor)
    assert [other_case(a, ground.west) for a in (first, second)] == ["yes", "yes"]  # drafts hold nothing
    step(ground.west, first.case, "submit", ground.citizen)
    assert [other_case(a, ground.west) for a in (first, second)] == ["yes", "no"]
    step(ground.west, first.case, "cancel", ground.citizen)
    assert other_case(second, ground.west) == "yes"


def test_a_case_on_the_next_parcel_is_no_hindrance(ground):
    land = enter_drawn(ground.west, "CD")
    apply(ground.west, land["C"], ground.citizen)
    assert other_case(apply(ground.west, land["D"], ground.citizen), ground.west) == "yes"


def test_a_rejected_case_lets_go(ground, parcel):
    first = apply(ground.west, parcel, ground.citizen)
    second = apply(ground.west, parcel, ground.west.surveyor)
    step(ground.west, first.case, "submit", ground.citizen)
    step(ground.west, first.case, "reject", ground.west.engineer, note="سبب")
    assert other_case(second, ground.west) == "yes"


def test_a_permit_that_was_issued_keeps_holding_the_parcel(ground, parcel):
    first = apply(ground.west, parcel, ground.citizen)
    for name, by in (("submit", ground.citizen), ("recommend", ground.west.engineer), ("approve", ground.west.head)):
        step(ground.west, first.case, name, by)
    assert other_case(apply(ground.west, parcel, ground.citizen), ground.west) == "no"
