"""The sample's coordinate frame: EPSG:9359 in metres, every stored coordinate on the 1 mm grid."""

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

STORAGE_CRS = "EPSG:9359"  # KSA-GRF17 / UTM zone 39N
GRID_M = 0.001
DEMO_SYSTEM = "demo_generator"

Point = tuple[float, float]
G = TypeVar("G", bound=BaseGeometry)

# 9333 is the datum of 9359 itself, so this is a map projection only: no datum operation, no loss of accuracy.
_TO_GRID = Transformer.from_crs("EPSG:9333", STORAGE_CRS, always_xy=True)


def from_lon_lat(lon: float, lat: float) -> Point:
    """KSA-GRF17 degrees (EPSG:9333, longitude first) to EPSG:9359 metres on the 1 mm grid."""
    east, north = _TO_GRID.transform(lon, lat)
    return round(east, 3), round(north, 3)


def on_grid(geometry: G) -> G:
    """The same geometry with every coordinate rounded to 1 mm."""
    rounded: G = shapely.transform(geometry, lambda xy: np.round(xy, 3))
    return rounded


def as_multi(geometry: BaseGeometry) -> MultiPolygon:
    """A polygon or multipolygon as the MultiPolygon that the register stores."""
    return geometry if isinstance(geometry, MultiPolygon) else MultiPolygon([geometry])


def largest_part(geometry: BaseGeometry) -> Polygon:
    """The largest polygon of a polygon, multipolygon or collection; an empty polygon when there is none."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: part.area, default=Polygon())


def overlaps(polygons: Iterable[Polygon]) -> list[tuple[int, int, Polygon]]:
    """Pairs (i, j, shared area) whose interiors meet on the 1 mm grid, as the register measures it."""
    shapes = np.asarray(list(polygons), dtype=object)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = shapely.intersection(shapes[left], shapes[right], grid_size=GRID_M)
    found = [(int(i), int(j), s) for i, j, s in zip(left, right, shared, strict=True) if s.area > 0]
    return sorted(found, key=lambda pair: pair[:2])
