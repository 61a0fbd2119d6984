"""Leaving work for later, taking up what a dead worker left, throwing away what is done."""

import logging
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

log = logging.getLogger(__name__)
#: A worker that was silent for so long is dead: it speaks every ten seconds.
SILENCE = timedelta(seconds=60)
#: A job that was begun so often, and whose worker died each time, may be what kills it.
BEGUN_MOST = 5


def defer(name: str, *, at: datetime | None = None, **arguments: Any) -> int:
    """Leave a job for the worker in the running transaction: it goes out with the commit, or never.

    `at`: not before. Arguments are values of JSON. Return the job's number. Errors: TaskNotFound for a name that no
    slice declared.
    """
    return app.configure_task(name, allow_unknown=False, schedule_at=at).defer(**arguments)


def take_up_stalled(*, silence: timedelta = SILENCE) -> int:
    """Let jobs begin again whose worker died over them; return how many. One that was begun too often fails."""
    manager = app.job_manager
    stalled = list(async_to_sync(manager.get_stalled_jobs)(seconds_since_heartbeat=silence.total_seconds()))
    for job in stalled:
        if job.attempts + 1 >= BEGUN_MOST:
            log.error("job %s (%s) failed: its worker died %s times over it", job.id, job.task_name, job.attempts + 1)
            async_to_sync(manager.finish_job)(job, status=Status.FAILED, delete_job=False)
        else:
            log.warning("job %s (%s) begins again: its worker died", job.id, job.task_name)
            async_to_sync(manager.retry_job)(job)
    return len(stalled)


def purge(*, done: timedelta, failed: timedelta) -> None:
    """Delete jobs that were done or called off before so long, and those that failed before so long."""
    delete = async_to_sync(app.job_manager.delete_old_jobs)
    delete(nb_hours=_hours(done), include_cancelled=True, include_aborted=True)
    delete(nb_hours=_hours(failed), include_failed=True)


def _hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)
