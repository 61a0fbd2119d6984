"""Jobs of one test only, done here by a worker that ends when nothing waits."""

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import procrastinate_app
from procrastinate.periodic import PeriodicRegistry

from geo.jobs.worker import worker_app


@pytest.fixture
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget what was declared by the test when it ends; let no clock start anything; let threads close connections."""
    app = procrastinate_app.current_app
    monkeypatch.setattr(app, "tasks", dict(app.tasks))
    monkeypatch.setattr(app, "periodic_registry", PeriodicRegistry())
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)


@pytest.fixture
def do_jobs(transactional_db: None, no_clock: None):
    """Return a function that does the jobs that wait and are due."""

    def do() -> None:
        worker_app().run_worker(wait=False, listen_notify=False, install_signal_handlers=False, concurrency=2)

    return do


@pytest.fixture
def jobs(do_jobs):
    """Return a function that lists name, status and attempts of all jobs, oldest first."""

    def listed() -> list[tuple[str, str, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name, status::text, attempts FROM procrastinate_jobs ORDER BY id")
            return cursor.fetchall()

    return listed
