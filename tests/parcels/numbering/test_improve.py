"""The search: never worse than its start, the best there is on small cases, the same in every run."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parcels.numbering.improve import improve_walk
from parcels.numbering.landlocked import insert_cheapest


def random_costs(size: int, seed: int) -> np.ndarray:
    half = np.triu(np.random.default_rng(seed).integers(0, 1000, (size, size)), 1)
    return half + half.T


def cost_of(walk, costs) -> int:
    return sum(int(costs[a, b]) for a, b in pairwise(walk))


@settings(max_examples=60, deadline=None, database=None)
@given(st.integers(0, 40), st.integers(0, 10_000))
def test_the_walk_keeps_every_stop_and_costs_no_more_than_before(size, seed):
    costs = random_costs(size, seed)
    better = improve_walk(list(range(size)), costs, kicks=size, seed=1)
    assert sorted(better) == list(range(size))
    assert cost_of(better, costs) <= cost_of(range(size), costs)
    assert better == improve_walk(list(range(size)), costs, kicks=size, seed=1)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("size", [3, 4, 7])
def test_on_small_cases_no_order_is_better(size, seed):
    costs = random_costs(size, seed)
    best = min(cost_of(order, costs) for order in permutations(range(size)))
    assert cost_of(improve_walk(list(range(size)), costs, kicks=100, seed=1), costs) == best


def test_points_on_a_line_are_visited_from_end_to_end():
    places = np.random.default_rng(7).permutation(60)
    costs = np.abs(places[:, None] - places[None, :])
    walk = improve_walk(list(range(60)), costs, kicks=60, seed=1)
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
    assert [names[n] for n in insert_cheapest([0, 1, 2], waiting, costs)] == walk


def test_with_nobody_on_the_street_the_first_waiting_begins_the_walk():
    assert insert_cheapest([], [1, 0], np.array([[0, 5], [5, 0]])) == [0, 1]
