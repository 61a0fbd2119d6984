"""Work on the jobs themselves. It touches no protected row, so it opens no territory."""

from datetime import timedelta

from django.conf import settings

from geo.jobs import services
from geo.jobs.registry import EVERY_MINUTE, daily, job
from geo.jobs.retries import GrowingWaits


@job("jobs.take_up_stalled", starts=EVERY_MINUTE)
def take_up_stalled() -> None:
    """Let begin again what a dead worker left."""
    services.take_up_stalled()


@job("jobs.purge", starts=daily(settings.JOBS_PURGED_AT), alone=True, retry=GrowingWaits())
def purge() -> None:
    """Delete rows of jobs that are over for long."""
    services.purge(done=timedelta(days=settings.JOBS_KEPT_DAYS), failed=timedelta(days=settings.JOBS_FAILED_KEPT_DAYS))
