"""The made-up deeds: each wrong one is found by the question that it was made for, and a second run adds none."""

from datetime import date
from decimal import Decimal

import pytest

from geo.municipalities.scope import territory
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.rule import Answer
from parcels.register.edges import boundary_sides
from parcels.register.models import PublishedParcel
from parcels.rights.deed_checks import judge_deed
from parcels.rights.deed_facts import facts_of
from parcels.rights.models import Deed, Right
from parcels.rights.selectors import deed_in_force
from permits.demo.deeds import HOW_MANY, RENEWED, make_deeds
from tests.factories.cases import enter_drawn

FOUND_BY = {0: "area_possible", 1: "words_fit", 2: "lengths_fit", 4: "reciprocal", 8: "sides_written"}


@pytest.fixture
def parcels(places):
    for code in ("deed_side_absolute", "deed_side_relative", "deed_area_relative", "deed_sides_sum"):
        ReferenceValue.objects.create(
            code=code, value=Decimal("0.01"), unit="m", valid_from=date(2020, 1, 1), cites="test", status="test"
        )
    enter_drawn(places.east, "ABCDEF\nGHIJKL", cell_m=20)
    with territory([places.east.body.pk]):
        assert make_deeds(places.east.plan, head=places.east.head.username) == HOW_MANY
        yield list(PublishedParcel.objects.order_by("code"))


def test_each_wrong_deed_is_found_by_its_question(parcels):
    for place, parcel in enumerate(parcels):
        judged = judge_deed(facts_of(deed_in_force(parcel), parcel, boundary_sides(parcel), on=date(2026, 1, 1)))
        refused = {item.check.code for item in judged if item.finding.answer is Answer.NO}
        assert refused >= {FOUND_BY[place]} if place in FOUND_BY else refused <= {"reciprocal"}, place


def test_a_second_run_adds_nothing_and_one_deed_has_been_renewed(places, parcels):
    before = (Deed.objects.count(), Right.objects.count())
    assert make_deeds(places.east.plan, head=places.east.head.username) == 0
    assert (Deed.objects.count(), Right.objects.count()) == before == (HOW_MANY + 1, HOW_MANY + 4 + 2)
    assert Deed.objects.filter(parcel_id=parcels[RENEWED].pk).count() == 2


def test_holders_are_plainly_made_up(parcels):
    names = set(Right.objects.values_list("party__name", flat=True))
    assert all("تجريبي" in name for name in names)
