"""From what a person asks for to the change of land that PostGIS makes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.contrib.gis.geos.error import GEOSException
from django.utils import timezone

from geo.spatial.crs import storage_srid
from geo.spatial_rules.selectors import value_on
from parcels.register.enums import LineageKind
from parcels.register.lineage import (
    LandChange,
    Part,
    as_drawn,
    correct,
    expropriate,
    merge,
    move_boundary,
    split_by_areas,
    split_by_line,
    split_evenly,
)
from parcels.register.selectors import held_versions
from permits.subdivisions.enums import Wish
from permits.subdivisions.errors import WishUnclear

Point = tuple[float, float]
#: How far a line is drawn on beyond its ends, metres.
REACH_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for: the parcels in the order named, and the figures; coordinates in the storage CRS, metres.

    `points` is a line, or the corners of a surface; `bearing` in degrees clockwise from grid north; `outlines` are
    those of a file, each with the parcel that it continues; `drawn` says which file and which rows of it.
    """

    wish: Wish
    parcels: tuple[UUID, ...]
    points: tuple[Point, ...] = ()
    parts: int = 0
    areas_m2: tuple[float, ...] = ()
    bearing: float = 0.0
    outlines: tuple[Part, ...] = ()
    drawn: dict[str, Any] = field(default_factory=dict)

    def inputs(self) -> dict[str, Any]:
        """Return the construction as it is kept with the proposal."""
        return {
            "points": [list(point) for point in self.points],
            "parts": self.parts,
            "areas_m2": list(self.areas_m2),
            "bearing": self.bearing,
            **({"drawn": self.drawn} if self.drawn else {}),
        }


def change_asked(asked: Asked) -> LandChange:
    """Return the change of land. Errors: WishUnclear, NotCut, NotNeighbours, UnknownLand, LandNotConserved."""
    return _MAKERS[asked.wish](asked)


def _one(asked: Asked) -> UUID:
    if len(asked.parcels) != 1:
        raise WishUnclear
    return asked.parcels[0]


def _two(asked: Asked) -> tuple[UUID, UUID]:
    if len(set(asked.parcels)) != 2:
        raise WishUnclear
    return asked.parcels[0], asked.parcels[1]


def _line(points: Sequence[Point]) -> LineString:
    """Return the line, reaching a centimetre beyond both ends: an end on a side is up to a millimetre short of it."""
    if len(set(points)) < 2:
        raise WishUnclear
    kept = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    return LineString([_beyond(kept[1], kept[0]), *kept, _beyond(kept[-2], kept[-1])], srid=storage_srid())


def _beyond(before: Point, end: Point) -> Point:
    east, north = end[0] - before[0], end[1] - before[1]
    share = REACH_M / hypot(east, north)
    return end[0] + east * share, end[1] + north * share


def _surface(points: Sequence[Point]) -> MultiPolygon:
    if len(set(points)) < 3:
        raise WishUnclear
    try:
        polygon = Polygon([*points, points[0]], srid=storage_srid())
    except GEOSException as flawed:
        raise WishUnclear from flawed
    if not polygon.valid:
        raise WishUnclear
    return MultiPolygon(polygon, srid=storage_srid())


def _evenly(asked: Asked) -> LandChange:
    if not 2 <= asked.parts <= 100:
        raise WishUnclear
    return split_evenly(_one(asked), parts=asked.parts, bearing=asked.bearing)


def _moved(asked: Asked, kind: LineageKind) -> LandChange:
    first, second = _two(asked)
    return move_boundary(first, second=second, line=_line(asked.points), kind=kind)


def _drawn(asked: Asked) -> LandChange:
    """Return what was drawn; boundaries that move more land than an adjustment may are an exchange of strips."""
    change = as_drawn(asked.parcels, outlines=asked.outlines)
    most = value_on("adjustment_share", timezone.localdate())
    if change.kind != LineageKind.ADJUSTMENT or most is None:
        return change
    before = {version.parcel_id: version.geom for version in held_versions(change.touched)}
    shares = [
        part.geom.sym_difference(before[part.parcel_id]).area / before[part.parcel_id].area for part in change.kept
    ]
    return replace(change, kind=LineageKind.EXCHANGE) if max(shares) > float(most.value) else change


_MAKERS: dict[Wish, Callable[[Asked], LandChange]] = {
    Wish.SPLIT_LINE: lambda asked: split_by_line(_one(asked), line=_line(asked.points)),
    Wish.SPLIT_EVENLY: _evenly,
    Wish.SPLIT_AREAS: lambda asked: split_by_areas(_one(asked), areas_m2=asked.areas_m2, bearing=asked.bearing),
    Wish.MERGE: lambda asked: merge(asked.parcels),
    Wish.ADJUSTMENT: lambda asked: _moved(asked, LineageKind.ADJUSTMENT),
    Wish.EXCHANGE: lambda asked: _moved(asked, LineageKind.EXCHANGE),
    Wish.EXPROPRIATION: lambda asked: expropriate(_one(asked), taken=_surface(asked.points)),
    Wish.CORRECTION: lambda asked: correct([Part(_one(asked), _surface(asked.points))]),
    Wish.AS_DRAWN: _drawn,
}
