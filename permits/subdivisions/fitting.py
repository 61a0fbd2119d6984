"""Whether new outlines fit the land beside them: overlaps, sides that no longer meet; storage CRS, metres."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import to_shapely
from parcels.register.models import PublishedParcel
from parcels.register.same_land import STRIP_M, shares_land

#: Metres of a shared side that may be lost to a corner that is touched no more.
SIDE_M = 0.05


@dataclass(frozen=True, slots=True)
class Beside:
    """A parcel beside the land that changes, of any office."""

    code: str
    number: str
    shape: BaseGeometry


@dataclass(frozen=True, slots=True)
class Clash:
    """Land that a new outline and another one would both hold."""

    number: str
    code: str
    area_m2: float
    shape: BaseGeometry


def beside(shapes: Sequence[BaseGeometry], *, but: Collection[UUID]) -> list[Beside]:
    """Return the parcels of the register around outlines, without those that take part."""
    box = shapely.box(*shapely.total_bounds(shapes))
    near = PublishedParcel.objects.filter(geom__bboverlaps=shapely.buffer(box, SIDE_M).wkt).exclude(pk__in=list(but))
    found = near.only("code", "number", "geom").order_by("code")
    return [Beside(parcel.code, parcel.number, to_shapely(parcel.geom)) for parcel in found]


def clashes(shapes: Sequence[BaseGeometry], others: Sequence[Beside]) -> list[Clash]:
    """Return where outlines hold land of others, as the register judges it (MK001)."""
    found = []
    for other in others:
        taken = [shape for shape in shapes if shares_land(shape, other.shape)]
        if taken:
            common = shapely.intersection(shapely.union_all(taken), other.shape)
            found.append(Clash(other.number, other.code, float(common.area), common))
    return found


def held_twice(shapes: Sequence[BaseGeometry]) -> float:
    """Return the land that several of the outlines hold, m²; 0 where the register would take them side by side."""
    twice = [shapely.area(shapely.intersection(a, b)) for a, b in combinations(shapes, 2) if shares_land(a, b)]
    return float(sum(twice))


def sides_lost(
    before: Sequence[BaseGeometry], after: Sequence[BaseGeometry], others: Sequence[Beside]
) -> list[tuple[Beside, float]]:
    """Return the neighbours whose shared side gets shorter, and by how many metres: a gap comes beside them."""
    was, comes = (shapely.buffer(shapely.boundary(shapely.union_all(each)), STRIP_M) for each in (before, after))
    found = []
    for other in others:
        line = shapely.boundary(other.shape)
        lost = shapely.length(shapely.intersection(line, was)) - shapely.length(shapely.intersection(line, comes))
        if lost > SIDE_M:
            found.append((other, float(lost)))
    return found
