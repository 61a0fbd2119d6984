"""Work on bills by the clock: what is overdue expires, the biller's file of yesterday is fetched and compared."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from geo.accounts.services import system_account
from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from geo.municipalities.scope import act_as, everywhere
from permits.payments.biller import current_biller
from permits.payments.reconciling import reconcile_day
from permits.payments.services import expire_due_bills


@job("payments.expire", starts=daily(settings.BILLS_EXPIRE_AT), alone=True, retry=GrowingWaits())
def expire() -> None:
    """Expire bills that were not paid in time, and end their cases."""
    expire_due_bills()


@job("payments.reconcile", starts=daily(settings.BILLS_RECONCILED_AT), alone=True, retry=GrowingWaits())
def reconcile() -> None:
    """Fetch yesterday's file and hold it against what was told; a deployment without a biller has none."""
    if not settings.BILLER:
        return
    biller, day = current_biller(), timezone.localdate() - timedelta(days=1)
    content = biller.daily_file(day)
    with everywhere():
        act_as(system_account().pk)
        reconcile_day(biller=biller, day=day, content=content, by=system_account())
