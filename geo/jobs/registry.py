"""Declaring work: a plain function in a slice's `tasks.py`, its name, the times at which it starts by itself."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any, TypeVar

from django.utils import timezone
from procrastinate.contrib.django import app

from geo.jobs.retries import GrowingWaits

Work = TypeVar("Work", bound=Callable[..., None])
EVERY_MINUTE = "* * * * *"


def daily(at: str) -> str:
    """Return the cron line of a time of day ("02:15" in TIME_ZONE), for the worker counts in UTC.

    Where clocks are changed in summer it follows with the next start of the worker. Errors: ValueError for no time.
    """
    local = datetime.combine(timezone.localdate(), time.fromisoformat(at), timezone.get_default_timezone())
    start = local.astimezone(UTC)
    return f"{start.minute} {start.hour} * * *"


def job(
    name: str, *, starts: str = "", alone: bool = False, retry: GrowingWaits | None = None
) -> Callable[[Work], Work]:
    """Declare a function as work of the background; it stays the function it is.

    `starts`: a cron line at which the worker defers it by itself, unless it waits already. `alone`: never two at a
    time (a waiting one begins up to five seconds after the other ended). Without `retry` a failure is final: right for
    what starts every minute anyway. The function says itself in which territories it works and who acts
    (geo.municipalities.scope); outside a scope it sees no protected row. It may run twice, when a worker is killed
    right before it writes that it was done.
    """

    def declare(work: Work) -> Work:
        def run(timestamp: int | None = None, **arguments: Any) -> None:
            work(**arguments)

        task = app.task(name=name, lock=name if alone else None, retry=retry or False)(run)
        if starts:
            app.periodic(cron=starts, periodic_id="clock", queueing_lock=name)(task)
        return work

    return declare
