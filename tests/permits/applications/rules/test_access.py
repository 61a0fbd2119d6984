"""A street reaches the parcel: for at least 3 m of boundary, at least 2 m wide."""

import pytest

from permits.applications.spatial_rules.access import Access
from tests.permits.applications.rules.picture import Land, ask, street

RULE = Access()
GOLDEN = {
    "on a street": ("""
        =====
        NPPPM
        NPPPM
        """, "yes", 1),
    "on two streets": ("""
        =====||
        NPPPP||
        NPPPP||
        """, "yes", 2),
    "between two streets": ("""
        =====
        NPPPM
        =====
        """, "yes", 2),
    "behind a neighbour": ("""
        =====
        KKKKK
        NPPPM
        """, "no", 0),
    "enclosed": ("""
        KKKKK
        NPPPM
        KKKKK
        """, "no", 0),
    "by the pole of a flag lot": ("""
        ======
        NNPPMM
        PPPPPP
        PPPPPP
        """, "yes", 1),
    "by a pole of two metres": ("""
        ======
        NNPMMM
        PPPPPP
        PPPPPP
        """, "no", 1),
    "three metres from the street": ("""
        ======
        ......
        ......
        NPPPPM
        """, "no", 0),
    "at the end of an alley": ("""
        NN||MM
        NN||MM
        NN||MM
        PPPPPP
        """, "yes", 1),
    "a street that ends before": ("""
        ==......
        NNNNPPPP
        NNNNPPPP
        """, "no", 0),
}  # fmt: skip


@pytest.mark.parametrize(("picture", "answer", "frontages"), GOLDEN.values(), ids=GOLDEN.keys())
def test_whether_a_street_reaches_the_parcel(picture, answer, frontages):
    finding = ask(RULE, Land(picture=picture))
    assert (finding.answer, len(finding.evidence["frontages"])) == (answer, frontages)


def test_an_alley_of_one_metre_is_too_narrow():
    finding = ask(RULE, Land(picture="=====\nNPPPM", cell_m=1))
    assert finding.answer == "no"
    assert finding.evidence["frontages"] == [{"length_m": 3, "width_m": "1.0"}]


def test_a_wide_street_that_is_only_touched_does_not_make_up_for_a_narrow_one():
    narrow, wide = street((-5, 5), (30, 5), width_m=2), street((5.2, -20), (5.2, -10), width_m=20)
    assert ask(RULE, Land(picture="NPPPM\nNPPPM", streets=[narrow, wide])).answer == "yes"
    assert ask(RULE, Land(picture="NPPPM\nNPPPM", streets=[wide])).answer == "no"


@pytest.mark.parametrize("missing", ["building_access_frontage", "building_street_width", "frontage_gap"])
def test_without_a_dated_value_it_cannot_be_told(missing):
    assert ask(RULE, Land(picture="===\nPPP", without=[missing])).answer == "unknown"
