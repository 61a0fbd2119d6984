"""Middle lines of the ground between buildings or parcels, from Voronoi cells of points along their edges."""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from frame import Point
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

SAMPLE_M = 1.0  # spacing of the points along the edges
SMOOTH_M = 0.8  # side of the Voronoi staircase that is smoothed away
MAX_BEND_DEG = 45.0  # a line runs on through a crossing when it bends less

End = tuple[int, int]  # index of a piece, and 0 for its first or -1 for its last point


def cells_by_owner(rings: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """For each ring the ground nearer to it than to the others, smoothed, as one coverage."""
    points = [_samples(ring) for ring in rings]
    owner = np.repeat(np.arange(len(rings)), [len(p) for p in points])
    coordinates, first = np.unique(np.concatenate(points), axis=0, return_index=True)
    owner = owner[first]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(coordinates), ordered=True))
    merged = [shapely.coverage_union_all(cells[owner == index]) for index in range(len(rings))]
    return list(shapely.coverage_simplify(merged, SMOOTH_M))


def middle_lines(built: BaseGeometry, limit: Polygon, clearance_m: float) -> BaseGeometry:
    """Voronoi edges inside the limit that keep the clearance to everything built."""
    sites = np.concatenate([_samples(built.boundary), _samples(limit.exterior)])
    edges = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites), only_edges=True))
    shapely.prepare([built, limit])
    inside = edges[shapely.contains(limit, edges)]
    return shapely.line_merge(MultiLineString(list(inside[~shapely.dwithin(built, inside, clearance_m)])))


def through_crossings(pieces: list[LineString]) -> list[LineString]:
    """Join pieces that run on through a crossing, the straightest pair first, each end used once."""
    meetings: dict[Point, list[End]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        for side in (0, -1):
            meetings[piece.coords[side]].append((index, side))
    partner: dict[End, End] = {}
    for meeting in meetings.values():
        _pair_straightest(pieces, meeting, partner)
    return _follow(pieces, partner)


def _samples(geometry: BaseGeometry) -> np.ndarray:
    return np.unique(shapely.get_coordinates(shapely.segmentize(geometry, SAMPLE_M)), axis=0)


def _pair_straightest(pieces: list[LineString], meeting: list[End], partner: dict[End, End]) -> None:
    pairs = [(a, b) for i, a in enumerate(meeting) for b in meeting[i + 1 :] if a[0] != b[0]]
    for bend, a, b in sorted((_bend(pieces, a, b), a, b) for a, b in pairs):
        if bend <= MAX_BEND_DEG and a not in partner and b not in partner:
            partner[a], partner[b] = b, a


def _bend(pieces: list[LineString], a: End, b: End) -> float:
    """Degrees by which a walker turns when going from piece end `a` into piece end `b`."""
    turn = _heading(pieces, a) - _heading(pieces, b)
    return abs(abs(math.degrees(turn)) % 360 - 180)


def _heading(pieces: list[LineString], end: End) -> float:
    """Direction in radians from the end into the piece, taken over its first 8 m."""
    line = pieces[end[0]] if end[1] == 0 else pieces[end[0]].reverse()
    (x0, y0), (x1, y1) = line.coords[0], line.interpolate(min(8.0, line.length)).coords[0]
    return math.atan2(y1 - y0, x1 - x0)


def _follow(pieces: list[LineString], partner: dict[End, End]) -> list[LineString]:
    """Chains of joined pieces, begun at free ends first so that only true rings are cut open anywhere."""
    free = [(i, side) for i in range(len(pieces)) for side in (0, -1) if (i, side) not in partner]
    used: set[int] = set()
    chains = [_chain(pieces, partner, start, used) for start in [*free, *((i, 0) for i in range(len(pieces)))]]
    return [LineString(chain) for chain in chains if chain]


def _chain(pieces: list[LineString], partner: dict[End, End], start: End, used: set[int]) -> list[Point]:
    chain: list[Point] = []
    end: End | None = start
    while end is not None and end[0] not in used:
        used.add(end[0])
        steps = list(pieces[end[0]].coords)
        steps = steps if end[1] == 0 else steps[::-1]
        chain += steps[1:] if chain else steps
        end = partner.get((end[0], -1 if end[1] == 0 else 0))
    return chain
