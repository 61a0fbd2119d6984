"""No part of a building stands outside its parcel."""

import math

import pytest
import shapely
from django.utils.translation import override

from permits.applications.spatial_rules.footprint_in_parcel import FootprintInParcel
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import Land, ask, at, shape

RULE = FootprintInParcel()
WITHIN = {
    "in the middle": """
        =====
        PPPPP
        P###P
        PPPPP
        """,
    "the whole parcel": """
        =====
        N###M
        N###M
        """,
    "on one side": """
        =====
        N##PM
        N##PM
        """,
    "in two parts": """
        =======
        P##P##P
        PPPPPPP
        """,
    "around a courtyard": """
        =====
        #####
        #PPP#
        #####
        """,
    "in the bend of an L": """
        ======
        P##NNN
        P##NNN
        P####P
        """,
}
OUTSIDE = {
    "one cell on the neighbour's land": ("""
        =====
        P##oM
        P##PM
        """, 4),
    "a strip on the street": ("""
        ==ooo
        NP###
        NPPPP
        """, 12),
    "wholly on other land": ("""
        =====
        PPPoo
        PPPoo
        """, 16),
    "over the bend of an L": ("""
        ======
        P#oNNN
        P##NNN
        P####P
        """, 4),
    "on both sides": ("""
        =====
        No#oM
        NPPPM
        """, 8),
    "in the hole of a ring": ("""
        =====
        PPPPP
        PPoPP
        PPPPP
        """, 4),
}  # fmt: skip


@golden(FootprintInParcel, "picture", WITHIN, answer="yes")
def test_a_building_within_its_parcel(picture):
    finding = ask(RULE, Land(picture=picture))
    assert (finding.answer, finding.evidence["outside_m2"], finding.geometry) == ("yes", 0, None)


@golden(FootprintInParcel, "picture, outside", OUTSIDE, answer="no")
def test_a_building_that_reaches_out_is_shown_where(picture, outside):
    finding = ask(RULE, Land(picture=picture))
    assert finding.answer == "no"
    assert finding.evidence["outside_m2"] == pytest.approx(outside, abs=0.3)
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")


#: A front of 10 m that bends out by 1 m, in chords of half a metre.
BENT = [(x / 2, 8 + math.sin(math.pi * x / 20)) for x in range(21)]
TWO_PARTS = shapely.union_all([at(0, 0, 6, 6), at(10, 0, 16, 6)])
MEASURED = {
    "along a curved front": (shape((0, 0), *BENT, (10, 0)), shape((0, 0), *BENT, (10, 0)), "yes"),
    "the chord of a curved front": (shape((0, 0), *BENT, (10, 0)), at(0, 0, 10, 8), "yes"),
    "two centimetres beyond a curved front": (
        shape((0, 0), *BENT, (10, 0)), shape((0, 0), *[(x, y + 0.02) for x, y in BENT], (10, 0)), "no",
    ),
    "the chord of a front that bends in": (
        shape((0, 0), *[(x, 16 - y) for x, y in BENT], (10, 0)), at(0, 0, 10, 8), "no",
    ),
    "a house on either part of the land": (TWO_PARTS, shapely.union_all([at(1, 1, 5, 5), at(11, 1, 15, 5)]), "yes"),
    "a house from one part to the other": (TWO_PARTS, at(4, 1, 12, 5), "no"),
    "a house between the parts": (TWO_PARTS, at(7, 1, 9, 5), "no"),
    # ◺ a needle of land: the tolerance does not grow at its tip
    "to the tip of a needle": (shape((0, 0), (20, 1), (20, 0)), shape((0, 0), (20, 1), (20, 0)), "yes"),
    "half a metre beyond the tip of a needle": (shape((0, 0), (20, 1), (20, 0)), at(-0.5, 0, 4, 0.2), "no"),
    "around a hole, a centimetre into it": (at(0, 0, 10, 10).difference(at(4, 4, 6, 6)),
        at(1, 1, 9, 9).difference(at(4.01, 4.01, 5.99, 5.99)), "yes"),
    "around a hole, three centimetres into it": (at(0, 0, 10, 10).difference(at(4, 4, 6, 6)),
        at(1, 1, 9, 9).difference(at(4.03, 4.03, 5.97, 5.97)), "no"),
}  # fmt: skip


@golden(FootprintInParcel, "land, house, answer", MEASURED)
def test_curves_parts_needles_and_holes(land, house, answer):
    assert ask(RULE, Land(picture="PP", shaped=lambda _drawn: land, works=house)).answer == answer


def test_one_centimetre_is_forgiven_and_two_are_not():
    assert ask(RULE, Land(picture="PPP", works=at(1, 0, 6.01, 2))).answer == "yes"
    assert ask(RULE, Land(picture="PPP", works=at(1, 0, 6.02, 2))).answer == "no"


def test_a_building_of_which_nothing_is_inside_is_told_from_one_that_reaches_out():
    with override("en"):
        beside = ask(RULE, Land(picture="PPP", works=at(20, 0, 24, 2)))
        across = ask(RULE, Land(picture=OUTSIDE["on both sides"][0]))
        assert str(beside.message) == "The whole building lies outside the parcel."
        assert str(across.message) == "A part of the building lies outside the parcel."


def test_nothing_drawn_is_no_building():
    assert ask(RULE, Land(picture="PPP", works=shapely.Polygon())).answer == "no"


@untold(FootprintInParcel)
def test_an_outline_that_crosses_itself_cannot_be_judged():
    finding = ask(RULE, Land(picture="PPP", works=shape((0, 0), (4, 2), (4, 0), (0, 2))))
    assert finding.answer == "unknown" and "sound outline" in finding.evidence["missing"]


@untold(FootprintInParcel)
def test_without_the_tolerance_it_cannot_be_told():
    assert ask(RULE, Land(picture="P#P", without=["footprint_beyond"])).answer == "unknown"
