"""Reads of applications and permits."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from geo.calendars.digits import fold_digits
from permits.applications.enums import PermitStatus
from permits.applications.errors import PermitUnknown
from permits.applications.models import PermitApplication, PublishedPermit


def published_permit(number: str) -> PublishedPermit:
    """Return what everyone may know of a permit, its number typed in either digits; raise PermitUnknown."""
    found = PublishedPermit.objects.filter(number=fold_digits(number)).first()
    if found is None:
        raise PermitUnknown
    return found


def permits_on(parcel_code: str) -> QuerySet[PublishedPermit]:
    """Return the public permits on a parcel, the latest first."""
    return PublishedPermit.objects.filter(parcel_code=parcel_code).order_by("-issued_on", "number")


def standing(permit: PublishedPermit) -> PermitStatus:
    """Return whether a permit may be acted on today."""
    if permit.status == PermitStatus.VALID and permit.expires_on < timezone.localdate():
        return PermitStatus.EXPIRED
    return PermitStatus(permit.status)


def application_of(case_id: UUID) -> PermitApplication:
    """Return the application of a case with all that its page shows; seen only inside its territory."""
    return PermitApplication.objects.select_related(
        "case", "municipality", "parcel", "version__parcel", "applicant", "permit__printout"
    ).get(pk=case_id)
