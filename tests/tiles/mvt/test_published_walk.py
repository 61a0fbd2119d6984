"""Which tiles a shape touches: by brute force, at edges of tiles, and where they are too many to name."""

import random

import numpy as np
import pytest
import shapely

from tiles.mvt.cache.walk import HALF, MOST, REACH, SPARE, reach_of, touched
from tiles.mvt.frame import BUFFER, EXTENT

#: Where the register lies, EPSG:3857.
HERE = (5_566_000.0, 3_065_000.0)


def brute_force(shape, z):
    """Every tile near a shape whose reach meets it, one by one."""
    side = 2 * HALF / 2**z
    west, south, east, north = shape.bounds
    columns = range(int((west + HALF) / side) - 2, int((east + HALF) / side) + 3)
    rows = range(int((HALF - north) / side) - 2, int((HALF - south) / side) + 3)
    inside = [(x, y) for x in columns for y in rows if 0 <= x < 2**z and 0 <= y < 2**z]
    return {(x, y) for x, y in inside if shapely.box(*reach_of(z, x, y)).intersects(shape)}


def drawn(seed):
    """A surface, line or point of some size at some place."""
    chance = random.Random(seed)
    x, y = HERE[0] + chance.uniform(-50_000, 50_000), HERE[1] + chance.uniform(-50_000, 50_000)
    size = 10 ** chance.uniform(0, 3.7)
    corners = [(x + chance.uniform(-size, size), y + chance.uniform(-size, size)) for _ in range(5)]
    kind = chance.choice(["surface", "line", "point", "parts"])
    if kind == "surface":
        return shapely.convex_hull(shapely.MultiPoint(corners))
    if kind == "line":
        return shapely.LineString(corners)
    if kind == "parts":
        return shapely.MultiPoint(corners).buffer(size / 9)
    return shapely.Point(corners[0])


@pytest.mark.parametrize("seed", range(60))
def test_the_walk_finds_the_tiles_that_brute_force_finds(seed):
    shape = drawn(seed)
    for met in touched(shape, 16):
        assert set(met.tiles) == brute_force(shape, met.z), met.z


@pytest.mark.parametrize("z", [0, 5, 11, 14, 16])
def test_a_point_just_within_the_buffer_of_the_next_tile_touches_it_and_one_beyond_does_not(z):
    side = 2 * HALF / 2**z
    column, row = int((HERE[0] + HALF) / side), int((HALF - HERE[1]) / side)
    edge_east, middle = (column + 1) * side - HALF, HALF - (row + 0.5) * side
    shown = shapely.Point(edge_east + side * BUFFER / EXTENT, middle)
    beyond = shapely.Point(edge_east + side * REACH + SPARE + 1, middle)
    by_zoom = {point: {met.z: met.tiles for met in touched(point, z)}[z] for point in (shown, beyond)}
    assert (column, row) in by_zoom[shown]
    assert (column, row) not in by_zoom[beyond]


def test_every_zoom_is_answered_once_in_order():
    assert [met.z for met in touched(shapely.Point(HERE), 16)] == list(range(17))


def test_the_whole_world_is_a_rectangle_where_its_tiles_are_too_many_to_name():
    world = shapely.box(-HALF, -HALF, HALF, HALF)
    answers = list(touched(world, 16))
    assert [met.z for met in answers] == list(range(17))
    assert all(len(met.tiles) <= MOST for met in answers)
    last = answers[-1]
    assert last.tiles == () and {0, 2**16 - 1} <= set(last.columns) & set(last.rows)


def test_the_rectangle_holds_all_that_is_touched():
    line = shapely.LineString([HERE, (HERE[0] + 4_000_000, HERE[1] + 1_000_000)])
    named = {met.z: met for met in touched(line, 16)}
    rectangles = [met for met in named.values() if met.columns]
    assert rectangles, "the line is too long for this test to say anything"
    for met in rectangles:
        for part in np.linspace(0, 1, 50):
            point = line.interpolate(part, normalized=True)
            tile = next(iter(brute_force(point, met.z)))
            assert tile[0] in met.columns and tile[1] in met.rows
