"""The life of a parcel: only along the table of steps, each written down with who and why."""

from itertools import product
from uuid import uuid4

import pytest
from django.db import connection

from geo.municipalities.scope import territory
from parcels.register.enums import STATE_TRANSITIONS, ParcelState
from parcels.register.errors import StateNotPossible
from parcels.register.models import Parcel, StateChange, StateTransition
from parcels.register.services import NewParcel, allot_numbers, change_state, enter_parcels
from tests.factories.places import square

pytestmark = pytest.mark.django_db

#: How a numbered parcel gets to a state.
WAY = {
    "provisional": [],
    "proposed": ["proposed"],
    "active": ["active"],
    "under_change": ["active", "under_change"],
    "frozen": ["active", "frozen"],
    "retired_split": ["active", "under_change", "retired_split"],
    "retired_merge": ["active", "under_change", "retired_merge"],
    "retired_replan": ["active", "under_change", "retired_replan"],
    "retired_expropriated": ["active", "retired_expropriated"],
    "retired_error": ["active", "retired_error"],
}


@pytest.fixture
def parcel(places):
    office = places.west
    with territory([office.body.pk]):
        (new,) = enter_parcels(plan=office.plan, parcels=[NewParcel(geom=square(0, 0, 20))], source="survey")
        allot_numbers(block=office.block, parcel_ids=[new.pk], request_id=uuid4())
        yield new


def lead(parcel, to, by):
    for state in WAY[to]:
        change_state(parcel_ids=[parcel.pk], to=ParcelState(state), by=by, reason="test")


def test_the_table_in_the_database_is_the_one_in_code():
    assert set(StateTransition.objects.values_list("source", "target")) == set(STATE_TRANSITIONS)


@pytest.mark.parametrize("source", WAY)
def test_a_parcel_goes_where_the_table_says_and_nowhere_else(places, parcel, source):
    lead(parcel, source, places.west.surveyor)
    for target in set(ParcelState) - {source}:
        move = {"parcel_ids": [parcel.pk], "to": target, "by": places.west.surveyor, "reason": "test"}
        if (source, target) in STATE_TRANSITIONS:
            continue
        with pytest.raises(StateNotPossible):
            change_state(**move)
    assert Parcel.objects.get().state == source


def test_retired_is_final():
    retired = {state for state in ParcelState if state.startswith("retired")}
    assert not [pair for pair in product(retired, ParcelState) if pair in STATE_TRANSITIONS]


def test_each_change_is_written_down_with_who_and_why(places, parcel):
    by = places.west.head
    change_state(parcel_ids=[parcel.pk], to=ParcelState.ACTIVE, by=by, reason="objections are closed")
    last = StateChange.objects.last()
    assert (last.source, last.target, last.changed_by_id, last.reason) == (
        "provisional", "active", by.pk, "objections are closed",
    )  # fmt: skip
    assert last.municipality_id == places.west.body.pk
    assert Parcel.objects.get().state_since == last.changed_at


def test_a_change_needs_a_reason(places, parcel):
    with pytest.raises(StateNotPossible) as refused:
        change_state(parcel_ids=[parcel.pk], to=ParcelState.ACTIVE, by=places.west.head, reason="  ")
    assert refused.value.code == "reason_missing"


def test_many_parcels_move_together_or_not_at_all(places, parcel):
    (second,) = enter_parcels(
        plan=places.west.plan, parcels=[NewParcel(geom=square(40, 0, 20))], source="survey"
    )  # still proposed
    with pytest.raises(StateNotPossible):
        change_state(parcel_ids=[parcel.pk, second.pk], to=ParcelState.ACTIVE, by=None, reason="test")
    assert set(Parcel.objects.values_list("state", flat=True)) == {"provisional", "proposed"}


def test_a_change_by_plain_sql_is_written_down_too(parcel):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE register_parcel SET state = 'active'")
    assert StateChange.objects.last().target == "active"


def test_parcels_of_another_territory_are_not_moved(places, parcel):
    with territory([places.east.body.pk]):
        assert change_state(parcel_ids=[parcel.pk], to=ParcelState.ACTIVE, by=None, reason="test") == 0
    assert Parcel.objects.get().state == "provisional"
