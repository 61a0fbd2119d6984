"""Corners of a file that come near a corner of the register take its place; pure, metres.

A corner that lies exactly on a standing one stays. Of two corners of an outline near the same standing corner the
nearer one takes its place: no detail is lost. Corners of different outlines that come near each other where the
register has none take one place, that of the first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, hypot

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Snapped:
    """An outline with its corners in their places, and those that were moved: from where, and how far in metres."""

    shape: BaseGeometry
    moved: tuple[tuple[float, float, float], ...]


def snap(shapes: Sequence[BaseGeometry], standing: Iterable[Place], *, within_m: float) -> list[Snapped]:
    """Return the outlines drawn to standing corners no farther than `within_m`; one that would not be sound stays."""
    marks, fresh = _Marks(within_m), _Marks(within_m)
    for place in standing:
        marks.add(place)
    found = []
    for shape in shapes:
        places = _places_of(shape, marks, fresh)
        moved = tuple((x, y, _far((x, y), to)) for (x, y), to in places.items() if _mm((x, y)) != _mm(to))
        drawn = _drawn_to(shape, places)
        sound = bool(shapely.is_valid(drawn)) and not drawn.is_empty
        found.append(Snapped(drawn, moved) if sound else Snapped(shape, ()))
        for place in _corners(found[-1].shape):
            if marks.same(place) is None:
                fresh.add(place)
    return found


def _mm(place: Place) -> tuple[int, int]:
    return round(place[0] * 1000), round(place[1] * 1000)


def _far(one: Place, other: Place) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


class _Marks:
    """Places by cells of the tolerance: the nearest one is in the cell of a place or in one beside it.

    One place a millimetre: a file and the database do not round a millimetre to the same double.
    """

    def __init__(self, within_m: float) -> None:
        self.within = within_m
        self.cells: dict[tuple[int, int], dict[tuple[int, int], Place]] = {}

    def _cell(self, mm: tuple[int, int]) -> tuple[int, int]:
        return floor(mm[0] / self.within / 1000), floor(mm[1] / self.within / 1000)

    def add(self, place: Place) -> None:
        """Keep a place; the first of a millimetre stays."""
        mm = _mm(place)
        self.cells.setdefault(self._cell(mm), {}).setdefault(mm, place)

    def same(self, place: Place) -> Place | None:
        """Return the place of this very millimetre, if it is kept."""
        mm = _mm(place)
        return self.cells.get(self._cell(mm), {}).get(mm)

    def near(self, place: Place) -> list[tuple[float, Place]]:
        """Return the places within the tolerance, the nearest first."""
        column, row = self._cell(_mm(place))
        beside = ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        all_ = (other for cell in beside for other in self.cells.get(cell, {}).values())
        found = ((_far(place, other), other) for other in all_)
        return sorted(each for each in found if each[0] <= self.within)


def _places_of(shape: BaseGeometry, marks: _Marks, fresh: _Marks) -> dict[Place, Place]:
    """Return where each corner goes; a standing place is taken once, by the corner that is nearest to it."""
    corners = _corners(shape)
    places = {corner: there for corner in corners if (there := marks.same(corner)) is not None}
    taken = set(places.values())
    for known in (marks, fresh):
        left = [corner for corner in corners if corner not in places]
        ways = sorted((off, corner, to) for corner in left for off, to in known.near(corner))
        for _off, corner, to in ways:
            if corner not in places and to not in taken:
                places[corner] = to
                taken.add(to)
    return {corner: places.get(corner, corner) for corner in corners}


def _corners(shape: BaseGeometry) -> list[Place]:
    return list(dict.fromkeys((float(x), float(y)) for x, y in shapely.get_coordinates(shape).tolist()))


def _drawn_to(shape: BaseGeometry, places: dict[Place, Place]) -> BaseGeometry:
    def moved(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.array([places[(float(x), float(y))] for x, y in points.tolist()]).reshape(-1, 2)

    return shapely.remove_repeated_points(shapely.transform(shape, moved), 0.0)
