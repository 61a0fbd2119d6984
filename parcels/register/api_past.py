"""Parcels of past days under /api/: the time machine asks of a place, so a place is found for what is asked."""

from collections.abc import Iterator

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from geo.api.boxes import BoxUnclear
from geo.api.errors import BadParameter
from geo.api.instants import Instants
from geo.municipalities.models import Municipality
from geo.municipalities.selectors import branch_ids
from geo.spatial.crs import storage_srid
from parcels.plans.api_filters import branch_of
from parcels.plans.models import PublishedDistrict, PublishedPlan
from parcels.register.api_filters import DISTRICT_IN_CODE, ParcelFilter
from parcels.register.history import ParcelAt, parcels_at
from parcels.register.models import PublishedParcel

#: Square metres of the largest box of a past day: five kilometres by five.
LARGEST_M2 = 25_000_000
AUTHORITY_IN_CODE = slice(0, 3)


class PlaceNeeded(BadParameter):
    """A past day of everywhere."""

    code = "place_needed"
    message = _("Past days are told of a place: add bbox, district or plan.")

    def __init__(self) -> None:
        super().__init__("bbox")


class BoxTooLarge(BoxUnclear):
    """A past day of a whole country."""

    code = "bbox_too_large"
    message = _("Past days are told of boxes up to 25 km² at once.")


def parcels_then(filters: ParcelFilter, box: GEOSGeometry | None, when: Instants) -> list[ParcelAt]:
    """Return the parcels of past days that are asked for, by code.

    Those of a box, or of the outlines of the districts or plans that are named. Errors: PlaceNeeded, BoxTooLarge.
    """
    if box is not None and box.area > LARGEST_M2:
        raise BoxTooLarge("bbox")
    place = box or _place_of(filters.form.cleaned_data)
    if place is None:
        return []
    return filters.of_past(parcels_at(place, as_of=when.as_of, known_at=when.known_at))


def _place_of(wanted: dict[str, str]) -> GEOSGeometry | None:
    """Return the outlines of what is named as one surface; None where nothing is so named."""
    rows: QuerySet[PublishedDistrict] | QuerySet[PublishedPlan]
    if wanted.get("plan"):
        rows = PublishedPlan.objects.filter(number=wanted["plan"])
    elif wanted.get("district"):
        rows = PublishedDistrict.objects.filter(code=wanted["district"])
    else:
        raise PlaceNeeded
    if wanted.get("municipality"):
        rows = rows.filter(municipality_id__in=branch_of(wanted["municipality"]))
    return _together(outline for outline in rows.values_list("geom", flat=True))


def _together(outlines: Iterator[MultiPolygon]) -> GEOSGeometry | None:
    joined: GEOSGeometry | None = None
    for outline in outlines:
        joined = outline if joined is None else joined.union(outline)
    if joined is not None:
        joined.srid = storage_srid()
    return joined


def parcel_then(code: str, when: Instants) -> ParcelAt | None:
    """Return a parcel of a past day by its code; None when it was not in force then, or not known.

    It is looked for where it lies today, then in the whole of its district.
    """
    for place in _places_of(code):
        for row in parcels_at(place, as_of=when.as_of, known_at=when.known_at):
            if row.code == code:
                return row
    return None


def _places_of(code: str) -> Iterator[GEOSGeometry]:
    yield from PublishedParcel.objects.filter(code=code).values_list("geom", flat=True)
    authority = Municipality.objects.filter(code=code[AUTHORITY_IN_CODE]).values_list("pk", flat=True)
    districts = PublishedDistrict.objects.filter(municipality_id__in=branch_ids(authority), code=code[DISTRICT_IN_CODE])
    yield from districts.values_list("geom", flat=True)
