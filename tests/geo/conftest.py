"""What tests of several slices of `geo` need."""

from collections.abc import Callable

import pytest
from django.db import connections
from procrastinate.contrib.django import procrastinate_app
from procrastinate.periodic import PeriodicRegistry

from geo.jobs.worker import worker_app


@pytest.fixture
def do_jobs(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return a function that does the jobs that wait; no clock starts any, and threads close their connections."""
    monkeypatch.setattr(procrastinate_app.current_app, "periodic_registry", PeriodicRegistry())
    for alias in ("default", "tiles"):
        monkeypatch.setitem(connections.settings[alias], "CONN_MAX_AGE", 0)

    def do() -> None:
        worker_app().run_worker(wait=False, listen_notify=False, install_signal_handlers=False, concurrency=1)

    return do
