"""Sides of a piece of land: numbered corners, lengths, and which way each side looks."""

import math
from dataclasses import dataclass
from enum import StrEnum

from shapely import LineString, MultiPolygon, Polygon, remove_repeated_points
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]


class Facing(StrEnum):
    """The quarter towards which a side looks: the four boundaries of a deed (الحدود)."""

    NORTH = "north"
    EAST = "east"
    SOUTH = "south"
    WEST = "west"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an outer boundary, walked clockwise, metres in the map's CRS."""

    from_corner: int
    to_corner: int
    start: Point
    end: Point

    @property
    def length(self) -> float:
        """Length on the grid, metres."""
        return math.dist(self.start, self.end)

    @property
    def outward(self) -> Point:
        """Unit vector at right angles to the side, away from the land: to the left of a clockwise walk."""
        (x0, y0), (x1, y1) = self.start, self.end
        return (-(y1 - y0) / self.length, (x1 - x0) / self.length)

    @property
    def facing(self) -> Facing:
        """The quarter in which the outward direction lies, split at 45°."""
        east, north = self.outward
        if abs(north) >= abs(east):
            return Facing.NORTH if north > 0 else Facing.SOUTH
        return Facing.EAST if east > 0 else Facing.WEST

    @property
    def line(self) -> LineString:
        """The side as a line."""
        return LineString([self.start, self.end])


def sides_of(geometry: BaseGeometry) -> tuple[Side, ...]:
    """Return the sides of a polygon's outer boundary, corners numbered from 1.

    Clockwise from the north-westernmost corner; the parts of a multipolygon follow each other.
    """
    parts = geometry.geoms if isinstance(geometry, MultiPolygon) else [geometry]
    sides: list[Side] = []
    for part in parts:
        if isinstance(part, Polygon) and not part.is_empty:
            sides += _ring_sides(part, first=_next_corner(sides))
    return tuple(sides)


def _next_corner(sides: list[Side]) -> int:
    return max((side.from_corner for side in sides), default=0) + 1


def _ring_sides(part: Polygon, *, first: int) -> list[Side]:
    corners = [(x, y) for x, y, *_ in remove_repeated_points(part).exterior.coords[:-1]]
    if part.exterior.is_ccw:
        corners.reverse()
    begin = min(range(len(corners)), key=lambda i: (corners[i][0] - corners[i][1], corners[i]))
    walk = corners[begin:] + corners[:begin]
    count = len(walk)
    return [Side(first + i, first + (i + 1) % count, walk[i], walk[(i + 1) % count]) for i in range(count)]
