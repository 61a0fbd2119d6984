"""By a drawn line: parcels are met where the line crosses them, the others beside their neighbours."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from shapely import LineString

from parcels.numbering.inputs import Geometries, Ints
from parcels.numbering.policies.inserting import insert_beside_neighbours
from parcels.numbering.policies.policy import Policy, WalkedBlock
from parcels.numbering.policies.registry import declares

#: A line that only grazes a parcel, metres inside it, does not cross it.
GRAZE_M = 0.05


@declares("line", _("By a drawn line"))
@dataclass(frozen=True)
class DrawnLine(Policy):
    """A block that the line does not cross keeps the engine's walk. The line is in the CRS of the parcels."""

    looks_at_places: ClassVar[bool] = True

    line: LineString | None = None

    def __post_init__(self) -> None:
        if self.line is None:
            raise ValueError("it needs a line: line=LINESTRING(…)")

    def in_metres(self, apply: Callable[[Geometries], Geometries]) -> Self:
        """Move the line as the parcels are moved."""
        return replace(self, line=moved_line(self.line, apply))

    def arrange(self, block: WalkedBlock) -> Ints:
        """Order the crossed parcels along the line and insert the rest."""
        assert self.line is not None  # checked when made
        crossed = along_line(block.parcels, self.line)
        if not crossed:
            return super().arrange(block)
        return np.array(insert_beside_neighbours(crossed, block.ground), dtype=np.int64)


def along_line(parcels: Geometries, line: LineString) -> list[int]:
    """Return the parcels that a line crosses, in the order in which it first enters them."""
    inside = shapely.intersection(parcels, line)
    found = []
    for i in np.flatnonzero(shapely.length(inside) > GRAZE_M).tolist():
        pieces = [piece for piece in shapely.get_parts(inside[i]) if piece.length > GRAZE_M]
        # The middle of the first stretch inside: an end of a stretch is shared with the neighbour.
        middles = [line.project(piece.interpolate(0.5, normalized=True)) for piece in pieces or [inside[i]]]
        found.append((round(min(middles), 4), i))
    return [i for _position, i in sorted(found)]


def moved_line(line: LineString | None, apply: Callable[[Geometries], Geometries]) -> LineString | None:
    """Return a line where `apply` moves geometries, None where there is none."""
    if line is None:
        return None
    array = np.empty(1, dtype=object)
    array[0] = line
    moved: LineString = apply(array)[0]
    return moved
