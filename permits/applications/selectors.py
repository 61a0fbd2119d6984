"""Reads of applications and permits."""

from typing import Any
from uuid import UUID

from django.contrib.gis.geos import Polygon
from django.db.models import QuerySet
from django.utils import timezone

from geo.calendars.digits import fold_digits
from geo.parties.models import Party
from geo.spatial.crs import TILE_SRID
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.applications.enums import PermitStatus
from permits.applications.errors import PermitUnknown
from permits.applications.models import Permit, PermitApplication, PublishedPermit

#: A map that shows more is too far away to draw on.
MOST_OUTLINES = 400


def published_permit(number: str) -> PublishedPermit:
    """Return what everyone may know of a permit, its number typed in either digits; raise PermitUnknown."""
    found = PublishedPermit.objects.select_related("simple").filter(number=fold_digits(number)).first()
    if found is None:
        raise PermitUnknown
    return found


def permits_on(parcel_code: str) -> QuerySet[PublishedPermit]:
    """Return the public permits on a parcel, the latest first."""
    return (
        PublishedPermit.objects.select_related("simple")
        .filter(parcel_code=parcel_code)
        .order_by("-issued_on", "number")
    )


def standing(permit: PublishedPermit) -> PermitStatus:
    """Return whether a permit may be acted on today."""
    if permit.status == PermitStatus.VALID and permit.expires_on < timezone.localdate():
        return PermitStatus.EXPIRED
    return PermitStatus(permit.status)


def holder_of(permit: Permit) -> tuple[Party, str]:
    """Return who holds a permit now, with the name as it stands on the paper."""
    edition = permit.editions.select_related("holder").last()
    if edition is not None:
        return edition.holder, edition.holder_name
    application = permit.application
    return application.applicant, application.details["applicant_name"]


def application_of(case_id: UUID) -> PermitApplication:
    """Return the application of a case with all that its page shows; seen only inside its territory."""
    return PermitApplication.objects.select_related(
        "case", "municipality", "parcel", "version__parcel", "applicant", "permit__printout", "simple"
    ).get(pk=case_id)


def outlines_within(box: tuple[float, float, float, float]) -> dict[str, Any]:
    """Return the exact outlines of the parcels in a box, both in EPSG:3857, for drawing on the map beside them."""
    window = Polygon.from_bbox(box)
    window.srid = TILE_SRID
    found = PublishedParcel.objects.filter(geom_3857__bboverlaps=window).order_by("code")
    return {"shapes": [_outline(parcel) for parcel in found.only("code", "number", "geom_3857")[:MOST_OUTLINES]]}


def _outline(parcel: PublishedParcel) -> dict[str, Any]:
    surface = parcel.geom_3857.coords
    return {
        "key": parcel.code,
        "shown": display(parcel.code),
        "label": parcel.number,
        "bar": "",
        "coordinates": [[[[round(axis, 4) for axis in place] for place in ring] for ring in face] for face in surface],
    }
