"""The pyramid of tiles computed beside the code under test: OGC 17-083r4, WebMercatorQuad."""

import math

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

HALF = math.pi * 6378137.0
EXTENT = 4096
BUFFER = 64


def tile_over(x: float, y: float, z: int) -> tuple[int, int]:
    """Return column and row of the tile that holds a place of EPSG:3857."""
    size = 2 * HALF / 2**z
    return math.floor((x + HALF) / size), math.floor((HALF - y) / size)


def bounds(z: int, x: int, y: int, *, margin: float = 0.0) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a tile in EPSG:3857, grown by a share of its size."""
    size = 2 * HALF / 2**z
    west, north = x * size - HALF, HALF - y * size
    grow = margin * size
    return west - grow, north - size - grow, west + size + grow, north + grow


def in_tile(shape: BaseGeometry, z: int, x: int, y: int) -> BaseGeometry:
    """Return what a tile should hold of a shape of EPSG:3857, in tile units, y downwards; not rounded."""
    reach = shapely.box(*bounds(z, x, y, margin=BUFFER / EXTENT))
    west, _south, _east, north = bounds(z, x, y)
    unit = EXTENT / (2 * HALF / 2**z)
    moved = affinity.translate(shapely.make_valid(shape).intersection(reach), -west, -north)
    return affinity.scale(moved, unit, -unit, origin=(0, 0))


def signed_area(ring: list[list[float]]) -> float:
    """Return the area of a ring by the surveyor's formula (MVT 2.1, 4.3.3.3): positive is an exterior ring."""
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2
