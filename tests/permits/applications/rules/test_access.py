"""A street reaches the parcel: for at least 3 m of boundary, at least 2 m wide."""

import math

import pytest

from permits.applications.spatial_rules.access import Access
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import Land, ask, at, shape, street

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


@golden(Access, "picture, answer, frontages", GOLDEN)
def test_whether_a_street_reaches_the_parcel(picture, answer, frontages):
    finding = ask(RULE, Land(picture=picture))
    assert (finding.answer, len(finding.evidence["frontages"])) == (answer, frontages)


#: A street 8 m wide from west to east whose southern edge lies at y 4, where the plot ends in the north.
STREET = street((-20, 8), (40, 8), width_m=8)
ARC = [(6 * math.sin(math.radians(turn)), -2 + 6 * math.cos(math.radians(turn))) for turn in range(-30, 31, 5)]
MEASURED = {
    "three metres along the street": (at(0.1, 0, 3.1, 4), STREET, "yes"),
    "a centimetre less than three metres": (at(0.1, 0, 3.09, 4), STREET, "no"),
    # ╱ the frontage climbs 2.4 m over 1.8 m: three metres by Pythagoras
    "three metres along an oblique street": (
        shape((0.1, 0.1), (1.9, 2.5), (6, 0), (4, -3)), street((-5.3, -2.1), (6.7, 13.9), width_m=6), "yes",
    ),
    # ─╮ half a metre a chord, six metres of curve in all
    "along a curve of short chords": (shape(*ARC, (3, 0), (-3, 0)), street((-9, -2), *[
        (x * 1.4, -2 + (y + 2) * 1.4) for x, y in ARC], (9, -2), width_m=4), "yes"),
    "a verge of one metre between street and plot": (at(0, 0, 6, 3), STREET, "yes"),
    "a verge of one metre and a centimetre": (at(0, 0, 6, 2.99), STREET, "no"),
    # ◇ only the tip of the land reaches the street
    "the tip of a lozenge": (shape((0, 0), (4, 4), (8, 0), (4, -4)), STREET, "no"),
    # ▛▀▜ two arms of two metres, a neighbour's yard between them
    "two frontages of two metres each": (at(0, 0, 8, 4).difference(at(2, 2, 6, 4)), STREET, "no"),
    "two frontages of which one has three metres": (at(0, 0, 9, 4).difference(at(2, 2, 6, 4)), STREET, "yes"),
    "an alley of two metres": (at(0, 0, 6, 4), street((-20, 5), (40, 5), width_m=2), "yes"),
    "an alley of one metre and ninety-nine": (at(0, 0, 6, 4), street((-20, 4.995), (40, 4.995), width_m=1.99), "no"),
    "a street within a courtyard of others": (
        at(-20, -20, 20, 20).difference(at(-6, -6, 6, 6)), street((-5, 0), (5, 0), width_m=10), "no",
    ),
}  # fmt: skip


@golden(Access, "outline, way, answer", MEASURED)
def test_frontages_and_widths_to_the_centimetre(outline, way, answer):
    assert ask(RULE, Land(picture="PP", shaped=lambda _drawn: outline, streets=[way])).answer == answer


def test_an_alley_of_one_metre_is_too_narrow():
    finding = ask(RULE, Land(picture="=====\nNPPPM", cell_m=1))
    assert finding.answer == "no"
    assert finding.evidence["frontages"] == [{"length_m": 3, "width_m": "1.0"}]


def test_a_wide_street_that_is_only_touched_does_not_make_up_for_a_narrow_one():
    narrow, wide = street((-5, 5), (30, 5), width_m=2), street((5.2, -20), (5.2, -10), width_m=20)
    assert ask(RULE, Land(picture="NPPPM\nNPPPM", streets=[narrow, wide])).answer == "yes"
    assert ask(RULE, Land(picture="NPPPM\nNPPPM", streets=[wide])).answer == "no"


@untold(Access)
@pytest.mark.parametrize("missing", ["building_access_frontage", "building_street_width", "frontage_gap"])
def test_without_a_dated_value_it_cannot_be_told(missing):
    assert ask(RULE, Land(picture="===\nPPP", without=[missing])).answer == "unknown"
