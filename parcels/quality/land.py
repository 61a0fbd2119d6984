"""Parcels as arrays: what the geometric checks look at, without Django or a database."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[np.object_]
Mask = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

#: Half of 1.5 mm: what has no inside after shrinking by this is the work of snapping to the millimetre, not a defect.
#: The same figure as in refuse_overlaps_v1 (docs/decisions, 7).
NOISE_M = 0.00075


@dataclass(frozen=True)
class Land:
    """The parcels of a part of a body, and those around them: arrays of one length, surfaces in metres.

    `mine`: of the body that is checked. `own`: of this part, a subset of `mine`; each parcel of the body is own in
    exactly one part. `blocks`: key of the block, 0 for none.
    """

    ids: list[UUID]
    mine: Mask
    own: Mask
    blocks: npt.NDArray[np.int64]
    shapes: Shapes

    @cached_property
    def tree(self) -> Any:
        """The boxes of all parcels."""
        return shapely.STRtree(self.shapes)

    @cached_property
    def rank(self) -> Indices:
        """The place of each parcel in the order of ids."""
        rank = np.empty(len(self.ids), dtype=np.intp)
        rank[sorted(range(len(self.ids)), key=self.ids.__getitem__)] = np.arange(len(self.ids))
        return rank

    def names(self, *places: int) -> tuple[UUID, ...]:
        """Return the ids of parcels by their place in the arrays, sorted."""
        return tuple(sorted(self.ids[place] for place in places))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A defect: `geom` is WKB in the storage CRS or None, `size` m² or m by kind, `mark` what else tells it apart."""

    kind: str
    parcels: tuple[UUID, ...] = ()
    block: int | None = None
    geom: bytes | None = None
    size: float | None = None
    mark: str = ""


def has_inside(shapes: Shapes) -> Mask:
    """Say of each geometry whether it is somewhere wider than snapping makes it."""
    inside: Mask = ~shapely.is_empty(shapely.buffer(shapes, -NOISE_M))
    return inside
