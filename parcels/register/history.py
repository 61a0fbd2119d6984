"""The register as it was in law on a day, as it was known on another; where land came from and where it went."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from geo.spatial.crs import storage_srid
from geo.spatial.shapes import transformed
from parcels.register.models import BoundaryVersion


@dataclass(frozen=True, slots=True)
class ParcelAt:
    """What everyone may know of a parcel as it stood. `state` is None before anything was recorded of it.

    `valid_from` and `valid_until` bound the boundary in law; area in m² on the grid. `ewkb` is the surface in the
    storage CRS: to make a geometry of it costs more than to find it, so that is left to whoever needs one.
    """

    id: UUID
    version_id: int
    municipality_id: int
    code: str
    number: str
    block_label: str
    plan_number: str
    district_name: str
    district_name_en: str
    state: str | None
    area_m2: float
    valid_from: datetime
    valid_until: datetime | None
    ewkb: bytes

    @property
    def geom(self) -> MultiPolygon:
        """The surface, storage CRS."""
        return cast(MultiPolygon, GEOSGeometry(memoryview(self.ewkb)))


def parcels_at(
    place: GEOSGeometry, *, as_of: datetime | None = None, known_at: datetime | None = None
) -> list[ParcelAt]:
    """Return the numbered parcels at a place as they were in law at `as_of`, as the register knew at `known_at`.

    Both default to now. The place is any geometry in the storage CRS.
    """
    query = (
        "SELECT id, version_id, municipality_id, code, number, block_label, plan_number, district_name,"
        " district_name_en, state, area_m2, valid_from, valid_until, ST_AsEWKB(geom)"
        " FROM parcels_at_v2(%s::geometry, %s, %s) ORDER BY code"
    )
    inside = place if place.srid == storage_srid() else transformed(place, storage_srid())
    with connection.cursor() as cursor:
        cursor.execute(query, [inside.hexewkb.decode(), as_of or timezone.now(), known_at])
        return [ParcelAt(*row) for row in cursor.fetchall()]


def versions_at(*, as_of: datetime | None = None, known_at: datetime | None = None) -> QuerySet[BoundaryVersion]:
    """Return the boundary versions true in law at an instant as the register knew at another; inside the territory."""
    valid = BoundaryVersion.objects.filter(valid__contains=as_of or timezone.now())
    if known_at is None:
        return valid.filter(recorded__upper_inf=True)
    return valid.filter(recorded__contains=known_at)


@dataclass(frozen=True, slots=True)
class Descent:
    """Land that passed from one parcel to another in one change: m² on the grid, and shares of each from 0 to 1."""

    event_id: UUID
    kind: str
    happened_at: datetime
    parent_id: UUID
    child_id: UUID
    area_m2: float
    parent_share: float
    child_share: float


def lineage_of(parcel_id: UUID) -> list[Descent]:
    """Return all changes that the parcel descends from and that descend from it, in the order of time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lineage_v1(%s)", [parcel_id])
        return [Descent(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class LandToday:
    """A parcel of today that holds land of a former one: m², the share of the former's land, and of its own."""

    parcel_id: UUID
    area_m2: float
    share_of_former: float
    share_of_present: float


def land_today(parcel_id: UUID) -> list[LandToday]:
    """Return where the land of a parcel lies now, the largest share first; a parcel in force is its own answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM land_today_v1(%s)", [parcel_id])
        return [LandToday(*row) for row in cursor.fetchall()]
