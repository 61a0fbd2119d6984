"""Changes of drawn land, as tests of its history begin with them."""

from uuid import UUID, uuid4

import shapely
from django.contrib.gis.geos import LineString

from geo.municipalities.scope import act_as, territory
from geo.spatial.crs import storage_srid
from parcels.register.lineage import LandChange, change_land, merge, move_boundary, split_by_line
from parcels.register.models import PublishedParcel
from tests.factories.cases import on_ground
from tests.factories.decisions import decided
from tests.factories.places import Office


def line_on(office: Office, *points: tuple[float, float]) -> LineString:
    """Return a line through points so many metres from the south-western corner of an office's land."""
    return LineString(list(on_ground(shapely.LineString(points), office).coords), srid=storage_srid())


def make(office: Office, change: LandChange, reason: str = "قرار الاختبار") -> list[PublishedParcel]:
    """Make a change as the surveyor; return the parcels of today that it touched or made, by code."""
    before = set(PublishedParcel.objects.values_list("pk", flat=True))
    act_as(office.surveyor.pk, reason=reason)
    change_land(
        change=change, request_id=uuid4(), by=office.surveyor, reason=reason, source="قرار مساحي ١٤٤٨",
        case_id=decided(change, office),
    )  # fmt: skip
    made = PublishedParcel.objects.exclude(pk__in=before).order_by("code")
    return [*made, *PublishedParcel.objects.filter(pk__in=[part.parcel_id for part in change.kept])]


def split(office: Office, parcel: PublishedParcel, *points: tuple[float, float]) -> list[PublishedParcel]:
    """Split a parcel along a line, in a transaction of its own; return the parts from west to east."""
    with territory([office.body.pk]):
        parts = make(office, split_by_line(parcel.pk, line=line_on(office, *points)))
        return sorted(parts, key=lambda part: part.geom.centroid.x)


def join(office: Office, *parcels: PublishedParcel) -> PublishedParcel:
    """Merge parcels; return the new one."""
    with territory([office.body.pk]):
        (whole,) = make(office, merge([parcel.pk for parcel in parcels]))
        return whole


def move(office: Office, one: PublishedParcel, other: PublishedParcel, *points: tuple[float, float]) -> list[UUID]:
    """Give two neighbours a new common boundary; return their ids."""
    with territory([office.body.pk]):
        return [
            parcel.pk for parcel in make(office, move_boundary(one.pk, second=other.pk, line=line_on(office, *points)))
        ]
