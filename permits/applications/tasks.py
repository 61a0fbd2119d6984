"""Certificates that follow the commit by which their permits were issued."""

from django.conf import settings

from geo.jobs.each import for_each
from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import act_as, everywhere, territory
from permits.applications.issuing import PRINT, printed
from permits.applications.models import Permit
from permits.applications.services import expire_due_permits

HOURLY = "23 * * * *"


@job(PRINT, retry=GrowingWaits())
def print_certificate(permit: str, municipality: int) -> None:
    """Print, sign and file the certificate of a permit, unless somebody opened it before."""
    with territory([municipality]):
        found = Permit.objects.get(pk=permit)
        act_as(found.approved_by_id)
        printed(found)


@job("applications.expire", starts=daily(settings.PERMITS_EXPIRE_AT), alone=True, retry=GrowingWaits())
def expire() -> None:
    """Expire the permits whose term is over; their pages and the verification of their papers say so at once."""
    expire_due_permits()


@job("applications.print_missing", starts=HOURLY, alone=True)
def print_missing() -> None:
    """Print what jobs gave up on: a seal was renewed, a font was installed. Each in a transaction of its own."""
    with everywhere():
        without = list(Permit.objects.filter(printout=None, revoked_at=None).values_list("pk", "municipality_id"))
    for_each(without, lambda one: print_certificate(str(one[0]), one[1]), "the certificate of a permit")
