"""How often failed work is tried again, and how long it waits."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

log = logging.getLogger(__name__)


class GrowingWaits(BaseRetryStrategy):
    """Try again after one minute, two, four, eight …; after so many attempts give up and keep the job as failed."""

    def __init__(self, *, first: timedelta = timedelta(minutes=1), attempts: int = 8) -> None:
        self.first, self.attempts = first, attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """Say when a job comes again (`job.attempts` were made before this one), or None for never."""
        if job.attempts + 1 >= self.attempts:
            return None  # the worker logs it as an error
        at = timezone.now() + self.first * 2**job.attempts
        log.warning("job %s (%s) failed, comes again at %s", job.id, job.task_name, at.isoformat(), exc_info=exception)
        return RetryDecision(retry_at=at)
