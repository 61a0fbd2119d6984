"""Nothing is lost when a worker is killed; what kills workers is not begun for ever; rows that are over go."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

import geo
from geo.instance.dburl import parse
from geo.jobs.services import BEGUN_MOST, defer, purge, take_up_stalled
from tests.sql.connections import connect

ROOT = Path(geo.__file__).parent.parent


def address(role: str) -> str:
    """Return a role's address in the test database."""
    return parse(os.environ[f"{role}_DATABASE_URL"]).on(settings.DATABASES["default"]["NAME"]).text()


@pytest.fixture
def start_worker(transactional_db):
    """Return a function that starts `manage.py work` on the test database, in a process of its own."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "geo.settings.test",
        "APP_DATABASE_URL": address("APP"), "TILES_DATABASE_URL": address("TILES"),
    }  # fmt: skip
    started = []

    def start() -> subprocess.Popen:
        command = [sys.executable, "manage.py", "work"]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=30)


def one(sql: str, *values: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def status(number: int) -> object:
    return one("SELECT status::text FROM procrastinate_jobs WHERE id = %s", number)


def test_a_job_whose_worker_was_killed_is_done_by_the_next_one(start_worker, do_jobs, caplog):
    with connect("owner") as other, other.transaction():
        other.execute("LOCK TABLE outbox_message")
        number = defer("outbox.deliver")
        worker = start_worker()
        until(lambda: status(number) == "doing")
        worker.kill()
        worker.wait(timeout=30)
    assert take_up_stalled() == 0, "its worker may only be slow"
    one("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes' RETURNING id")
    assert take_up_stalled() >= 1
    do_jobs()
    assert status(number) == "succeeded"
    assert f"job {number} (outbox.deliver) begins again" in caplog.text


def test_a_worker_that_is_asked_to_stop_ends_well_and_leaves_no_trace(start_worker):
    worker = start_worker()
    until(lambda: one("SELECT count(*) FROM procrastinate_workers") == 1)
    number = defer("outbox.deliver")
    until(lambda: status(number) == "succeeded")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=60) == 0
    assert one("SELECT count(*) FROM procrastinate_workers") == 0


def test_a_job_over_which_worker_after_worker_dies_fails_in_the_end(do_jobs, caplog):
    number = defer("outbox.deliver")
    begun = 0
    while status(number) != "failed":
        one("SELECT id FROM procrastinate_fetch_job_v2(NULL, NULL)")  # a worker that is gone already
        begun += 1
        assert take_up_stalled(silence=timedelta(0)) == 1
    assert begun == BEGUN_MOST
    assert f"job {number} (outbox.deliver) failed: its worker died {BEGUN_MOST} times" in caplog.text


def test_rows_go_when_they_are_over_for_long_and_failures_stay_longer(do_jobs):
    ages = {"succeeded": (8, 6), "cancelled": (8, 6), "failed": (91, 8), "todo": (400,)}
    kept = []
    for state, days in ages.items():
        for age in days:
            number = defer("outbox.deliver")
            one(
                "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status WHERE id = %s RETURNING 1",
                state,
                number,
            )
            with connect("admin") as admin:
                admin.execute(
                    "UPDATE procrastinate_events SET at = now() - make_interval(days => %s) WHERE job_id = %s",
                    [age, number],
                )
            if age not in (8, 91) or (state, age) == ("failed", 8):
                kept.append(number)
    purge(done=timedelta(days=7), failed=timedelta(days=90))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs ORDER BY id")
        assert [number for (number,) in cursor.fetchall()] == kept
