"""A walk around land: where it ends, what it misses, how much it may miss."""

import math
import random
from decimal import Decimal
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permits.surveys.errors import TraverseUnreadable
from permits.surveys.traverse import Shot, closes, closure_of, loops_of, outline_of, permitted_m, shots_in_order

ABSOLUTE, RELATIVE = Decimal("0.05"), Decimal("0.0002")
#: Shifts of a closing observation, metres.
SMALL = st.floats(-5, 5, allow_nan=False)
SIDE = st.floats(1, 500, allow_nan=False)


def square(side=10.0, east=0.0, north=0.0, names="1234"):
    places = ((0, 0), (0, side), (side, side), (side, 0))
    return [Shot(name, east + e, north + n) for name, (e, n) in zip(names, places, strict=True)]


def closed(shots, shift=(0.0, 0.0)):
    first = shots[0]
    return [*shots, Shot(first.label, first.east + shift[0], first.north + shift[1])]


@given(SIDE, SMALL, SMALL)
def test_the_misclosure_is_the_way_from_the_first_observation_to_the_closing_one(side, east, north):
    (loop,) = loops_of(closed(square(side), (east, north)))
    assert loop.misclosure_m == pytest.approx(math.hypot(east, north))
    assert len(loop.legs_m) == 4
    assert loop.length_m == pytest.approx(3 * side + math.hypot(side - east, north))


@given(st.floats(0.001, 1e5, allow_nan=False))
def test_a_short_walk_may_miss_five_centimetres_and_a_long_one_a_part_in_five_thousand(length):
    limit = permitted_m(length, absolute_m=ABSOLUTE, relative=RELATIVE)
    assert limit >= 0.05
    assert limit == pytest.approx(0.05 if length <= 250 else length / 5000)


@given(st.permutations(range(4)), SIDE, SMALL)
def test_a_walk_closes_the_same_wherever_it_begins_when_nothing_is_missed(order, side, _shift):
    corners = square(side)
    begun = corners[order[0] :] + corners[: order[0]]
    closure = closure_of(loops_of(closed(begun)))
    assert (closure.misclosure_m, closure.ratio) == (0, 0)
    assert closure.length_m == pytest.approx(4 * side)


@given(SIDE, SMALL, SMALL)
def test_the_misclosure_does_not_move_the_corners(side, east, north):
    area = outline_of(loops_of(closed(square(side), (east, north)))).area
    assert area == pytest.approx(side**2)


def test_a_walk_that_does_not_come_back_says_nothing_of_its_error():
    (loop,) = loops_of(square())
    assert loop.misclosure_m is None
    assert closure_of([loop]) is None
    assert closure_of([]) is None


def test_the_worst_of_several_walks_decides():
    shots = closed(square(100), (0.02, 0)) + closed(square(10, east=200, names="abcd"), (0.01, 0))
    closure = closure_of(loops_of(shots))
    assert closure.misclosure_m == pytest.approx(0.02)
    assert closure.ratio == pytest.approx(0.01 / (30 + 9.99))
    assert closure.length_m == pytest.approx(399.98 + 39.99)


def test_a_walk_within_another_is_a_hole():
    shots = closed(square(100)) + closed(square(10, east=20, north=20, names="abcd"))
    assert outline_of(loops_of(shots)).area == pytest.approx(10_000 - 100)


@pytest.mark.parametrize(
    "shots",
    [
        [],
        square()[:2],
        closed(square()[:2]),
        [*square(), Shot("2", 5, 5)],
        closed(square()) + closed(square()),
        closed([square()[i] for i in (0, 2, 1, 3)]),
    ],
    ids=[
        "nothing",
        "two points",
        "there and back",
        "a point twice",
        "the same walk twice",
        "a walk that crosses itself",
    ],
)
def test_points_that_are_no_walk_around_land_are_refused(shots):
    with pytest.raises(TraverseUnreadable):
        outline_of(loops_of(shots))


#: Departures and latitudes of a traverse of five legs (Ghilani and Wolf, Elementary Surveying, the example of the
#: chapter "Traverse Computations"), unbalanced and balanced by the compass rule there.
LEGS = [(517.451, -388.815), (5.966, -202.942), (192.889, 694.045), (-590.565, 153.708), (-125.715, -255.919)]
BALANCED = [(517.444, -388.835), (5.964, -202.948), (192.881, 694.022), (-590.571, 153.689), (-125.718, -255.928)]


def test_the_compass_rule_gives_the_figures_of_the_textbook():
    shots = [Shot("A", 1000.0, 1000.0)]
    for name, (east, north) in zip("BCDEA", LEGS, strict=True):
        shots.append(Shot(name, shots[-1].east + east, shots[-1].north + north))
    (loop,) = loops_of(shots)
    assert loop.misclosure_m == pytest.approx(math.hypot(0.026, 0.077), abs=1e-9)
    walk = shots_in_order([loop.spread()])
    legs = [(after.east - before.east, after.north - before.north) for before, after in pairwise(walk)]
    for found, told in zip(legs, BALANCED, strict=True):
        assert found == pytest.approx(told, abs=0.0011)


@given(st.integers(3, 40), SIDE, SMALL, SMALL, st.integers(0, 2**32 - 1))
def test_a_spread_walk_comes_back_and_moves_each_corner_by_its_part_of_the_way(corners, side, east, north, seed):
    dice = random.Random(seed)
    around = [
        Shot(str(n), side * dice.uniform(0.9, 1.1) * math.cos(t), side * dice.uniform(0.9, 1.1) * math.sin(t))
        for n, t in enumerate(2 * math.pi * k / corners for k in range(corners))
    ]
    (loop,) = loops_of(closed(around, (east, north)))
    spread = loop.spread()
    assert spread.corners[0] == loop.corners[0]
    assert spread.misclosure_m == 0
    moved = [before.distance(after) for before, after in zip(loop.corners, spread.corners, strict=True)]
    ways = list(accumulate((0.0, *loop.legs_m[:-1])))
    assert moved == pytest.approx([loop.misclosure_m * way / loop.length_m for way in ways], abs=1e-6)


def test_a_walk_that_closes_exactly_and_one_that_stays_open_are_not_changed():
    for shots in (closed(square()), square()):
        (loop,) = loops_of(shots)
        assert loop.spread() == loop


def test_each_walk_of_a_sheet_closes_within_its_own_limit_or_none_is_adjusted():
    limits = {"absolute_m": ABSOLUTE, "relative": RELATIVE}
    good, bad = closed(square(), (0.05, 0)), closed(square(5, 100, names="5678"), (0, 0.0501))
    assert closes(loops_of(good), **limits)
    assert not closes(loops_of([*good, *bad]), **limits)
    assert not closes(loops_of(square()), **limits)
    assert not closes([], **limits)
