"""Buildings beside restricted land, and beside the neighbours' buildings."""

from dataclasses import replace

import pytest
import shapely

from permits.applications.spatial_rules.footprint_clear_of_masks import FootprintClearOfMasks
from permits.applications.spatial_rules.neighbour_distance import NeighbourDistance
from permits.applications.spatial_rules.neighbours_protected import NeighboursProtected
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import OLD_QUARTER, Land, ask, at, shape

#: The building: 2 to 8 m east, 2 to 6 m north; the plot 0 to 10 and 0 to 8.
HOUSE = """
PPPPP
P###P
P###P
PPPPP
"""
FLOOD = "flood_channel"
CLEAR = {
    "no restriction": [],
    "a channel beyond the plot": [(FLOOD, at(20, 0, 30, 8))],
    "a channel on the plot, beside the building": [(FLOOD, at(8.5, 0, 10, 8))],
    "a channel along the wall": [(FLOOD, at(8, 0, 10, 8))],
    "a channel that touches a corner of the building": [(FLOOD, at(8, 6, 12, 12))],
    "a ring around the building": [(FLOOD, at(0, 0, 10, 8).difference(at(2, 2, 8, 6)))],
    "a channel in two arms on either side": [(FLOOD, shapely.union_all([at(-9, -9, 1.9, 20), at(8.1, -9, 20, 20)]))],
    "a channel whose box holds the building and whose water does not": [(FLOOD, shape((9, -9), (30, -9), (30, 30)))],
    "a heritage area": [("heritage", at(-50, -50, 50, 50))],
}
INSIDE = {
    "across the building": ([(FLOOD, at(4, -5, 6, 20))], 8),
    "ten centimetres of it": ([(FLOOD, at(7.9, -5, 20, 20))], 0.4),
    "one centimetre of it": ([(FLOOD, at(7.99, -5, 20, 20))], 0.04),
    "two arms of one channel": ([(FLOOD, shapely.union_all([at(0, 0, 3, 8), at(7, 0, 10, 8)]))], 8),
    "a corner": ([(FLOOD, shape((7, 6), (8, 6), (8, 5)))], 0.5),
    "all of it": ([("expropriation", at(-5, -5, 20, 20))], 24),
    "a pipeline": ([("energy_risk", at(2, 2, 8, 3))], 6),
    "two that overlap count once": ([(FLOOD, at(2, 2, 5, 6)), ("expropriation", at(4, 2, 8, 6))], 24),
}


@golden(FootprintClearOfMasks, "masks", CLEAR, answer="yes")
def test_a_building_clear_of_restrictions(masks):
    finding = ask(FootprintClearOfMasks(), Land(picture=HOUSE, masks=masks))
    assert (finding.answer, finding.geometry) == ("yes", None)


@golden(FootprintClearOfMasks, "masks, inside", INSIDE, answer="no")
def test_a_building_inside_a_restriction_is_shown_where(masks, inside):
    finding = ask(FootprintClearOfMasks(), Land(picture=HOUSE, masks=masks))
    assert (finding.answer, finding.evidence["inside_m2"]) == ("no", pytest.approx(inside, abs=0.02))
    assert finding.evidence["kinds"] == sorted({kind for kind, _shape in masks})
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")


def test_a_heritage_area_is_noted_for_its_department():
    finding = ask(FootprintClearOfMasks(), Land(picture=HOUSE, masks=[("heritage", at(0, 0, 4, 4))]))
    assert (finding.answer, finding.evidence["noted"], finding.evidence["kinds"]) == ("yes", ["heritage"], [])


BESIDE = {
    "none near": ("#PPPPNNNN", "yes", None),
    "four metres away": ("#PPBNN", "yes", 4),
    "two metres away": ("#PBNNN", "yes", 2),
    "wall at wall": ("P#BNNN", "no", 0),
    "one of two is near": ("BPPP#BNNN", "no", 0),
    "a building on the own plot is not a neighbour's": ("S#PPPNN", "yes", None),
    "both": ("S#PBN", "yes", 2),
}


@golden(NeighbourDistance, "picture, answer, nearest", BESIDE)
def test_the_gap_to_the_neighbours_building(picture, answer, nearest):
    finding = ask(NeighbourDistance(), Land(picture=picture))
    assert (finding.answer, finding.evidence["nearest_m"]) == (answer, nearest)


def test_a_metre_and_a_half_is_enough_and_less_is_not_and_the_gap_is_shown():
    assert ask(NeighbourDistance(), Land(picture="PPPPBN", works=at(0, 0, 6.5, 2))).answer == "yes"
    finding = ask(NeighbourDistance(), Land(picture="PPPPBN", works=at(0, 0, 6.6, 2)))
    assert (finding.answer, finding.geometry["type"]) == ("no", "LineString")


