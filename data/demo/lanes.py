"""Lanes of the old quarter: the middle lines of the voids between its groups of touching parcels."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from frame import DEMO_SYSTEM, on_grid
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from voids import SAMPLE_M, cells_by_owner, middle_lines, through_crossings

TOUCH_M = 0.30  # parcels nearer than this stand in one group: nobody walks between them
OUTER_LANE_M = 7.0  # width of the lane around the quarter, this side of the district's limit
NARROWEST_M = 1.0  # narrower voids are not lanes
SHORTEST_M = 6.0
BLIND_WIDTH_M, BLIND_LENGTH_M = 1.6, 11.0  # a pocket of a group at least so wide and deep is a blind alley
LOCAL_FROM_M = 6.0  # lanes as wide as this are local streets
ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Lane:
    """A middle line and the width in metres of the void around it."""

    line: LineString
    width_m: float


def groups(parcels: Sequence[Polygon]) -> list[list[Polygon]]:
    """Parcels that touch or nearly touch, as connected groups in the order of their first parcel."""
    parent = list(range(len(parcels)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    shapes = np.asarray(parcels, dtype=object)
    for i, j in zip(*shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=TOUCH_M), strict=True):
        low, high = sorted((root(int(i)), root(int(j))))
        parent[high] = low
    found: dict[int, list[Polygon]] = defaultdict(list)
    for index, shape in enumerate(parcels):
        found[root(index)].append(shape)
    return list(found.values())


def outline(parcels: Sequence[Polygon]) -> Polygon:
    """The quarter's limit: its hull without deep bays, one outer lane away from the outer parcels."""
    town = shapely.union_all(list(parcels))
    hull = town.buffer(30, quad_segs=4).buffer(-30 + OUTER_LANE_M, quad_segs=4)
    return on_grid(Polygon(hull.exterior).simplify(0.5))


def find_lanes(parcels: Sequence[Polygon]) -> list[Lane]:
    """The ring lane first, then lanes between groups and blind alleys, longest first, ties by position."""
    built, limit = shapely.union_all(list(parcels)), outline(parcels)
    rings = [shapely.union_all(members).boundary for members in groups(parcels)]
    territories = cells_by_owner([*rings, limit.exterior])[:-1]
    ring = LineString(shapely.coverage_union_all(territories).exterior)
    edges = shapely.difference(shapely.unary_union(shapely.boundary(territories)), ring)
    pieces = [piece for piece in _parts(edges) if 2 * piece.distance(built) >= NARROWEST_M]
    lines = [line for line in through_crossings(pieces) if line.length >= SHORTEST_M]
    lines += _blind_alleys(built, limit, shapely.union_all([ring, *lines]))
    lines.sort(key=lambda line: (-round(line.length, 3), line.bounds))
    return [Lane(on_grid(line), _width(line, built)) for line in [ring, *lines]]


def streets(parcels: Sequence[Polygon], district_code: str) -> list[dict[str, object]]:
    """Rows of the layer `streets`; the names are made up and neutral: سكة and a number."""
    rows = []
    for number, lane in enumerate(find_lanes(parcels)):
        name = f"سكة {str(number).translate(ARABIC_INDIC)}", f"Lane {number}"
        rows.append(
            {
                "name": name[0] if number else "السكة المحيطة",
                "name_en": name[1] if number else "Ring Lane",
                "width_m": lane.width_m,
                "class": "local" if lane.width_m >= LOCAL_FROM_M else "alley",
                "district_code": district_code,
                "source_system": DEMO_SYSTEM,
                "source_id": f"lane/{number}",
                "geometry": lane.line,
            }
        )
    return rows


def _blind_alleys(built: BaseGeometry, limit: Polygon, network: BaseGeometry) -> list[LineString]:
    """Middle lines of the pockets inside groups, each led on to the lane at its mouth."""
    skeleton = middle_lines(built, limit, BLIND_WIDTH_M / 2)
    off_network = shapely.difference(skeleton, network.buffer(1.5, quad_segs=2))
    deep = [piece.simplify(0.5) for piece in _parts(off_network) if piece.length >= BLIND_LENGTH_M]
    return [_led_on(piece, network) for piece in deep if piece.distance(network) < 2]


def _led_on(piece: LineString, network: BaseGeometry) -> LineString:
    start, end = shapely.points(piece.coords[0]), shapely.points(piece.coords[-1])
    if end.distance(network) < start.distance(network):
        piece, start = piece.reverse(), end
    mouth = shapely.shortest_line(start, network).coords[-1]
    return LineString([mouth, *piece.coords])


def _parts(lines: BaseGeometry) -> list[LineString]:
    return list(shapely.get_parts(shapely.line_merge(lines)))


def _width(line: LineString, built: BaseGeometry) -> float:
    """Twice the median clearance along the line, in metres to the decimetre."""
    stations = shapely.points(shapely.get_coordinates(shapely.segmentize(line, SAMPLE_M)))
    return round(2 * float(np.median(shapely.distance(stations, built))), 1)
