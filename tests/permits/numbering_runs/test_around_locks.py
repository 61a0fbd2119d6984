"""A better walk around parcels that keep their places."""

import random
from itertools import pairwise

import numpy as np
import pytest

from parcels.numbering.inputs import NumberingSettings, ParcelInput
from parcels.numbering.score import score_block
from permits.numbering_runs.around_locks import improve_around
from permits.numbering_runs.workbench_ground import read_block
from tests.grid import drawn

SETTINGS = NumberingSettings()
ROWS = """
ABCDEFGH
IJKLMNOP
"""


@pytest.fixture(scope="module")
def read():
    return read_block([ParcelInput(name, shape) for name, shape in drawn(ROWS, cell_m=10).items()], SETTINGS)


def neighbours(read, order):
    return score_block(np.array(order), read.ground, read.keys, SETTINGS.near_m).adjacent


def test_a_tangled_walk_is_untangled(read):
    tangled = random.Random(3).sample(range(16), 16)
    better = improve_around(tangled, set(), read.ground, SETTINGS)
    assert sorted(better) == list(range(16))
    assert neighbours(read, better) == 15 > neighbours(read, tangled)


def test_what_is_locked_keeps_its_place_and_no_stretch_becomes_worse(read):
    dice = random.Random(5)
    for _ in range(20):
        walk = dice.sample(range(16), 16)
        locked = set(dice.sample(range(16), dice.randrange(0, 7)))
        better = improve_around(walk, locked, read.ground, SETTINGS)
        assert sorted(better) == list(range(16))
        assert all(better[place] == parcel for place, parcel in enumerate(walk) if parcel in locked)
        for first, last in stretches(walk, locked):
            assert set(better[first:last]) == set(walk[first:last])


def test_a_stretch_is_joined_to_the_locked_parcels_at_its_ends(read):
    row = [read.keys.index(letter) for letter in "ABCDEFGH"]
    mixed = [row[0], row[5], row[2], row[4], row[1], row[3], row[6], row[7]]
    rest = [i for i in range(16) if i not in row]
    better = improve_around([*mixed, *rest], {row[0], row[6], row[7], *rest}, read.ground, SETTINGS)
    assert better[:8] == row


def test_with_everything_locked_nothing_changes(read):
    walk = list(range(16))
    assert improve_around(walk, set(walk), read.ground, SETTINGS) == walk
    assert improve_around([], set(), read.ground, SETTINGS) == []


def test_a_good_walk_is_not_turned_round(read):
    good = improve_around(random.Random(3).sample(range(16), 16), set(), read.ground, SETTINGS)
    assert improve_around(good, set(), read.ground, SETTINGS) == good
    assert improve_around(good[::-1], set(), read.ground, SETTINGS) == good[::-1]


def stretches(walk, locked):
    """Return (first, past the last) of the runs of parcels that are free."""
    edges = [-1, *[place for place, parcel in enumerate(walk) if parcel in locked], len(walk)]
    return [(one + 1, other) for one, other in pairwise(edges) if other > one + 1]
