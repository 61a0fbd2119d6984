"""No part of a building stands outside its parcel."""

import pytest
import shapely

from permits.applications.spatial_rules.footprint_in_parcel import FootprintInParcel
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


@pytest.mark.parametrize("picture", WITHIN.values(), ids=WITHIN.keys())
def test_a_building_within_its_parcel(picture):
    finding = ask(RULE, Land(picture=picture))
    assert (finding.answer, finding.evidence["outside_m2"], finding.geometry) == ("yes", 0, None)


@pytest.mark.parametrize(("picture", "outside"), OUTSIDE.values(), ids=OUTSIDE.keys())
def test_a_building_that_reaches_out_is_shown_where(picture, outside):
    finding = ask(RULE, Land(picture=picture))
    assert finding.answer == "no"
    assert finding.evidence["outside_m2"] == pytest.approx(outside, abs=0.3)
    assert finding.geometry["type"] in ("Polygon", "MultiPolygon")


def test_one_centimetre_is_forgiven_and_two_are_not():
    assert ask(RULE, Land(picture="PPP", works=at(1, 0, 6.01, 2))).answer == "yes"
    assert ask(RULE, Land(picture="PPP", works=at(1, 0, 6.02, 2))).answer == "no"


def test_nothing_drawn_is_no_building():
    assert ask(RULE, Land(picture="PPP", works=shapely.Polygon())).answer == "no"


def test_an_outline_that_crosses_itself_cannot_be_judged():
    finding = ask(RULE, Land(picture="PPP", works=shape((0, 0), (4, 2), (4, 0), (0, 2))))
    assert finding.answer == "unknown" and "sound outline" in finding.evidence["missing"]


def test_without_the_tolerance_it_cannot_be_told():
    assert ask(RULE, Land(picture="P#P", without=["footprint_beyond"])).answer == "unknown"
