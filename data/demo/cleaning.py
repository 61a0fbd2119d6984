"""Clean a digitised parcel layer into an exact planar coverage and log every vertex that it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import shapely
from frame import GRID_M, Point, on_grid, overlaps
from shapely.geometry import LinearRing, Polygon
from shapely.geometry import Point as PointGeometry

# Corners of neighbours closer than this are one corner; the numbering method takes max(0.05, 4 sigma).
SNAP_M = 0.05
# A void between neighbours narrower than this is drawing noise, not a lane.
GAP_M = 0.30
# Only voids smaller than this are reported as slivers; larger ones are courtyards.
SLIVER_M2 = 5.0


@dataclass(frozen=True)
class Defects:
    """Overlapping pairs (i, j, shared area) and sliver voids of a layer."""

    overlaps: list[tuple[int, int, Polygon]]
    slivers: list[Polygon]


@dataclass(frozen=True)
class Move:
    """One changed vertex of one ring: `start` is None for an insertion, `end` is None for a removal.

    `vertex` counts the ring before cleaning from 0, in file order; an insertion stands before that vertex.
    """

    vertex: int
    action: str
    start: Point | None
    end: Point | None
    distance_m: float
    reason: str


def find_defects(polygons: Sequence[Polygon]) -> Defects:
    """Overlaps on the 1 mm grid, and enclosed voids smaller than SLIVER_M2 and larger than one grid cell."""
    merged = shapely.get_parts(shapely.union_all(list(polygons), grid_size=GRID_M))
    holes = [Polygon(ring) for part in merged for ring in part.interiors]
    slivers = sorted((h for h in holes if h.area < SLIVER_M2), key=lambda hole: hole.bounds)
    return Defects(overlaps=overlaps(polygons), slivers=slivers)


def clean_coverage(polygons: Sequence[Polygon]) -> list[Polygon]:
    """The polygons as a planar coverage on the 1 mm grid, in their order and with their ring directions.

    An overlapped strip goes to the larger neighbour; a void narrower than GAP_M goes to the neighbour with
    which it shares the longest side; corners within SNAP_M become one; a corner on a neighbour's side is
    inserted there.
    Raises ValueError when the result is not an exact coverage of simple polygons.
    """
    cleaned = shapely.coverage_clean(
        list(polygons), snapping_distance=SNAP_M, gap_width=GAP_M, merge_strategy="max_area"
    )
    result = [_like(before, on_grid(after)) for before, after in zip(polygons, cleaned, strict=True)]
    if not (shapely.is_valid(result).all() and shapely.coverage_is_valid(result)):
        raise ValueError("rounding to 1 mm broke the coverage")
    return result


def list_moves(before: Polygon, after: Polygon, defects: Defects) -> list[Move]:
    """Every vertex change that turns the ring of `before` into the ring of `after`."""
    return [
        Move(
            vertex,
            action,
            start,
            end,
            _distance(before, after, start, end),
            _reason(before, start, end, defects),
        )
        for vertex, action, start, end in _edits(_corners(before), _corners(after))
    ]


def _like(before: Polygon, after: Polygon) -> Polygon:
    """`after` started at the first corner that `before` also has, and turned the way `before` turns."""
    if not isinstance(after, Polygon) or after.interiors or before.interiors:
        raise ValueError("a parcel must stay one polygon without holes")
    ring = _corners(after)
    if LinearRing(ring).is_ccw != before.exterior.is_ccw:
        ring.reverse()
    kept = next(corner for corner in _corners(before) if corner in ring)
    at = ring.index(kept)
    return Polygon(ring[at:] + ring[:at])


def _corners(polygon: Polygon) -> list[Point]:
    return [(x, y) for x, y in polygon.exterior.coords[:-1]]


def _edits(old: list[Point], new: list[Point]) -> Iterator[tuple[int, str, Point | None, Point | None]]:
    first = old.index(new[0])
    turned = old[first:] + old[:first]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, turned, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if i2 - i1 == j2 - j1:
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                yield (i + first) % len(old), "move", turned[i], new[j]
            continue
        for i in range(i1, i2):
            yield (i + first) % len(old), "remove", turned[i], None
        for j in range(j1, j2):
            yield (i2 + first) % len(old), "insert", None, new[j]


def _distance(before: Polygon, after: Polygon, start: Point | None, end: Point | None) -> float:
    """Metres from the old corner to the new one, or to the other boundary where there is no counterpart."""
    if start and end:
        return float(np.hypot(end[0] - start[0], end[1] - start[1]))
    if end:
        return float(PointGeometry(end).distance(before.exterior))
    return float(PointGeometry(start).distance(after.exterior))


def _reason(before: Polygon, start: Point | None, end: Point | None, defects: Defects) -> str:
    """overlap, gap, junction (a neighbour's corner on this side, the side itself stays) or snap."""
    places = [PointGeometry(point) for point in (start, end) if point]
    shared = [strip for _, _, strip in defects.overlaps]
    for reason, zones in (("overlap", shared), ("gap", defects.slivers)):
        if any(zone.distance(place) <= SNAP_M for zone in zones for place in places):
            return reason
    moved = start is not None or places[0].distance(before.exterior) > GRID_M
    return "snap" if moved else "junction"
