"""The search: never worse than its start, the best there is on small cases, the same in every run."""

import random
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcels.numbering.improve import improve_walk
from parcels.numbering.landlocked import insert_cheapest
from parcels.numbering.links import Candidates, MatrixLinks, Rows
from parcels.numbering.tour import Tour


def random_costs(size: int, seed: int) -> np.ndarray:
    half = np.triu(np.random.default_rng(seed).integers(0, 1000, (size, size)), 1)
    return half + half.T


def cost_of(walk, costs) -> int:
    return sum(int(costs[a, b]) for a, b in pairwise(walk))


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 40), st.integers(0, 10_000))
def test_the_walk_keeps_every_stop_and_costs_no_more_than_before(size, seed):
    costs = random_costs(size, seed)
    better = improve_walk(list(range(size)), MatrixLinks(costs), kicks=size, seed=1)
    assert sorted(better) == list(range(size))
    assert cost_of(better, costs) <= cost_of(range(size), costs)
    assert better == improve_walk(list(range(size)), MatrixLinks(costs), kicks=size, seed=1)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [3, 4, 7])
def test_on_small_cases_no_order_is_better(size, seed):
    costs = random_costs(size, seed)
    best = min(cost_of(order, costs) for order in permutations(range(size)))
    assert cost_of(improve_walk(list(range(size)), MatrixLinks(costs), kicks=100, seed=1), costs) == best


def test_points_on_a_line_are_visited_from_end_to_end():
    places = np.random.default_rng(7).permutation(60)
    costs = np.abs(places[:, None] - places[None, :])
    walk = improve_walk(list(range(60)), MatrixLinks(costs), kicks=60, seed=1)
    assert sorted([places[walk].tolist(), places[walk][::-1].tolist()])[0] == list(range(60))


@pytest.mark.parametrize(
    ("waiting", "walk"),
    [([4], [4, 0, 10, 20]), ([5], [0, 10, 20, 5]), ([3], [0, 3, 10, 20])],
)
def test_a_waiting_stop_goes_where_it_adds_least_ends_included(waiting, walk):
    along = {0: 0, 1: 10, 2: 20, 3: 6, 4: -3, 5: 24}
    at = np.array([along[n] for n in range(6)])
    costs = np.abs(at[:, None] - at[None, :])
    names = [0, 10, 20, 3, 4, 5]
    assert [names[n] for n in insert_cheapest([0, 1, 2], waiting, MatrixLinks(costs))] == walk


def test_with_nobody_on_the_street_the_first_waiting_begins_the_walk():
    assert insert_cheapest([], [1, 0], MatrixLinks(np.array([[0, 5], [5, 0]]))) == [0, 1]


class WaysAndMisses:
    """Links of which only some parcels are stops."""

    def __init__(self, size: int, seed: int) -> None:
        self.misses = random_costs(size, seed)
        places = np.random.default_rng(seed).integers(0, 1000, size)
        self.ways = np.abs(places[:, None] - places[None, :])
        self.stops = np.random.default_rng(seed + 2).random(size) < 0.5

    def cost_row(self, parcel: int) -> np.ndarray:
        return self.misses[parcel] + self.ways[parcel]

    def way_row(self, parcel: int) -> np.ndarray:
        return self.ways[parcel]

    def cost(self, walk) -> int:
        """What the walk costs by its definition: misses link by link, the way from stop to stop."""
        return cost_of(walk, self.misses) + cost_of([n for n in walk if self.stops[n]], self.ways)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [3, 5, 7])
def test_the_way_is_counted_from_stop_to_stop_and_no_order_is_better(size, seed):
    links = WaysAndMisses(size, seed)
    best = min(links.cost(order) for order in permutations(range(size)))
    assert links.cost(improve_walk(list(range(size)), links, kicks=200, seed=1)) == best


@settings(max_examples=40, deadline=None, database=None)
@given(st.integers(3, 40), st.integers(0, 10_000))
def test_what_is_gained_between_stops_is_never_a_loss(size, seed):
    links = WaysAndMisses(size, seed)
    better = improve_walk(list(range(size)), links, kicks=size, seed=1)
    assert sorted(better) == list(range(size))
    assert links.cost(better) <= links.cost(range(size))


def test_a_walk_that_is_good_enough_is_left_alone():
    links = MatrixLinks(random_costs(30, 4))
    settled = improve_walk(list(range(30)), links, kicks=0, seed=1)
    assert improve_walk(list(range(30)), links, kicks=300, seed=1, floor=10**9) == settled
    assert improve_walk(list(range(30)), links, kicks=300, seed=1, floor=-1) != settled


def test_rows_that_were_let_go_to_save_memory_come_back_the_same(monkeypatch):
    monkeypatch.setattr("parcels.numbering.links.LARGEST_CACHE", 12)
    costs = random_costs(5, 1)
    rows = Rows(MatrixLinks(costs).cost_row, 6)
    for node in [0, 1, 2, 3, 4, 5, 0, 3]:
        assert list(rows[node]) == ([0] * 6 if node == 5 else [*costs[node].tolist(), 0])
        assert len(rows) <= 2


def test_candidates_are_the_station_and_the_cheapest_others():
    costs = np.array([[0, 5, 1], [5, 0, 1], [1, 1, 0]])
    near = Candidates(MatrixLinks(costs))
    assert [near[n] for n in range(4)] == [
        [(3, 0), (2, 1), (1, 5)],
        [(3, 0), (2, 1), (0, 5)],
        [(3, 0), (0, 1), (1, 1)],
        [(0, 0), (1, 0), (2, 0)],
    ]
    assert [near.two_cheapest(n) for n in range(4)] == [6, 6, 2, 0]


def test_a_parcel_that_is_passed_through_pays_only_for_what_is_missing():
    links = WaysAndMisses(9, seed=2)
    near = Candidates(links)
    for node in range(9):
        least = links.cost_row(node) if links.stops[node] else links.misses[node]
        assert near[node][1:] == [(other, least[other]) for other, _least in near[node][1:]]
    assert 0 < links.stops.sum() < 9


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(4, 40), st.integers(0, 10_000))
def test_what_moves_say_they_gain_is_what_the_walk_gets_cheaper(size, seed):
    links = WaysAndMisses(size, seed)
    dice = random.Random(seed)
    tour = Tour(list(range(size)), links)
    cost = tour.cost()
    cost -= tour.settle(tour.nodes)
    assert cost == tour.cost()
    for _ in range(20):
        before = list(tour.nodes)
        gain = tour.kick(dice, int(dice.random() * tour.size), most_lost=300)
        assert gain >= -300
        assert gain or cost == tour.cost() or before == tour.nodes
        cost -= gain
        assert cost == tour.cost()


def test_kicks_fall_where_the_walk_is_dear():
    places = np.arange(30)
    places[[12, 20]] = places[[20, 12]]  # two parcels out of their turn
    costs = np.abs(places[:, None] - places[None, :])
    dear = Tour(list(range(30)), MatrixLinks(costs)).dearness()
    assert {n for n in range(30) if dear[n] > 3} == {11, 12, 13, 19, 20, 21}
    assert Tour(np.argsort(places).tolist(), MatrixLinks(costs)).dearness() == [0] * 31
