"""Processes that look at parts side by side. Imported before Django is set up in them: names no model."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
T = TypeVar("T")


def _set_up(databases: dict[str, dict[str, Any]]) -> None:
    """Prepare a fresh process: same settings, same databases as its parent's connections."""
    import django
    from django.conf import settings

    for alias, config in databases.items():
        settings.DATABASES[alias].update(config)
    django.setup()


class Workers:
    """Runs functions now, or in processes; each answers by a call that waits for its result."""

    def __init__(self, pool: ProcessPoolExecutor | None) -> None:
        self._pool = pool

    def start(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """Begin a piece of work, or leave it for when its result is asked for where there is one process only."""
        if self._pool is None:
            return lambda: work(*args, **kwargs)
        future: Future[T] = self._pool.submit(work, *args, **kwargs)
        return future.result


@contextmanager
def workers(jobs: int) -> Iterator[Workers]:
    """Open so many processes, which start anew (no connection is shared); none for one job."""
    if jobs <= 1:
        yield Workers(None)
        return
    databases = {alias: _address(connections[alias].settings_dict) for alias in connections}
    with ProcessPoolExecutor(jobs, get_context("spawn"), _set_up, (databases,)) as pool:
        try:
            yield Workers(pool)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _address(config: dict[str, Any]) -> dict[str, Any]:
    return {name: config[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