#: The neighbour's building is 10 to 16 m east and 0 to 6 m north, on land from 8 m east.
HIS = """
PPPPNBBB
PPPPNBBB
PPPPNBBB
"""
GAPS = {
    "a metre and a half": (at(1, 1, 8.5, 5), "yes"),
    "a centimetre less": (at(1, 1, 8.51, 5), "no"),
    "corner to corner, a metre and a half": (at(1, 7.2, 9.1, 9), "yes"),
    "corner to corner, a centimetre less": (at(1, 7.2, 9.12, 9), "no"),
    "beside its corner, farther than the wall": (at(1, 7.5, 12, 9), "yes"),
    "a wall that leans towards it": (shape((1, 1), (8.6, 1), (5, 5), (1, 5)), "no"),
    # ⊐ the building stands in the bend of the one asked for
    "around it": (at(4, -4, 20, 10).difference(at(8.5, -1.5, 17.5, 7.5)), "yes"),
    "around it, too tight on one side": (at(4, -4, 20, 10).difference(at(8.5, -1.5, 17.4, 7.5)), "no"),
    "two houses, one of them too near": (shapely.union_all([at(1, 1, 4, 5), at(6, 1, 9, 5)]), "no"),
    "into it by half a square metre": (at(1, 1, 10.1, 5.9), "no"),
}


@golden(NeighbourDistance, "house, answer", GAPS)
def test_gaps_to_the_centimetre(house, answer):
    assert ask(NeighbourDistance(), Land(picture=HIS, works=house)).answer == answer


def test_in_the_old_quarter_walls_may_touch_but_not_overlap():
    attached = Land(picture="P#BN", figures=[OLD_QUARTER])
    assert ask(NeighbourDistance(), attached).answer == "yes"
    assert ask(NeighbourDistance(), replace(attached, works=at(2, 0, 4.2, 2))).answer == "yes"  # 0.4 m²: noise
    assert ask(NeighbourDistance(), replace(attached, works=at(2, 0, 4.3, 2))).answer == "no"


def test_the_wall_of_a_neighbour_that_was_drawn_over_the_boundary_is_still_his():
    drawn_over = Land(picture="PP#PBN", works=at(0, 0, 7, 2), shaped=lambda outline: outline.union(at(0, 0, 8.2, 2)))
    assert ask(NeighbourDistance(), drawn_over).evidence["nearest_m"] == 1


@untold(NeighbourDistance)
@pytest.mark.parametrize("missing", ["building_gap", "building_sliver"])
def test_gaps_without_a_dated_value_cannot_be_told(missing):
    assert ask(NeighbourDistance(), Land(picture="P#BN", without=[missing])).answer == "unknown"


DEMOLITIONS = {
    "nobody near": ("@PPPNN", "", "yes"),
    "nobody near, protection described": ("@PPPNN", "hoarding", "yes"),
    "four metres away": ("@PPBNN", "", "yes"),
    "two metres away": ("@PBNN", "", "no"),
    "two metres away and protected": ("@PBNN", "hoarding", "yes"),
    "wall at wall": ("P@BNN", "", "no"),
    "wall at wall and protected": ("P@BNN", "props and hoarding", "yes"),
    "wall at wall and blanks": ("P@BNN", "   ", "no"),
    "neighbours on both sides": ("BP@PB", "", "no"),
    "another building on the own plot": ("S@PPNN", "", "yes"),
}


@golden(NeighboursProtected, "picture, protection, answer", DEMOLITIONS)
def test_neighbours_of_a_demolition(picture, protection, answer):
    land = Land(picture=picture, details={"protection": protection})
    assert ask(NeighboursProtected(), land).answer == answer


#: The same neighbour, beside what is pulled down.
SAFE = {
    "three metres": (at(1, 1, 7, 5), "", "yes"),
    "a centimetre less": (at(1, 1, 7.01, 5), "", "no"),
    "a centimetre less, and shielded": (at(1, 1, 7.01, 5), "hoarding", "yes"),
    "corner to corner, three metres": (at(1, 8.4, 8.2, 10), "", "yes"),
    "corner to corner, a centimetre less": (at(1, 8.4, 8.22, 10), "", "no"),
    "two buildings, one of them too near": (shapely.union_all([at(1, 1, 4, 5), at(6, 1, 8, 5)]), "", "no"),
    "a building whose wall bends towards it": (shape((1, 1), (5, 1), (8, 3), (5, 5), (1, 5)), "", "no"),
}


@golden(NeighboursProtected, "gone, protection, answer", SAFE)
def test_safe_distances_to_the_centimetre(gone, protection, answer):
    land = Land(picture=HIS, works=gone, details={"protection": protection})
    assert ask(NeighboursProtected(), land).answer == answer


def test_three_metres_are_safe_and_less_is_not_and_the_gap_is_shown():
    assert ask(NeighboursProtected(), Land(picture="PPPPBN", works=at(0, 0, 5, 2))).answer == "yes"
    finding = ask(NeighboursProtected(), Land(picture="PPPPBN", works=at(0, 0, 5.01, 2)))
    assert (finding.answer, finding.geometry["type"]) == ("no", "LineString")


@untold(NeighboursProtected)
def test_protection_without_a_dated_distance_cannot_be_told():
    assert ask(NeighboursProtected(), Land(picture="@PBN", without=["demolition_protection"])).answer == "unknown"


@untold(FootprintClearOfMasks)
def test_the_restriction_of_a_building_whose_outline_crosses_itself_cannot_be_told():
    crossed = Land(picture=HOUSE, works=shape((2, 2), (8, 6), (8, 2), (2, 6)), masks=INSIDE["all of it"][0])
    assert ask(FootprintClearOfMasks(), crossed).answer == "unknown"


def test_no_works_are_near_nobody():
    assert ask(NeighboursProtected(), Land(picture="PBN", works=shapely.Polygon())).answer == "yes"
    assert ask(NeighbourDistance(), Land(picture="PBN", works=shapely.Polygon())).answer == "yes"
