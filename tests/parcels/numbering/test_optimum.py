"""The proven optimum: what it says of walks that are best, and of walks that are not."""

import sys
from itertools import pairwise, permutations

import numpy as np
import pytest

from parcels.numbering.costs import BlockLinks
from parcels.numbering.frame import to_local_frame
from parcels.numbering.ground import read_ground
from parcels.numbering.inputs import NumberingSettings, geometries
from parcels.numbering.optimum import (
    BlockTooLarge,
    OptimumUnavailable,
    prove_neighbours,
    prove_optimum,
    walk_cost,
)
from parcels.numbering.proposal import walk_block
from tests.parcels.numbering.drawings import inputs_of

SETTINGS = NumberingSettings()
CROOKED = """
AABB
CDEB
CDFF
"""


def ground_of(drawing: str):
    return read_ground(to_local_frame(geometries(inputs_of(drawing))), SETTINGS)


def ints(*order: int):
    return np.array(order, dtype=np.int64)


@pytest.mark.parametrize("drawing", [CROOKED, "ABCDEF", "ABC\nDEF", "AAA\nBCD\nEEE"])
def test_it_is_what_trying_all_walks_finds(drawing):
    ground = ground_of(drawing)
    links = BlockLinks(ground, SETTINGS)
    size = len(ground.parcels)
    least = min(walk_cost(ints(*order), links) for order in permutations(range(size)))
    found = prove_optimum(ground, ints(*range(size)), SETTINGS)
    assert found.status == "optimal"
    assert found.best_m == found.bound_m == least / 1000
    assert walk_cost(ints(*found.order), links) == least


def test_a_parcel_without_a_street_is_counted_as_the_engine_counts_it():
    ground = ground_of("AAAA\nBCDE\nFFFF\n")
    inside = ground_of("AAAAA\nABCDA\nAEFGA\nAAAAA")
    assert len(inside.interior) > 0
    for one in (ground, inside):
        walk = walk_block(one, SETTINGS)
        found = prove_optimum(one, walk, SETTINGS)
        assert found.bound_m <= found.best_m <= found.proposal_m
        assert sorted(found.order) == list(range(len(one.parcels)))


def test_the_gap_says_how_much_dearer_a_bad_walk_is():
    ground = ground_of("ABCDEF")
    best = prove_optimum(ground, ints(0, 1, 2, 3, 4, 5), SETTINGS)
    bad = prove_optimum(ground, ints(0, 3, 1, 5, 2, 4), SETTINGS)
    assert best.gap == 0
    assert bad.gap > 1
    assert bad.bound_m == best.bound_m


def test_when_the_limit_comes_first_it_says_unknown_and_keeps_the_proposal():
    ground = ground_of("ABCDEFGH\nIJKLMNOP\nQRSTUVWX")
    walk = ints(*range(24))
    found = prove_optimum(ground, walk, SETTINGS, effort=1e-9)
    assert found.status == "unknown"
    assert found.bound_m <= found.best_m <= found.proposal_m


def test_two_runs_are_the_same():
    ground = ground_of(CROOKED)
    walk = walk_block(ground, SETTINGS)
    assert prove_optimum(ground, walk, SETTINGS) == prove_optimum(ground, walk, SETTINGS)


def test_a_large_block_is_refused():
    with pytest.raises(BlockTooLarge):
        prove_optimum(ground_of("AB"), ints(*range(41)), SETTINGS)


def test_without_the_solver_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    with pytest.raises(OptimumUnavailable, match="pip install ortools"):
        prove_optimum(ground_of("ABCD"), ints(0, 1, 2, 3), SETTINGS)


def test_one_and_two_parcels_are_best_as_they_are():
    assert prove_optimum(ground_of("A"), ints(0), SETTINGS).gap == 0
    assert prove_optimum(ground_of("AB"), ints(0, 1), SETTINGS).status == "optimal"


def most_neighbours(ground):
    size = len(ground.parcels)
    between = ground.adjacency.between
    walks = permutations(range(size))
    return max(sum(between(a, b) for a, b in pairwise(walk)) for walk in walks) / (size - 1)


@pytest.mark.parametrize("drawing", [CROOKED, "ABCDEF", "ABC\nDEF", "AAA\nBCD\nEEE", "A.B.C", "ABC\n.D.\n.E."])
def test_the_bound_on_neighbours_is_what_trying_all_orders_finds(drawing):
    ground = ground_of(drawing)
    found = prove_neighbours(ground.adjacency)
    assert (found.status, found.share) == ("optimal", pytest.approx(most_neighbours(ground)))


def test_no_walk_of_the_engine_is_above_the_bound():
    ground = ground_of("ABBCCD\nAEEFFD\nGEHHFI\nGGHJII")
    share = prove_neighbours(ground.adjacency).share
    walk = walk_block(ground, SETTINGS).tolist()
    assert sum(ground.adjacency.between(a, b) for a, b in pairwise(walk)) / (len(walk) - 1) <= share


def test_one_parcel_has_no_pair_to_miss():
    assert prove_neighbours(ground_of("A").adjacency).share == 1.0


def test_an_effort_that_is_too_small_gives_no_bound():
    found = prove_neighbours(ground_of("ABCDEFGH\nIJKLMNOP\nQRSTUVWX").adjacency, effort=0.0)
    assert (found.status, found.share) == ("unknown", None)
