"""Changes of land: what a split, a merger or a moved boundary would make, and making it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

import shapely
from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, LineString, MultiLineString, MultiPolygon, Polygon
from django.db import connection, transaction
from shapely.geometry.base import BaseGeometry

from geo.accounts.models import User
from geo.municipalities.scope import act_as
from geo.spatial.crs import storage_srid
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely, to_surface
from parcels.plans.models import Block
from parcels.register.cuts import cuts_by_area
from parcels.register.enums import LineageKind
from parcels.register.errors import LandNotConserved, NotCut, NotNeighbours, StateNotPossible, UnknownLand
from parcels.register.models import BoundaryVersion, PublishedParcel
from parcels.register.same_land import STRIP_M, land_moved, shares_land
from parcels.register.seams import joined, parted
from parcels.register.selectors import held_versions
from parcels.register.walk import in_walking_order

#: Metres around land in which others may share its corners.
NEAR_M = 0.01


@dataclass(frozen=True, slots=True)
class Part:
    """A shape in the storage CRS, metres, and the parcel that keeps it or whose number it continues."""

    parcel_id: UUID
    geom: MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class LandChange:
    """What would become of land: parcels that end, that keep their number with a new shape, that begin.

    `gained` comes from no parcel and `released` goes to none: streets.
    """

    kind: LineageKind
    ended: tuple[UUID, ...] = ()
    kept: tuple[Part, ...] = ()
    children: tuple[Part, ...] = ()
    gained: MultiPolygon | None = None
    released: MultiPolygon | None = None

    @property
    def touched(self) -> tuple[UUID, ...]:
        """The parcels that the change ends or reshapes."""
        return (*self.ended, *(part.parcel_id for part in self.kept))


def split_by_line(parcel_id: UUID, *, line: LineString | MultiLineString) -> LandChange:
    """Return the split of a parcel along lines of the storage CRS; children in the order of the walk around the block.

    Errors: UnknownLand, NotCut when the parts are fewer than two.
    """
    version = _held(parcel_id)
    parts = _cut(version.geom, line, but=[parcel_id])
    if len(parts) < 2:
        raise NotCut
    return _split(version, parts)


def split_by_areas(parcel_id: UUID, *, areas_m2: Sequence[float], bearing: float) -> LandChange:
    """Return the split into parts of these areas, cut by parallel lines, the last part taking what remains.

    `bearing` is that of the lines, degrees clockwise from grid north; the first part lies to their left. Errors: NotCut
    when such lines make more parts than asked for, or an area is not there.
    """
    version = _held(parcel_id)
    lines = cuts_by_area(version.geom, areas_m2, bearing)
    parts = _cut(version.geom, lines, but=[parcel_id])
    if len(parts) != len(areas_m2):
        raise NotCut
    return _split(version, parts)


def split_evenly(parcel_id: UUID, *, parts: int, bearing: float) -> LandChange:
    """Return the split into so many parts of equal area by parallel lines of a bearing. Errors: as split_by_areas."""
    return split_by_areas(parcel_id, areas_m2=[_held(parcel_id).geom.area / parts] * parts, bearing=bearing)


def merge(parcel_ids: Sequence[UUID]) -> LandChange:
    """Return the merger of neighbouring parcels into one, under the lowest of their numbers.

    Errors: UnknownLand, NotNeighbours when they do not make one piece.
    """
    versions = _all_held(parcel_ids)
    if len(versions) < 2:
        raise NotNeighbours
    lowest = min(versions, key=lambda version: (version.parcel.code or "", str(version.parcel_id)))
    ended = tuple(version.parcel_id for version in versions)
    whole = _join([version.geom for version in versions], but=ended)
    return LandChange(kind=LineageKind.MERGE, ended=ended, children=(Part(lowest.parcel_id, whole),))


def move_boundary(
    first: UUID, *, second: UUID, line: LineString, kind: LineageKind = LineageKind.ADJUSTMENT
) -> LandChange:
    """Return the two parcels with the line as their common boundary; each keeps the side that holds more of it.

    Errors: UnknownLand, NotNeighbours, NotCut when the line does not make exactly two parts, one for each.
    """
    one, other = _all_held([first, second])
    both = [first, second]
    parts = _cut(_join([one.geom, other.geom], but=both), line, but=both)
    if len(parts) != 2:
        raise NotCut
    parts.sort(key=lambda part: part.intersection(one.geom).area - part.intersection(other.geom).area, reverse=True)
    return LandChange(kind=kind, kept=(Part(one.parcel_id, parts[0]), Part(other.parcel_id, parts[1])))


def expropriate(parcel_id: UUID, *, taken: MultiPolygon) -> LandChange:
    """Return the parcel without the land that is taken; what remains begins anew, piece by piece. Errors: NotCut."""
    version = _held(parcel_id)
    released = _surface(version.geom.intersection(taken))
    if released is None:
        raise NotCut
    remains = _surface(version.geom.difference(taken))
    pieces = [MultiPolygon(piece, srid=storage_srid()) for piece in remains] if remains else []
    children = tuple(Part(parcel_id, piece) for piece in _ordered(version, pieces))
    return LandChange(kind=LineageKind.EXPROPRIATION, ended=(parcel_id,), children=children, released=released)


def as_drawn(parcel_ids: Sequence[UUID], *, outlines: Sequence[Part]) -> LandChange:
    """Return the change that makes of parcels what was drawn: splits, mergers and moved boundaries, also at once.

    An outline's `parcel_id` says whose land it continues. A parcel with one outline keeps its number; one with none or
    several ends, and so does one whose outline takes in land of a parcel without any. Where the land would not be the
    same and no parcel ends, it is a correction. Errors: UnknownLand, LandNotConserved.
    """
    held = {version.parcel_id: version for version in _all_held(parcel_ids)}
    if not outlines or any(part.parcel_id not in held for part in outlines):
        raise UnknownLand
    ended = _ending(held, outlines)
    kept = tuple(part for part in outlines if part.parcel_id not in ended)
    children = _continued(held, [part for part in outlines if part.parcel_id in ended])
    moved = land_moved([to_shapely(v.geom) for v in held.values()], [to_shapely(part.geom) for part in outlines])
    order = tuple(pk for pk in held if pk in ended)
    if moved.conserved:
        kind = LineageKind.MERGE if len(children) < len(order) else LineageKind.SPLIT
        return LandChange(kind=kind if order else LineageKind.ADJUSTMENT, ended=order, kept=kept, children=children)
    if order:
        raise LandNotConserved(differs_m2=round(moved.differs_m2, 3), tolerance_m2=round(moved.tolerance_m2, 3))
    gained, released = (_land(part) for part in (moved.gained, moved.released))
    return LandChange(kind=LineageKind.CORRECTION, kept=kept, gained=gained, released=released)


def _land(shape: BaseGeometry) -> MultiPolygon | None:
    """Return what of a surface is wider than a strip between two descriptions of one side, or None."""
    pieces = [piece for piece in shapely.get_parts(shape) if not shapely.buffer(piece, -STRIP_M / 2).is_empty]
    return to_surface(shapely.multipolygons(pieces)) if pieces else None


def _ending(held: Mapping[UUID, BoundaryVersion], outlines: Sequence[Part]) -> set[UUID]:
    own = Counter(part.parcel_id for part in outlines)
    given_up = [to_shapely(version.geom) for pk, version in held.items() if not own[pk]]
    taking = {part.parcel_id for part in outlines if any(shares_land(to_shapely(part.geom), land) for land in given_up)}
    return {pk for pk in held if own[pk] != 1} | taking


def _continued(held: Mapping[UUID, BoundaryVersion], outlines: Sequence[Part]) -> tuple[Part, ...]:
    """Return new parcels in the order of the walk, parcel by parcel; a single one continues the lowest number."""
    if len(outlines) == 1 and len(held) > 1:
        lowest = min(held.values(), key=lambda version: (version.parcel.code or "", str(version.parcel_id)))
        return (Part(lowest.parcel_id, outlines[0].geom),)
    found: list[Part] = []
    for pk, version in held.items():
        shapes = [part.geom for part in outlines if part.parcel_id == pk]
        found += [Part(pk, shape) for shape in _ordered(version, shapes)]
    return tuple(found)


def correct(shapes: Sequence[Part]) -> LandChange:
    """Return parcels with the shapes that they should have had from the beginning."""
    return LandChange(kind=LineageKind.CORRECTION, kept=tuple(shapes))


def withdraw(parcel_id: UUID) -> LandChange:
    """Return the end of a parcel that was entered in error; its number stays used."""
    version = _held(parcel_id)
    return LandChange(kind=LineageKind.CORRECTION, ended=(parcel_id,), released=version.geom)


@transaction.atomic
def change_land(
    *,
    change: LandChange,
    request_id: UUID,
    by: User | None,
    reason: str,
    source: str,
    case_id: UUID,
    accuracy_m: Decimal | None = None,
) -> UUID:
    """Make the change that a case decided on, once per request id, true in law from now on; return the event's id.

    `source` and `accuracy_m` are those of the new shapes. Errors: Undecided, Overlap, LandNotConserved,
    StateNotPossible, OutsideTerritory, RequestReused, InvalidBoundary, BlockFull.
    """
    _explain(by, reason)
    arguments: list[Any] = [
        request_id, change.kind, case_id, reason, by.pk if by else None, list(change.ended),
        [part.parcel_id for part in change.kept], _ewkb(part.geom for part in change.kept),
        [part.parcel_id for part in change.children], _ewkb(part.geom for part in change.children),
        _ewkb_or_none(change.gained), _ewkb_or_none(change.released), source, accuracy_m,
    ]  # fmt: skip
    query = (
        "SELECT change_land_v2(%s, %s, %s, %s, %s, %s::uuid[], %s::uuid[], %s::text[]::geometry[], %s::uuid[],"
        " %s::text[]::geometry[], %s::geometry, %s::geometry, %s, %s)"
    )
    return _one(query, arguments)


@dataclass(frozen=True, slots=True)
class Successor:
    """A proposed parcel of a new plan, the block in which it is to be numbered, and its string in that plan or ""."""

    parcel_id: UUID
    block_id: int
    label: str


@transaction.atomic
def replan(
    *, ended: Sequence[UUID], successors: Sequence[Successor], request_id: UUID, by: User | None, reason: str,
    case_id: UUID,
) -> UUID:  # fmt: skip
    """Let a plan's proposed parcels take the place of parcels: numbered, active, with a crosswalk by area share.

    Streets move with a plan, so the land is not the same: what was gained and released is recorded. Errors: as
    change_land, AlreadyNumbered, LabelTaken.
    """
    _explain(by, reason)
    arguments: list[Any] = [
        request_id, case_id, reason, by.pk if by else None, list(ended), [s.parcel_id for s in successors],
        [s.block_id for s in successors], [s.label or None for s in successors],
    ]  # fmt: skip
    return _one("SELECT replan_land_v2(%s, %s, %s, %s, %s::uuid[], %s::uuid[], %s::bigint[], %s::text[])", arguments)


def _explain(by: User | None, reason: str) -> None:
    if not reason.strip():
        raise StateNotPossible(code="reason_missing")
    act_as(by.pk if by else None, reason=reason)


def _one(query: str, arguments: list[Any]) -> UUID:
    with refusals_explained(), connection.cursor() as cursor:
        cursor.execute(query, arguments)
        (event,) = cursor.fetchone()
    found: UUID = event
    return found


def _held(parcel_id: UUID) -> BoundaryVersion:
    return _all_held([parcel_id])[0]


def _all_held(parcel_ids: Sequence[UUID]) -> list[BoundaryVersion]:
    """Return the versions that the register holds and that are true until changed, in the order asked for."""
    found = {version.parcel_id: version for version in held_versions(parcel_ids).select_related("parcel__block")}
    if len(found) != len(parcel_ids):
        raise UnknownLand
    return [found[parcel_id] for parcel_id in parcel_ids]


def _cut(surface: MultiPolygon, line: GEOSGeometry, but: Sequence[UUID]) -> list[MultiPolygon]:
    """Return the parts of a surface, the largest first; parcels that take no part keep their corners."""
    shape = to_shapely(surface)
    return [to_surface(part) for part in parted(shape, to_shapely(line), beside=_beside([shape], but))]


def _join(surfaces: Iterable[MultiPolygon], but: Sequence[UUID]) -> MultiPolygon:
    """Return neighbouring surfaces as one; parcels that take no part keep their corners. Errors: NotNeighbours."""
    shapes = [to_shapely(surface) for surface in surfaces]
    whole = joined(shapes, beside=_beside(shapes, but))
    if not isinstance(whole, shapely.Polygon):
        raise NotNeighbours
    return to_surface(whole)


def _beside(shapes: Sequence[BaseGeometry], but: Sequence[UUID]) -> list[BaseGeometry]:
    """Return the outlines in force around land, of any office, without those of the parcels that take part."""
    around = to_surface(shapely.box(*shapely.total_bounds(shapes)))
    others = PublishedParcel.objects.filter(geom__dwithin=(around, NEAR_M)).exclude(pk__in=but)
    return [to_shapely(other.geom) for other in others.only("geom")]


def _split(version: BoundaryVersion, parts: Sequence[MultiPolygon]) -> LandChange:
    children = tuple(Part(version.parcel_id, part) for part in _ordered(version, parts))
    return LandChange(kind=LineageKind.SPLIT, ended=(version.parcel_id,), children=children)


def _ordered(version: BoundaryVersion, parts: Sequence[MultiPolygon]) -> list[MultiPolygon]:
    block: Block | None = version.parcel.block
    return in_walking_order(parts, around=block.geom if block else version.geom, start=version.geom)


def _surface(found: GEOSGeometry) -> MultiPolygon | None:
    """Return what has an area, or None."""
    if isinstance(found, Polygon):
        return MultiPolygon(found, srid=storage_srid())
    pieces = list(found) if isinstance(found, GeometryCollection) else []
    polygons = [piece for piece in pieces if isinstance(piece, Polygon) and piece.area > 0]
    return MultiPolygon(*polygons, srid=storage_srid()) if polygons else None


def _read(ewkb: Any) -> MultiPolygon:
    return cast(MultiPolygon, GEOSGeometry(memoryview(ewkb)))


def _ewkb_of(geometry: GEOSGeometry) -> str:
    return geometry.hexewkb.decode()


def _ewkb(geometries: Iterable[GEOSGeometry]) -> list[str]:
    return [_ewkb_of(geometry) for geometry in geometries]


def _ewkb_or_none(geometry: GEOSGeometry | None) -> str | None:
    return _ewkb_of(geometry) if geometry else None
