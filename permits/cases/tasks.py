"""Work on cases by the clock: departments that did not answer in time, where silence is consent."""

from django.conf import settings
from django.utils import timezone

from geo.jobs.registry import daily, job
from geo.jobs.retries import GrowingWaits
from permits.cases.referring import close_silent


@job("cases.silence", starts=daily(settings.REFERRALS_CLOSE_AT), alone=True, retry=GrowingWaits())
def silence() -> None:
    """Count the silence of departments as consent where the data say so."""
    close_silent(today=timezone.localdate())
