"""The corner of two streets stays open: its cut is kept, or 3 m along both sides are left free."""

from dataclasses import replace

import pytest
import shapely

from permits.applications.spatial_rules.corner_open import CornerOpen
from tests.factories.places import ORIGIN
from tests.golden import golden, untold
from tests.permits.applications.rules.picture import Land, ask, at, shape, street

RULE = CornerOpen()
#: Two streets of 8 m meet in the north-east.
WIDE = """
=======++++
=======++++
=======++++
=======++++
NPPPPPP||||
NPPPPPP||||
NPPPPPP||||
NPPPPPP||||
KKKKKKK||||
"""
NARROW = """
=======||
NPPPPPP||
NPPPPPP||
NPPPPPP||
KKKKKKK||
"""
MIDDLE = """
=======
=======
=======
=======
NPPPPPM
NPPPPPM
NPPPPPM
"""
#: The plot: 2 to 14 m east, 2 to 10 m north.
OPEN = {
    "far from the corner": (WIDE, at(4, 4, 10, 8)),
    "three metres from the corner on the one side": (WIDE, at(4, 4, 11, 10)),
    "three metres from the corner on the other": (WIDE, at(4, 2, 14, 7)),
    "oblique, along the open ground": (WIDE, shape((4, 4), (4, 10), (11, 10), (14, 7), (14, 4))),
    "nothing built": (WIDE, shapely.Polygon()),
    "in the corner of two alleys": (NARROW, at(8, 4, 14, 8)),
    "on one street only": (MIDDLE, at(2, 0, 12, 6)),
    # ⌐ an arm along either street, both short of the corner
    "an L around the open ground": (WIDE, at(4, 2, 14, 10).difference(at(11, 7, 14, 10))),
    "two houses, one at either end of the open ground": (WIDE, shapely.union_all([at(4, 4, 11, 10), at(12, 2, 14, 7)])),
    "a courtyard over the open ground": (
        WIDE,
        at(2, 2, 14, 10).difference(
            shape((10, 9.9), (13.9, 9.9), (13.9, 6), (14, 6), (14, 10), (10, 10)).union(
                shape((10, 10), (14, 10), (14, 6))
            )
        ),
    ),
}
CLOSED = {
    "in the corner": (at(4, 4, 14, 10), 4.5),
    "a metre into it": (at(4, 4, 12, 10), 0.5),
    "a room of one metre in the corner": (at(13, 9, 14, 10), 1),
    "oblique, one centimetre too near": (shape((4, 4), (4, 10), (11.01, 10), (14, 7.01), (14, 4)), 0.03),
    "a post of thirty centimetres in the corner": (at(13.7, 9.7, 14, 10), 0.09),
    "two houses of which one stands in the corner": (shapely.union_all([at(4, 4, 9, 10), at(12, 8, 14, 10)]), 3.5),
    "all of the plot around a courtyard": (at(2, 2, 14, 10).difference(at(6, 4, 10, 8)), 4.5),
    "oblique, half a metre too near": (shape((4, 4), (4, 10), (11.5, 10), (14, 7.5), (14, 4)), 1.375),
}


@golden(CornerOpen, "picture, works", OPEN, answer="yes")
def test_an_open_corner(picture, works):
    finding = ask(RULE, Land(picture=picture, works=works))
    assert (finding.answer, finding.geometry) == ("yes", None)


@golden(CornerOpen, "works, taken", CLOSED, answer="no")
def test_a_corner_that_would_be_closed_is_shown(works, taken):
    finding = ask(RULE, Land(picture=WIDE, works=works))
    assert finding.answer == "no"
    assert finding.evidence["taken"] == pytest.approx(taken, abs=0.02)
    assert finding.geometry["type"] == "Polygon"


#: The same corner, of other streets: metres wide each, and how the second turns.
WIDTHS = {
    "of eight metres both": (8, 8, "no"),
    "one a centimetre less than eight": (7.99, 8, "yes"),
    "the other a centimetre less": (8, 7.99, "yes"),
    "of thirty metres and eight": (30, 8, "no"),
    "of thirty metres and a footpath": (30, 2, "yes"),
}


@golden(CornerOpen, "north, east, answer", WIDTHS)
def test_the_widths_of_the_streets_that_make_a_corner(north, east, answer):
    streets = [street((-20, 10 + north / 2), (14, 10 + north / 2), width_m=north),
               street((14 + east / 2, -20), (14 + east / 2, 10), width_m=east)]  # fmt: skip
    assert ask(RULE, Land(picture=WIDE, works=at(4, 4, 14, 10), streets=streets)).answer == answer


def cut_plot(works):
    """The plot with its corner cut, by 3 m along both sides."""
    cut = shape((14, 10), (11, 10), (14, 7))
    return Land(picture=WIDE, works=works, shaped=lambda outline: outline.difference(cut))


def test_up_to_a_corner_cut_may_be_built():
    assert ask(RULE, cut_plot(shape((4, 4), (4, 10), (11, 10), (14, 7), (14, 4)))).answer == "yes"


def test_what_is_built_beyond_a_corner_cut_closes_it():
    assert ask(RULE, cut_plot(at(4, 4, 14, 10))).evidence["taken"] == pytest.approx(4.5, abs=0.02)


def fence(*points):
    return shapely.MultiLineString([[(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points]])


def test_a_fence_keeps_the_corner_cut_and_does_not_go_around_it():
    along = fence((2, 10), (11, 10), (14, 7), (14, 2))
    around = fence((2, 10), (14, 10), (14, 2))
    assert ask(RULE, cut_plot(along)).answer == "yes"
    finding = ask(RULE, cut_plot(around))
    assert (finding.answer, finding.evidence["taken"]) == ("no", pytest.approx(6, abs=0.2))


def test_a_fence_follows_a_boundary_that_has_no_corner_cut():
    assert ask(RULE, Land(picture=WIDE, works=fence((2, 10), (14, 10), (14, 2)))).answer == "yes"


def test_a_street_that_turns_has_a_corner_too():
    turning = street((-20, 14), (18, 14), (18, -20), width_m=8)
    assert ask(RULE, Land(picture=WIDE, works=at(4, 4, 14, 10), streets=[turning])).answer == "no"


@untold(CornerOpen)
@pytest.mark.parametrize("missing", ["corner_cut_leg", "corner_cut_street_width", "corner_cut_longest"])
def test_without_a_dated_value_it_cannot_be_told(missing):
    assert ask(RULE, replace(cut_plot(at(4, 4, 8, 8)), without=[missing])).answer == "unknown"
