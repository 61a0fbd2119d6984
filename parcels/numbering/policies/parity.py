"""Odd and even by side: the left of an axis gets 1, 3, 5, the right 2, 4, 6, as houses along a street."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from shapely import LineString

from parcels.numbering.frame import centroids
from parcels.numbering.inputs import Floats, Geometries
from parcels.numbering.policies.compass import Corner
from parcels.numbering.policies.line import moved_line
from parcels.numbering.policies.policy import Number, Policy, WalkedBlock
from parcels.numbering.policies.registry import declares


@declares("odd_even", _("Odd and even by side"))
@dataclass(frozen=True)
class OddEven(Policy):
    """Numbers of a side rise along the axis; they need not be 1 to n, since a side may have more parcels.

    The axis is the line that is given (a street's centre line, in the CRS of the parcels), else the long axis of each
    block, read from the end nearer to the start corner. A parcel is on the side of its centre. The walk, and with it
    `seq`, stays the frontage walk: it says in which order one meets the parcels, the number only what is on the door.
    """

    counts_along_walk: ClassVar[bool] = False
    looks_at_places: ClassVar[bool] = True

    line: LineString | None = None
    start: Corner = Corner.NW
    odd: str = "left"

    def __post_init__(self) -> None:
        if self.odd not in ("left", "right"):
            raise ValueError("odd is either left or right")

    def in_metres(self, apply: Callable[[Geometries], Geometries]) -> Self:
        """Move the line as the parcels are moved."""
        return replace(self, line=moved_line(self.line, apply))

    def numbers(self, block: WalkedBlock) -> tuple[Number, ...]:
        """Number each side along the axis."""
        axis = self.line if self.line is not None else long_axis(block.parcels, self.start)
        centres = centroids(block.parcels)
        along = np.round([axis.project(point) for point in shapely.points(centres)], 3)
        left = np.array([_left_of(axis, centre) for centre in centres])
        odd = left if self.odd == "left" else ~left
        found = np.zeros(len(centres), dtype=np.int64)
        for side, first in ((odd, 1), (~odd, 2)):
            members = np.flatnonzero(side)
            ranked = members[np.argsort(along[members], kind="stable")]
            found[ranked] = np.arange(first, first + 2 * len(ranked), 2)
        return tuple((number, 0) for number in found.tolist())


def long_axis(parcels: Geometries, start: Corner) -> LineString:
    """Return the line through the middle of the least rectangle around parcels, along its longer side."""
    centre = shapely.get_coordinates(shapely.centroid(shapely.union_all(parcels)))[0]
    box = shapely.minimum_rotated_rectangle(shapely.union_all(parcels))
    a, b, c = shapely.get_coordinates(box)[:3]
    longer, shorter = sorted((b - a, c - b), key=lambda side: -round(float(np.hypot(*side)), 3))
    reach = longer / 2 if np.hypot(*longer) > 0 else shorter / 2
    ends = sorted((centre - reach, centre + reach), key=lambda end: _away(end, start))
    return LineString(ends)


def _away(point: Floats, start: Corner) -> tuple[float, float]:
    east = 1 if start in (Corner.NW, Corner.SW) else -1
    south = -1 if start in (Corner.NW, Corner.NE) else 1
    return round(float(east * point[0] + south * point[1]), 3), round(float(point[0]), 3)


def _left_of(axis: LineString, point: Floats) -> bool:
    """Say whether a point lies to the left of where the axis passes it; on the axis counts as left."""
    at = axis.project(shapely.points(point))
    step = min(0.5, axis.length / 4)
    before, after = (
        shapely.get_coordinates(axis.interpolate(min(max(at + side, 0.0), axis.length)))[0] for side in (-step, step)
    )
    (dx, dy), (px, py) = after - before, point - before
    return bool(dx * py - dy * px >= 0)
