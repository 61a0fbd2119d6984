"""Old quarters made from a seed: crooked blocks with dead-end alleys, about a quarter of the parcels without a street.

A block is the Voronoi diagram of scattered points, cut by its outline; alleys are taken out of it afterwards, so that
some parcels that had no frontage get one. Cells of one diagram share their corners to the last bit.
"""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPoint, Polygon

#: Metres: usual side of a parcel, width of a dead-end alley, distance of blocks.
SIDE_M, ALLEY_M, STREET_M = 12.0, 2.4, 8.0
#: What an alley leaves of a parcel must be worth walking past, square metres.
LEAST_M2 = 8.0


def organic_quarter(parcels: int, *, seed: int, per_block: int = 40) -> NDArray[np.object_]:
    """Return at least as many polygons as asked for, in metres; the blocks lie in rows, a street apart."""
    found: list[Polygon] = []
    dice = np.random.default_rng(seed)
    blocks = max(1, round(parcels / per_block))
    columns = int(np.ceil(np.sqrt(blocks)))
    reach = SIDE_M * float(np.sqrt(per_block * 2.0)) * 1.5 + STREET_M
    place = 0
    while len(found) < parcels:
        row, column = divmod(place, columns)
        wanted = per_block if blocks == 1 else max(8, int(dice.normal(per_block, per_block / 4)))
        found += organic_block(wanted, dice, (column * reach, -row * reach))
        place += 1
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array


def organic_block(parcels: int, dice: np.random.Generator, corner: tuple[float, float]) -> list[Polygon]:
    """Return about as many polygons as asked for: a block twice as long as deep, its south-west corner at `corner`."""
    depth = SIDE_M * float(np.sqrt(parcels / 2.0))
    outline = _outline(2 * depth, depth, dice)
    points = _scattered(2 * depth, depth, dice)
    cells = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(points), extend_to=outline))
    alleys = shapely.union_all(list(_alleys(2 * depth, depth, dice)))
    cut = shapely.difference(shapely.intersection(cells, outline), alleys)
    parts = [max(shapely.get_parts(cell), key=lambda part: part.area) for cell in cut if not cell.is_empty]
    moved = shapely.transform(np.array(parts, dtype=object), lambda xy: xy + np.array(corner))
    return [part for part in moved if isinstance(part, Polygon) and part.area >= LEAST_M2]


def _outline(width: float, depth: float, dice: np.random.Generator) -> Polygon:
    """A four-sided block whose corners are off by up to a tenth."""
    corners = np.array([(0, 0), (width, 0), (width, depth), (0, depth)])
    return Polygon(corners + dice.uniform(0, 0.1, corners.shape) * depth)


def _scattered(width: float, depth: float, dice: np.random.Generator) -> NDArray[np.float64]:
    """One point a square of the usual side, anywhere in its middle half and a bit."""
    x, y = np.meshgrid(np.arange(SIDE_M / 2, width * 1.1, SIDE_M), np.arange(SIDE_M / 2, depth * 1.1, SIDE_M))
    grid = np.stack([x.ravel(), y.ravel()], axis=1)
    return np.asarray(grid + dice.uniform(-0.3, 0.3, grid.shape) * SIDE_M, dtype=np.float64)


def _alleys(width: float, depth: float, dice: np.random.Generator) -> Iterator[Polygon]:
    """Dead ends from the long sides towards the middle, one each 45 m and side, often with a bend."""
    for side in (0.0, 1.0):
        for start in np.arange(25.0, width - 10, 45.0) + dice.uniform(-8, 8):
            inwards = 1 - 2 * side
            mouth = (start, side * depth * 1.1 - inwards * 2)
            bend = (start + dice.uniform(-4, 4), side * depth + inwards * depth * dice.uniform(0.2, 0.35))
            end = (bend[0] + dice.uniform(-15, 15), bend[1] + inwards * depth * dice.uniform(0.0, 0.12))
            yield LineString([mouth, bend, end]).buffer(ALLEY_M / 2, cap_style="flat", join_style="mitre")
