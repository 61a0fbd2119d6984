"""The ring of a block: the line a person walks along its frontages, alleys entered and left again."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from parcels.numbering.inputs import Floats, Geometries

#: Gaps (metres) closed one after another until the block is one piece.
CLOSING_STEPS_M = (0.0, 0.3, 0.6, 1.5, 3.0, 6.0, 12.0)
#: Crumbs smaller than this (square metres) are no part of a block.
CRUMB_M2 = 0.5


@dataclass(frozen=True)
class Ring:
    """The outer ring of a block, clockwise; positions on it are metres from its north-west-most corner."""

    line: LineString

    @cached_property
    def length_m(self) -> float:
        """Once around, metres."""
        return float(self.line.length)

    def between(self, a: Floats, b: Floats) -> Floats:
        """Metres along the ring from positions a to positions b, the shorter way round."""
        ahead = np.abs(a - b) % self.length_m
        return np.minimum(ahead, self.length_m - ahead)

    def shortest_visit_m(self, positions: Floats) -> float:
        """Exact least walk (metres) to visit all positions on a cycle: once around less the largest gap."""
        if len(positions) == 0:
            return 0.0
        stops = np.sort(positions)
        gaps = np.append(np.diff(stops), self.length_m - stops[-1] + stops[0])
        return float(self.length_m - gaps.max())


def find_ring(parcels: Geometries, tolerance_m: float) -> Ring:
    """Outer ring of parcels (metres), closed by the smallest step that makes one piece, else their hull."""
    corners = shapely.get_coordinates(_outline(shapely.union_all(parcels), tolerance_m).exterior)[:-1]
    if shapely.is_ccw(shapely.linearrings(corners)):
        corners = corners[::-1]
    first = int(np.lexsort((corners[:, 0].round(3), (corners[:, 0] - corners[:, 1]).round(3)))[0])
    turned = np.roll(corners, -first, axis=0)
    return Ring(LineString(np.vstack([turned, turned[:1]])))


def closing(shape: BaseGeometry, gap_m: float, slack_m: float = 1e-3) -> BaseGeometry:
    """Morphological closing (dilate, then erode) that fills gaps up to `gap_m` metres wide."""
    reach = gap_m / 2 + slack_m
    grown = shapely.buffer(shape, reach, join_style="mitre", mitre_limit=2)
    return shapely.buffer(grown, -reach, join_style="mitre", mitre_limit=2)


def _outline(union: BaseGeometry, tolerance_m: float) -> Polygon:
    for step in CLOSING_STEPS_M:
        closed = closing(union, step, tolerance_m + 1e-3)
        pieces = [part for part in shapely.get_parts(closed) if part.area > CRUMB_M2]
        if len(pieces) == 1:
            return pieces[0]
    hull = shapely.convex_hull(union)
    assert isinstance(hull, Polygon)  # parcels were checked to have an area
    return hull
