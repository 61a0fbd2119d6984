"""A rule applied to one block at hand: around the locks, by corner, line, taps or sides, and nothing written."""

import random

import pytest
import shapely
from django.contrib.gis.geos import LineString

from geo.errors import InvalidInput
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.spatial.shapes import transformed
from parcels.numbering.inputs import NumberingSettings, ParcelInput
from parcels.numbering.policies.errors import UnfitPolicy
from parcels.numbering.policies.registry import policy_named
from parcels.numbering.proposal import propose
from permits.numbering_runs.workbench_ground import read_block
from permits.numbering_runs.workbench_policy import MOST_POINTS, asked_policy, walk_by
from tests.grid import drawn

SETTINGS = NumberingSettings()
ROWS = """
ABCDEF
GHIJKL
"""
UNEVEN = """
ABCDEF
GGHHII
"""
POLICIES = {
    "frontage": {"start": "SE", "direction": "ccw"},
    "serpentine": {"start": "SW"},
    "line": {"line": [[0, 15], [60, 15]]},
    "sequence": {"keys": ["C", "I", "A"]},
    "odd_even": {"odd": "right"},
}


def block(drawing=ROWS):
    return read_block([ParcelInput(name, shape) for name, shape in drawn(drawing, cell_m=10).items()], SETTINGS)


@pytest.fixture(scope="module")
def read():
    return block()


def names(read, order):
    return "".join(read.keys[n] for n in order)


def walked(read, code, locked=(), order=None, **parameters):
    """Return the walk that a policy gives, as letters; `locked` are letters."""
    given = order if order is not None else range(len(read.keys))
    held = {read.keys.index(letter) for letter in locked}
    return walk_by(policy_named(code, parameters), list(given), held, read)


def test_a_rule_gives_the_walk_that_the_engine_gives_the_same_block(read):
    parcels = [ParcelInput(key, shape) for key, shape in zip(read.keys, read.shapes, strict=True)]
    policy = policy_named("frontage", {"start": "NE", "direction": "ccw"})
    engine = propose(parcels, settings=SETTINGS, walker=policy.walk).blocks[0].order
    assert names(read, walked(read, "frontage", start="NE", direction="ccw").order) == "".join(map(str, engine))


def test_rows_go_there_and_back_from_the_corner_that_is_asked_for(read):
    assert names(read, walked(read, "serpentine").order) == "ABCDEFLKJIHG"
    assert names(read, walked(read, "serpentine", start="SE", direction="cw").order) == "LKJIHGABCDEF"


def test_a_line_numbers_what_it_crosses_in_its_order(read):
    west, _south, east, north = shapely.total_bounds(read.shapes)
    upper = north - 5
    line = [[east + 1, upper], [west - 1, upper]]
    crossed = [letter for letter in names(read, walked(read, "line", line=line).order) if letter in "ABCDEF"]
    assert crossed == list("FEDCBA")


def test_taps_come_first_and_the_others_follow_or_go_between(read):
    after = names(read, walked(read, "sequence", keys=["J", "D", "E"]).order)
    assert after.startswith("JDE")
    between = names(read, walked(read, "sequence", keys=["A", "F"], rest="between").order)
    assert between.index("A") < between.index("F")
    assert sorted(between) == sorted("ABCDEFGHIJKL")


def test_odd_numbers_are_on_one_side_and_even_ones_on_the_other(read):
    ruled = walked(read, "odd_even")
    sides = names(read, ruled.order)
    assert {frozenset(sides[0::2]), frozenset(sides[1::2])} == {frozenset("ABCDEF"), frozenset("GHIJKL")}
    assert (ruled.sided, ruled.kept) == (12, 12)


def test_how_many_keep_their_side_is_told_where_the_sides_are_uneven():
    ruled = walked(block(UNEVEN), "odd_even")
    assert ruled.sided == 9
    assert 6 <= ruled.kept < 9  # three pairs, then what is left of the longer side


@pytest.mark.parametrize("code", POLICIES)
def test_whatever_the_rule_the_locked_parcels_keep_their_places_and_nobody_is_lost(read, code):
    dice = random.Random(code)
    for _ in range(12):
        order = dice.sample(range(12), 12)
        locked = dice.sample(read.keys, dice.randrange(0, 13))
        ruled = walked(read, code, locked, order, **POLICIES[code])
        assert sorted(ruled.order) == list(range(12))
        assert all(ruled.order[place] == n for place, n in enumerate(order) if read.keys[n] in locked)
        assert ruled.sided == (12 - len(locked) if code == "odd_even" else 0)


@pytest.mark.parametrize("code", POLICIES)
def test_the_free_parcels_keep_the_turn_of_the_rule(read, code):
    free = names(read, walked(read, code, **POLICIES[code]).order)
    held = names(read, walked(read, code, "BK", **POLICIES[code]).order)
    assert [letter for letter in held if letter not in "BK"] == [letter for letter in free if letter not in "BK"]


def test_a_tap_on_a_strange_parcel_is_refused(read):
    with pytest.raises(UnfitPolicy):
        walked(read, "sequence", keys=["Z"])


@pytest.mark.django_db
def test_a_line_comes_from_the_map_to_the_ground():
    line = LineString([(400_000, 2_937_000), (400_100, 2_937_000)], srid=storage_srid())
    on_map = transformed(line, TILE_SRID)
    policy = asked_policy({"code": "line", "line": [list(point) for point in on_map.coords]})
    assert policy.line.length == pytest.approx(100, abs=0.001)


@pytest.mark.parametrize(
    "sent",
    [
        None, [], "frontage", {}, {"code": "keep"}, {"code": "frontage", "start": "N"}, {"code": "frontage", "x": 1},
        {"code": "line"}, {"code": "line", "line": [[0, 0]]}, {"code": "line", "line": [[0, 0], [1, None]]},
        {"code": "line", "line": [[0, 0], [float("inf"), 0]]}, {"code": "line", "line": [[0, 0], [True, 1]]},
        {"code": "line", "line": [[n, 0] for n in range(MOST_POINTS + 1)]}, {"code": "sequence", "keys": []},
        {"code": "sequence", "keys": ["A", "A"]}, {"code": "odd_even", "odd": "up"},
    ],
    ids=lambda sent: str(sent)[:40],
)  # fmt: skip
def test_what_is_no_rule_is_refused(sent):
    with pytest.raises(InvalidInput):
        asked_policy(sent)
