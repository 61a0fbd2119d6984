"""Work of the register that the calendar asks for."""

from django.conf import settings
from django.db import transaction

from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.models import Municipality
from geo.municipalities.scope import act_as, territory
from parcels.register import beside, services

NAME = "register.publish_due"


@job(NAME, starts=daily(settings.PUBLISH_DUE_AT), alone=True, retry=GrowingWaits())
def publish_due() -> None:
    """Show from today what is true in law from today: office by office, each in a transaction of its own."""
    for office in Municipality.objects.order_by("pk").values_list("pk", flat=True):
        with territory([office]):
            act_as(None, reason="boundaries that became true in law or ended", source=f"job {NAME}")
            services.publish_due()


@job("register.finish_loads", starts="*/10 * * * *", alone=True)
def finish_loads() -> None:
    """Show what bulk loads wrote that were cut off between their two commits."""
    with transaction.atomic():
        beside.finish_loads()
