"""Which land an area names: a district, a plan or a block of it, a drawn outline or box, parcels by their codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from django.db.models import QuerySet

from geo.municipalities.scope import current
from geo.spatial.shapes import to_geos
from parcels.plans.models import District, Plan
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.subdivisions.errors import AreaEmpty, OtherOffice

#: Parcels that are checked out at once: more do not fit a pair of eyes, and their differences not a page.
MOST = 5_000
#: Characters of the name of an area.
NAME = 200
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Area:
    """Land of one office: how it is called, in no language, and its parcels."""

    name: str
    office: int
    parcels: tuple[UUID, ...]


def of_district(district: District) -> Area:
    """Return the land of a district. Errors: AreaEmpty."""
    return _area(district.name, _own().filter(district_id=district.pk))


def of_plan(plan: Plan, block: str = "") -> Area:
    """Return the land of a plan, or of one of its blocks by its label. Errors: AreaEmpty."""
    land = _own().filter(plan_id=plan.pk)
    name = plan.number or plan.name
    return _area(f"{name} · {block}", land.filter(block_label=block)) if block else _area(name, land)


def of_outline(points: Sequence[Place]) -> Area:
    """Return the parcels that meet a box, given by two opposite corners, or an outline; storage CRS, metres.

    Errors: AreaEmpty, OtherOffice.
    """
    shape = shapely.box(*shapely.multipoints(points).bounds) if len(points) == 2 else shapely.Polygon(points)
    west, south, east, north = shape.bounds
    outline = to_geos(shape)
    land = _own().filter(geom__bboverlaps=outline, geom__intersects=outline)
    return _area(f"{west:.0f} {south:.0f} – {east:.0f} {north:.0f}", land)


def of_parcels(parcels: Sequence[PublishedParcel]) -> Area:
    """Return parcels that were named. Errors: AreaEmpty, OtherOffice."""
    named = ", ".join(display(parcel.code) for parcel in parcels[:5])
    more = f" … ({len(parcels)})" if len(parcels) > 5 else ""
    return _area(f"{named}{more}", _own().filter(pk__in=[parcel.pk for parcel in parcels]))


def _own() -> QuerySet[PublishedParcel]:
    return PublishedParcel.objects.filter(municipality_id__in=current())


def _area(name: str, land: QuerySet[PublishedParcel]) -> Area:
    found = list(land.order_by("code").values_list("pk", "municipality_id")[: MOST + 1])
    if not 0 < len(found) <= MOST:
        raise AreaEmpty(most=MOST)
    offices = {office for _pk, office in found}
    if len(offices) > 1:
        raise OtherOffice
    return Area(name[:NAME], offices.pop(), tuple(pk for pk, _office in found))
