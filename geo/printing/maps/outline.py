"""A small drawing for the screen: the sides of a piece of land with their corners numbered, north up, no scale."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from geo.printing.maps.sides import Point, Side

#: Size of the drawing and its margin, in units of the picture (CSS pixels at its natural size).
WIDTH: Final = 330.0
HEIGHT: Final = 240.0
#: Old land has many corners: from so many on the drawing is taller.
MANY: Final = 12
TALL: Final = 420.0
MARGIN: Final = 34.0
#: How far outside its corner a number may stand, nearest first; beyond the first a line leads back to the corner.
REACH: Final = (12.0, 21.0, 30.0)
#: Numbers nearer to each other than this would touch.
ROOM: Final = (17.0, 13.0)


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner on the drawing and where its number stands; a number without room is left out, its dot stays."""

    number: int
    dot: Point
    text: Point | None
    led: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """The drawing: size, one closed line a ring ("x,y x,y …"), and the numbered corners."""

    width: float
    height: float
    rings: tuple[str, ...]
    corners: tuple[Corner, ...]


def outline(sides: Sequence[Side]) -> Outline:
    """Return the drawing of sides that follow each other, metres in any projected CRS; at least one side."""
    west, south, east, north = _bounds(sides)
    height = TALL if len(sides) > MANY else HEIGHT
    scale = min((WIDTH - 2 * MARGIN) / max(east - west, 0.01), (height - 2 * MARGIN) / max(north - south, 0.01))

    def place(point: Point) -> Point:
        return (round(MARGIN + (point[0] - west) * scale, 1), round(MARGIN + (north - point[1]) * scale, 1))

    rings = [[place(side.start) for side in ring] for ring in _rings(sides)]
    return Outline(
        width=round((east - west) * scale + 2 * MARGIN, 1),
        height=round((north - south) * scale + 2 * MARGIN, 1),
        rings=tuple(" ".join(f"{x},{y}" for x, y in ring) for ring in rings),
        corners=_numbered((side.from_corner, place(side.start), _away(before, side)) for before, side in _pairs(sides)),
    )


def _bounds(sides: Sequence[Side]) -> tuple[float, float, float, float]:
    xs, ys = zip(*(side.start for side in sides), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _rings(sides: Sequence[Side]) -> list[list[Side]]:
    """Return the sides ring by ring: a ring ends where the next side begins elsewhere."""
    rings: list[list[Side]] = []
    for side in sides:
        if rings and rings[-1][-1].end == side.start:
            rings[-1].append(side)
        else:
            rings.append([side])
    return rings


def _pairs(sides: Sequence[Side]) -> Iterable[tuple[Side, Side]]:
    """Return each side after the side that ends where it begins."""
    return ((ring[i - 1], side) for ring in _rings(sides) for i, side in enumerate(ring))


def _away(before: Side, after: Side) -> Point:
    """Return the unit vector that leads out of the land at the corner between two sides, y downwards."""
    east, north = (a + b for a, b in zip(before.outward, after.outward, strict=True))
    length = math.hypot(east, north)
    if length < 1e-6:  # the sides turn straight back: out is onwards
        east, north = after.outward
        length = 1.0
    return east / length, -north / length


def _numbered(corners: Iterable[tuple[int, Point, Point]]) -> tuple[Corner, ...]:
    """Return the corners with their numbers where no earlier number stands."""
    placed: list[Point] = []
    answer = []
    for number, dot, away in corners:
        text = _free_spot(dot, away, placed)
        if text:
            placed.append(text)
        answer.append(Corner(number, dot, text, text is not None and math.dist(text, dot) > REACH[0] + 1))
    return tuple(answer)


def _free_spot(dot: Point, away: Point, placed: Sequence[Point]) -> Point | None:
    for reach in REACH:
        spot = (round(dot[0] + away[0] * reach, 1), round(dot[1] + away[1] * reach, 1))
        if not any(_touch(spot, other) for other in placed):
            return spot
    return None


def _touch(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) < ROOM[0] and abs(one[1] - other[1]) < ROOM[1]
