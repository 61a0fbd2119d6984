"""Which tiles a shape touches, from the whole world down; pure.

Grid: github.com/mapbox/vector-tile-spec, EPSG:3857, rows from the north.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tiles.mvt.frame import BUFFER, EXTENT

#: Half the side of the world, metres.
HALF = 20_037_508.342789244
#: How far beyond its edge a tile looks, parts of its side: its buffer, and what shapes of low zooms are simplified by.
REACH = (BUFFER + 8) / EXTENT
#: And metres: PostgreSQL compares boxes in single precision, a metre or so off.
SPARE = 2.0
#: More tiles of one zoom than these are not counted out: their rectangle stands for them.
MOST = 4096


@dataclass(frozen=True, slots=True)
class Touched:
    """Tiles of one zoom: `tiles` by column and row, or all of a rectangle where they are too many to name."""

    z: int
    tiles: tuple[tuple[int, int], ...]
    columns: range = range(0)
    rows: range = range(0)


def touched(shape: BaseGeometry, deepest: int) -> Iterator[Touched]:
    """Yield the tiles that show a shape (EPSG:3857), one answer a zoom from 0 to `deepest`."""
    shapely.prepare(shape)
    columns = rows = np.zeros(1, dtype=np.int64)
    for z in range(deepest + 1):
        met = shapely.intersects(shape, _reaches(z, columns, rows))
        columns, rows = columns[met], rows[met]
        if len(columns) > MOST:
            yield from (_rectangle(shape, zoom) for zoom in range(z, deepest + 1))
            return
        yield Touched(z, tuple(zip(columns.tolist(), rows.tolist(), strict=True)))
        columns = np.repeat(columns * 2, 4) + np.tile([0, 1, 0, 1], len(columns))
        rows = np.repeat(rows * 2, 4) + np.tile([0, 0, 1, 1], len(rows))


def reach_of(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Return the box that a tile looks at, EPSG:3857: west, south, east, north."""
    side = 2 * HALF / 2**z
    edge = side * REACH + SPARE
    west, north = x * side - HALF, HALF - y * side
    return west - edge, north - side - edge, west + side + edge, north + edge


def _reaches(z: int, columns: Any, rows: Any) -> Any:
    side = 2 * HALF / 2**z
    edge = side * REACH + SPARE
    west, north = columns * side - HALF, HALF - rows * side
    return shapely.box(west - edge, north - side - edge, west + side + edge, north + edge)


def _rectangle(shape: BaseGeometry, z: int) -> Touched:
    west, south, east, north = shape.bounds
    side = 2 * HALF / 2**z
    edge = side * REACH + SPARE
    return Touched(
        z, (),
        columns=range(int((west - edge + HALF) // side), int((east + edge + HALF) // side) + 1),
        rows=range(int((HALF - north - edge) // side), int((HALF - south + edge) // side) + 1),
    )  # fmt: skip
