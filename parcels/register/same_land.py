"""Whether outlines hold the same land, and whether two share land, as the database judges it; pure, metres."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

#: Metres along every boundary by which land may differ and still be the same (land_conserved_v1).
GRID_M = 0.001
#: Metres: what two outlines share is land only where it is wider (refuse_overlaps_v1, docs/decisions 7).
STRIP_M = 0.0015


@dataclass(frozen=True, slots=True)
class Moved:
    """What outlines take that was not held, and what they leave; m² by which the land differs, and those allowed."""

    gained: BaseGeometry
    released: BaseGeometry
    differs_m2: float
    tolerance_m2: float

    @property
    def conserved(self) -> bool:
        """Whether it is the same land, as the register holds it (MK014)."""
        return self.differs_m2 <= self.tolerance_m2


def land_moved(former: Sequence[BaseGeometry], coming: Sequence[BaseGeometry]) -> Moved:
    """Return how the land of new outlines differs from that of the former, as land_conserved_v1 measures it."""
    before, after = shapely.union_all(former), shapely.union_all(coming)
    gained, released = shapely.difference(after, before), shapely.difference(before, after)
    residual = float(shapely.area(coming).sum() - shapely.area(former).sum())
    tolerance = GRID_M * float(shapely.length([*former, *coming]).sum())
    return Moved(gained, released, max(float(gained.area + released.area), abs(residual)), tolerance)


def shares_land(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Say whether the register would refuse the two outlines beside each other."""
    if not shapely.intersects(one, other):
        return False
    common = shapely.intersection(one, other)
    return bool(common.area > 0 and not shapely.buffer(common, -STRIP_M / 2).is_empty)
