"""The parcel is vacant: no building stands on it by more than survey noise."""

from datetime import UTC, datetime

import pytest
import shapely

from parcels.register.enums import ParcelState
from permits.applications.spatial_rules.parcel_vacant import ParcelVacant
from tests.factories.cases import build, change_parcel, enter_drawn, hold_values, on_ground
from tests.golden import golden, untold
from tests.permits.applications.rulings import ask

#: A is the land, 20 m by 20 m with its corner at (0, 0); B the neighbour.
QUARTER = """
AAB
AAB
"""
RULE = ParcelVacant()
VACANT = {
    "no building anywhere": [],
    "a house on the neighbour's land": [shapely.box(22, 2, 28, 18)],
    "the neighbour's house against the common side": [shapely.box(20, 2, 28, 18)],
    "a house that touches a corner": [shapely.box(20, 20, 25, 25)],
    "the neighbour's wall 3 cm over": [shapely.box(20 - 0.03, 2, 28, 18)],
    "just half a square metre over": [shapely.box(19.9, 0, 28, 5)],
    "two slivers, each below the tolerance": [shapely.box(19.96, 0, 25, 10), shapely.box(-5, 0, 0.04, 10)],
}
BUILT = {
    "a house": ([shapely.box(5, 5, 15, 15)], 1, 100),
    "a house over all of it and beyond": ([shapely.box(-5, -5, 25, 25)], 1, 400),
    "a little more than half a square metre": ([shapely.box(19.9, 0, 28, 5.2)], 1, 0.52),
    "the neighbour's house a metre over": ([shapely.box(19, 2, 28, 18)], 1, 16),
    "a guard's room of one square metre": ([shapely.box(10, 10, 11, 11)], 1, 1),
    "a house and a sliver": ([shapely.box(5, 5, 15, 15), shapely.box(19.99, 0, 25, 10)], 1, 100),
    "two houses": ([shapely.box(1, 1, 4, 4), shapely.box(6, 6, 9, 9)], 2, 18),
    "a house with a courtyard": ([shapely.box(1, 1, 11, 11).difference(shapely.box(3, 3, 9, 9))], 1, 64),
}


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, QUARTER)["A"]


@golden(ParcelVacant, "houses", VACANT, answer="yes")
def test_vacant_land_is_met(ground, parcel, houses):
    for house in houses:
        build(ground.west, on_ground(house, ground.west))
    finding = ask(RULE, ground.west, parcel)
    assert (finding.answer, finding.evidence["buildings"], finding.geometry) == ("yes", 0, None)


@golden(ParcelVacant, "houses, count, area", BUILT, answer="no")
def test_built_land_is_not_met_and_the_buildings_are_shown(ground, parcel, houses, count, area):
    for house in houses:
        build(ground.west, on_ground(house, ground.west))
    finding = ask(RULE, ground.west, parcel)
    assert finding.answer == "no"
    assert finding.evidence == {"buildings": count, "area_m2": pytest.approx(area, abs=0.01), "sliver_m2": "0.5000"}
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")


def test_a_house_that_was_pulled_down_stands_in_nobodys_way(ground, parcel):
    build(ground.west, on_ground(shapely.box(5, 5, 15, 15), ground.west), until=datetime(2024, 1, 1, tzinfo=UTC))
    assert ask(RULE, ground.west, parcel).answer == "yes"


def test_a_house_that_the_next_office_recorded_counts_too(ground, parcel):
    build(ground.east, on_ground(shapely.box(5, 5, 15, 15), ground.west))
    assert ask(RULE, ground.west, parcel).answer == "no"


def test_the_state_of_the_parcel_does_not_matter_here(ground, parcel):
    change_parcel(ground.west, parcel, ParcelState.FROZEN)
    assert ask(RULE, ground.west, parcel).answer == "yes"


@untold(ParcelVacant)
def test_without_a_tolerance_the_rule_cannot_tell_even_on_bare_land(places):
    hold_values(without=["building_sliver"])
    parcel = enter_drawn(places.west, QUARTER)["A"]
    finding = ask(RULE, places.west, parcel)
    assert finding.answer == "unknown"
    assert "building_sliver" in finding.evidence["missing"]
