"""Closed traverses (ضلعية مغلقة): walks around land that come back to their first point; pure, metres in one plane.

The misclosure is spread by the compass rule: N. Bowditch, The Analyst 1 (1808); C. D. Ghilani and P. R. Wolf,
Elementary Surveying, chapter "Traverse Computations". A walk that is tied to no other points has no observation more
than its closing one, so least squares would have nothing to add.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce
from itertools import accumulate, pairwise

from django.utils.translation import gettext as _
from shapely import Polygon, symmetric_difference
from shapely.geometry.base import BaseGeometry

from permits.surveys.errors import TraverseUnreadable

#: A walk with fewer corners surrounds nothing.
FEWEST_CORNERS = 3


@dataclass(frozen=True, slots=True)
class Shot:
    """A point as it was observed: the label of the field sheet, and its place in metres."""

    label: str
    east: float
    north: float

    def distance(self, other: "Shot") -> float:
        """Return the plane distance to another point, metres."""
        return math.hypot(self.east - other.east, self.north - other.north)


@dataclass(frozen=True, slots=True)
class Loop:
    """One walk: its corners in order, and the second observation of the first, or None where it does not come back."""

    corners: tuple[Shot, ...]
    closing: Shot | None

    @property
    def legs_m(self) -> tuple[float, ...]:
        """Lengths from each observation to the next one, metres; the last leg ends at the closing observation."""
        walk = (*self.corners, self.closing or self.corners[0])
        return tuple(before.distance(after) for before, after in pairwise(walk))

    @property
    def length_m(self) -> float:
        """The whole walk, metres."""
        return math.fsum(self.legs_m)

    @property
    def misclosure_m(self) -> float | None:
        """How far from the first observation the closing one lies, metres; None where the walk does not come back."""
        return None if self.closing is None else self.corners[0].distance(self.closing)

    def spread(self) -> "Loop":
        """Return the walk with its misclosure spread by the compass rule: each place in proportion to the way to it.

        The first corner stays, the closing observation comes to lie on it; an open walk stays as it is.
        """
        if self.closing is None:
            return self
        walk, first = (*self.corners, self.closing), self.corners[0]
        east, north = self.closing.east - first.east, self.closing.north - first.north
        ways = [0.0, *accumulate(self.legs_m)]
        *corners, _closing = (
            replace(shot, east=shot.east - east * way / ways[-1], north=shot.north - north * way / ways[-1])
            for shot, way in zip(walk, ways, strict=True)
        )
        return Loop(tuple(corners), replace(first, label=self.closing.label))

    @property
    def outline(self) -> Polygon:
        """The land inside the corners."""
        return Polygon([(corner.east, corner.north) for corner in self.corners])


@dataclass(frozen=True, slots=True)
class Closure:
    """How a field sheet closes: the greatest misclosure and all walks' length, metres, and the worst walk's ratio."""

    misclosure_m: float
    length_m: float
    ratio: float


def loops_of(shots: Sequence[Shot]) -> tuple[Loop, ...]:
    """Return the walks of a field sheet: a walk ends where its first label comes again.

    Raises TraverseUnreadable where a label comes twice otherwise, or a walk has fewer than three corners.
    """
    loops: list[Loop] = []
    walk: list[Shot] = []
    used: set[str] = set()
    for shot in shots:
        if walk and shot.label == walk[0].label:
            loops.append(_loop(walk, shot))
            walk = []
        elif shot.label in used:
            raise TraverseUnreadable(_("Point %(label)s is written twice.") % {"label": shot.label}, label=shot.label)
        else:
            used.add(shot.label)
            walk.append(shot)
    if walk:
        loops.append(_loop(walk, None))
    return tuple(loops)


def _loop(walk: Sequence[Shot], closing: Shot | None) -> Loop:
    if len(walk) < FEWEST_CORNERS:
        raise TraverseUnreadable(_("A walk around land needs at least three corners."))
    return Loop(tuple(walk), closing)


def closure_of(loops: Sequence[Loop]) -> Closure | None:
    """Return how walks close; None when one of them does not come back to its first point, or there is none."""
    errors = [loop.misclosure_m for loop in loops]
    if not errors or any(error is None for error in errors):
        return None
    worst = max(loops, key=lambda loop: (loop.misclosure_m or 0.0) / loop.length_m)
    return Closure(
        misclosure_m=max(error for error in errors if error is not None),
        length_m=math.fsum(loop.length_m for loop in loops),
        ratio=(worst.misclosure_m or 0.0) / worst.length_m,
    )


def shots_in_order(loops: Sequence[Loop]) -> list[Shot]:
    """Return the places of walks in the order in which they were observed."""
    return [shot for loop in loops for shot in (*loop.corners, *([loop.closing] if loop.closing else []))]


def closes(loops: Sequence[Loop], *, absolute_m: Decimal, relative: Decimal) -> bool:
    """Say whether every walk comes back, and misses its first point by no more than it may."""
    return bool(loops) and all(
        loop.misclosure_m is not None
        and loop.misclosure_m <= permitted_m(loop.length_m, absolute_m=absolute_m, relative=relative)
        for loop in loops
    )


def permitted_m(length_m: float, *, absolute_m: Decimal, relative: Decimal) -> float:
    """Return the misclosure that a walk of this length may have, metres: the greater of the two limits (DOMAIN S4)."""
    return max(float(absolute_m), float(relative) * length_m)


def outline_of(loops: Sequence[Loop]) -> BaseGeometry:
    """Return the land inside the walks, in the plane of the observations; a walk within another one is a hole.

    Raises TraverseUnreadable where a walk crosses itself: its points stand in the wrong order.
    """
    outlines = [loop.outline for loop in loops]
    if not outlines:
        raise TraverseUnreadable(_("The sheet has no points."))
    if not all(outline.is_valid for outline in outlines):
        raise TraverseUnreadable(_("The walk crosses itself: write the corners in the order in which they follow."))
    return reduce(symmetric_difference, outlines)
