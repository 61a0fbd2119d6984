"""Sides of plots are told apart: front, other streets, rear, sides, corner cuts."""

import math

import pytest
import shapely

from tests.factories.places import ORIGIN
from tests.permits.applications.rules.picture import Land, at, shape, street

ORDINARY = """
..========..
NNPPPPPPMM
NNPPPPPPMM
NNPPPPPPMM
NNPPPPPPMM
KKKKKKKKKK
"""
CORNER = """
===========++
===========++
NNPPPPPPPPP||
NNPPPPPPPPP||
NNPPPPPPPPP||
NNPPPPPPPPP||
KKKKKKKKKKK||
"""
WIDER_IN_THE_EAST = """
===========+++
NNPPPPPPPPP|||
NNPPPPPPPPP|||
KKKKKKKKKKK|||
...........|||
...........|||
"""
THROUGH = """
==========
==========
NNPPPPPPMM
NNPPPPPPMM
NNPPPPPPMM
==========
"""
FLAG = """
==========
NNNNNPPMMM
NNNNNPPMMM
NNNNNPPMMM
PPPPPPPPMM
PPPPPPPPMM
PPPPPPPPMM
KKKKKKKKKK
"""
ISLAND = """
++=======++
++=======++
||PPPPPPP||
||PPPPPPP||
||PPPPPPP||
++=======++
++=======++
"""
LANDLOCKED = """
==========
KKKKKKKKKK
NNPPPPPPMM
NNPPPPPPMM
KKKKKKKKKK
"""
HEAD_OF_AN_ALLEY = """
NNN||MMM
NNN||MMM
NNN||MMM
KPPPPPPK
KPPPPPPK
KKKKKKKK
"""
HALF_BEHIND_A_NEIGHBOUR = """
==========
NNPPPPKKMM
NNPPPPKKMM
NNPPPPPPMM
NNPPPPPPMM
"""


def roles(land):
    """The roles in the order of the walk, with lengths in whole metres."""
    return [(side.role.value, round(side.length_m)) for side in land.proposal().sides]


GOLDEN = {
    "between two neighbours": (ORDINARY, [("front", 12), ("side", 8), ("rear", 12), ("side", 8)]),
    "on a corner": (CORNER, [("front", 18), ("street", 8), ("rear", 18), ("side", 8)]),
    "the wider street is the front": (WIDER_IN_THE_EAST, [("street", 18), ("front", 4), ("side", 18), ("rear", 4)]),
    "from street to street": (THROUGH, [("front", 12), ("side", 6), ("street", 12), ("side", 6)]),
    "a flag lot": (
        FLAG,
        [("front", 4), ("side", 6), ("side", 2), ("side", 6), ("rear", 16), ("side", 6), ("side", 10), ("side", 6)],
    ),
    "streets all around": (ISLAND, [("front", 14), ("street", 6), ("street", 14), ("street", 6)]),
    "no street": (LANDLOCKED, [("side", 12), ("side", 4), ("side", 12), ("side", 4)]),
    "half of it behind a neighbour": (
        HALF_BEHIND_A_NEIGHBOUR,
        [("front", 8), ("side", 4), ("side", 4), ("side", 4), ("rear", 12), ("side", 8)],
    ),
}


@pytest.mark.parametrize(("picture", "expected"), GOLDEN.values(), ids=GOLDEN.keys())
def test_sides_are_told_apart(picture, expected):
    found = roles(Land(picture=picture))
    start = next(i for i in range(len(found)) if found[i:] + found[:i] == expected) if found else -1
    assert start >= 0


def test_the_head_of_an_alley_has_its_front_where_the_alley_ends():
    found = roles(Land(picture=HEAD_OF_AN_ALLEY))
    assert [length for role, length in found if role == "front"] == [4]
    assert ("rear", 12) in found


def test_a_corner_cut_between_two_streets_is_neither_front_nor_side():
    cut = shape((22, 10), (19, 10), (22, 7))
    found = roles(Land(picture=CORNER, shaped=lambda outline: outline.difference(cut)))
    assert sorted(found) == [("chamfer", 4), ("front", 15), ("rear", 18), ("side", 8), ("street", 5)]


def test_a_long_oblique_side_is_no_corner_cut():
    cut = shape((22, 10), (11, 10), (22, 4))
    found = roles(Land(picture=CORNER, shaped=lambda outline: outline.difference(cut)))
    assert "chamfer" not in dict(found)


def test_a_cut_corner_towards_neighbours_is_a_side():
    cut = shape((16, 2), (14, 2), (16, 4))
    found = roles(Land(picture=ORDINARY, shaped=lambda outline: outline.difference(cut)))
    assert "chamfer" not in dict(found) and dict(found)["front"] == 12


def test_a_curved_front_of_many_edges_is_one_side():
    arc = [(4 + 12 * i / 20, 10 + 2 * math.sin(math.pi * i / 20)) for i in range(21)]
    outline = shape((4, 2), *arc, (16, 2))
    along = street(*[(x, y + 3) for x, y in [(-10, 10), *arc, (30, 10)]], width_m=6)
    sides = Land(picture=ORDINARY, shaped=lambda _outline: outline, streets=[along]).proposal().sides
    (front,) = [side for side in sides if side.role == "front"]
    assert len(front.edges) == 20
    assert [side.role for side in sides].count("rear") == 1


def test_one_street_in_two_stretches_is_one_front():
    stretches = [street((-20, 11), (10, 11), width_m=2, name="A"), street((10, 11), (40, 11), width_m=2, name="A")]
    assert ("front", 12) in roles(Land(picture=ORDINARY, streets=stretches))


def test_a_street_that_is_gone_leaves_no_front():
    assert "front" not in dict(roles(Land(picture=ORDINARY, streets=[])))


def test_a_courtyard_of_others_is_a_side():
    hole = at(8, 4, 10, 6)
    sides = Land(picture=ORDINARY, shaped=lambda outline: outline.difference(hole)).proposal().sides
    assert [(side.role, round(side.length_m)) for side in sides][-1] == ("side", 8)


def test_turning_the_whole_picture_changes_no_role():
    land = Land(picture=CORNER)
    before = sorted((role, length) for role, length in roles(land))
    proposal = land.proposal()
    turned = shapely.affinity.rotate(proposal.outline, 33, origin=ORIGIN)
    streets = [
        street(*[(x - ORIGIN[0], y - ORIGIN[1]) for x, y in shapely.affinity.rotate(s.line, 33, origin=ORIGIN).coords],
               width_m=s.width_m)
        for s in proposal.site.streets
    ]  # fmt: skip
    after = Land(picture="P", shaped=lambda _outline: turned, streets=streets)
    assert sorted(roles(after)) == before


def test_corners_are_numbered_as_the_printed_map_numbers_them():
    sides = Land(picture=ORDINARY).proposal().sides
    assert [(side.from_corner, side.to_corner) for side in sides] == [(1, 2), (2, 3), (3, 4), (4, 1)]
