"""The works stay clear of flood channels and of land that was taken."""

import pytest
import shapely

from parcels.plans.enums import MaskKind
from permits.applications.spatial_rules.clear_of_masks import BARRING, ClearOfMasks
from tests.factories.cases import enter_drawn, line_works, on_ground, restrict
from tests.golden import golden
from tests.permits.applications.rulings import ask

#: The land is 20 m by 20 m with its corner at (0, 0).
QUARTER = """
AA
AA
"""
RULE = ClearOfMasks()
CLEAR = {
    "a channel further on": shapely.box(30, 0, 40, 20),
    "a channel along the east side": shapely.box(20, -10, 30, 30),
    "a channel that touches a corner": shapely.box(20, 20, 30, 30),
    "a channel whose box meets the land and whose water does not": shapely.Polygon([(21, -20), (60, -20), (21, 40)]),
    "a channel within the land that no side of it meets": shapely.box(5, 5, 15, 15),
    "a ring around the land": shapely.box(-10, -10, 30, 30).difference(shapely.box(-1, -1, 21, 21)),
}
MET = {
    "across the middle": (shapely.box(8, -10, 12, 30), 8),
    "the north-eastern corner": (shapely.box(15, 15, 40, 40), 10),
    "everything": (shapely.box(-10, -10, 30, 30), 80),
    "one side by ten centimetres": (shapely.box(19.9, -10, 30, 30), 20.2),
    "a channel in two arms": (shapely.box(2, -10, 5, 30).union(shapely.box(12, -10, 14, 30)), 10),
    "one side by a centimetre": (shapely.box(19.99, -10, 30, 30), 20.02),
    "a bend that cuts the northern side": (shapely.Polygon([(5, 40), (10, 15), (15, 40)]), 2),
    "a channel of ten centimetres": (shapely.box(10, -10, 10.1, 30), 0.2),
}


@pytest.fixture
def parcel(ground):
    return enter_drawn(ground.west, QUARTER)["A"]


@golden(ClearOfMasks, "channel", CLEAR, answer="yes")
def test_works_beside_a_channel_are_met(ground, parcel, channel):
    restrict(ground.west, on_ground(channel, ground.west), MaskKind.FLOOD)
    finding = ask(RULE, ground.west, parcel)
    assert (finding.answer, finding.evidence, finding.geometry) == ("yes", {"inside_m": 0, "kinds": []}, None)


@golden(ClearOfMasks, "channel, inside", MET, answer="no")
def test_works_in_a_channel_are_not_met_and_the_part_is_shown(ground, parcel, channel, inside):
    restrict(ground.west, on_ground(channel, ground.west), MaskKind.FLOOD)
    finding = ask(RULE, ground.west, parcel)
    assert finding.answer == "no"
    assert finding.evidence["inside_m"] == pytest.approx(inside, abs=0.02)
    assert finding.geometry["type"] in ("LineString", "MultiLineString")


@pytest.mark.parametrize("kind", MaskKind)
def test_only_the_kinds_that_bar_building_bar_a_fence(ground, parcel, kind):
    restrict(ground.west, on_ground(shapely.box(0, 0, 20, 20).buffer(5), ground.west), kind)
    finding = ask(RULE, ground.west, parcel)
    assert finding.answer == ("no" if kind in BARRING else "yes")
    assert finding.evidence["kinds"] == ([kind.value] if kind in BARRING else [])


def test_a_heritage_area_alone_bars_no_fence(ground, parcel):
    assert MaskKind.HERITAGE not in BARRING


def test_every_kind_that_is_met_is_named(ground, parcel):
    restrict(ground.west, on_ground(shapely.box(-1, -1, 5, 5), ground.west), MaskKind.FLOOD)
    restrict(ground.west, on_ground(shapely.box(15, 15, 25, 25), ground.west), MaskKind.EXPROPRIATION)
    assert ask(RULE, ground.west, parcel).evidence["kinds"] == sorted(
        [MaskKind.EXPROPRIATION.value, MaskKind.FLOOD.value]
    )


def test_a_channel_that_the_next_office_recorded_bars_here_too(ground, parcel):
    restrict(ground.east, on_ground(shapely.box(8, -10, 12, 30), ground.west), MaskKind.FLOOD)
    assert ask(RULE, ground.west, parcel).answer == "no"


def test_the_side_outside_the_channel_may_be_fenced(ground, parcel):
    restrict(ground.west, on_ground(shapely.box(15, -10, 40, 40), ground.west), MaskKind.FLOOD)
    west_side = line_works((0, 0), (0, 20), office=ground.west)
    south_side = line_works((0, 0), (20, 0), office=ground.west)
    assert ask(RULE, ground.west, parcel, works=west_side).answer == "yes"
    assert ask(RULE, ground.west, parcel, works=south_side).evidence["inside_m"] == pytest.approx(5, abs=0.01)
