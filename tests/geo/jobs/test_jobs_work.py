"""Jobs go out with the commit, work as the application, come again when they fail, and are kept when they failed."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import TaskNotFound
from procrastinate.periodic import PeriodicDeferrer

from geo.accounts.models import Membership
from geo.errors import InvalidInput
from geo.jobs.registry import EVERY_MINUTE, daily, job
from geo.jobs.retries import GrowingWaits
from geo.jobs.services import defer
from geo.municipalities.scope import current, territory
from parcels.plans.models import District
from tests.factories.places import make_places


def write(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_job_goes_out_with_the_commit_and_never_without(do_jobs, jobs):
    done = []

    @job("test.note")
    def note(word: str) -> None:
        done.append(word)

    with pytest.raises(InvalidInput), transaction.atomic():
        defer("test.note", word="undone")
        raise InvalidInput
    with transaction.atomic():
        defer("test.note", word="kept")
        do_jobs()
        assert done == [], "not before the commit"
    do_jobs()
    assert done == ["kept"]
    assert jobs() == [("test.note", "succeeded", 1)]


def test_what_was_declared_stays_a_function():
    from geo.outbox.tasks import deliver

    assert type(deliver) is type(lambda: None)


def test_a_job_that_nobody_declared_is_refused_where_it_is_deferred(db, no_clock):
    with pytest.raises(TaskNotFound):
        defer("test.unknown")


def test_a_job_waits_for_its_time(do_jobs, jobs):
    job("test.later")(lambda: None)
    defer("test.later", at=timezone.now() + timedelta(hours=1))
    do_jobs()
    assert jobs() == [("test.later", "todo", 0)]


def test_a_job_works_as_the_application_and_sees_only_the_territory_that_it_opens(do_jobs, jobs):
    west = make_places().west.body.pk
    seen = {}

    @job("test.look")
    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_has_role(current_user, 'mukhattat_app', 'MEMBER'), row_security_active('plans_district')"
            )
            seen["role"] = cursor.fetchone()
        seen["outside"] = (current(), District.objects.count())
        with territory([west]):
            seen["inside"] = (current(), set(District.objects.values_list("municipality_id", flat=True)))

    defer("test.look")
    do_jobs()
    assert jobs() == [("test.look", "succeeded", 1)]
    assert seen == {"role": (True, True), "outside": ((), 0), "inside": ((west,), {west})}
    assert Membership.objects.exists()


def test_a_job_that_defers_another_does_so_in_its_own_transaction(do_jobs, jobs):
    """With the library's `replace_connector` the second would be out although the first was undone."""
    job("test.second")(lambda: None)

    @job("test.first")
    def first() -> None:
        with transaction.atomic():
            defer("test.second")
            raise RuntimeError("after all not")

    defer("test.first")
    do_jobs()
    assert jobs() == [("test.first", "failed", 1)]


def test_a_failure_comes_again_after_growing_waits_and_is_then_kept_and_logged(do_jobs, jobs, caplog):
    @job("test.fails", retry=GrowingWaits(attempts=3))
    def fails() -> None:
        raise RuntimeError("the disk is full")

    defer("test.fails")
    waits = []
    for made in (1, 2):
        before = timezone.now()
        do_jobs()
        assert jobs() == [("test.fails", "todo", made)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT scheduled_at FROM procrastinate_jobs")
            waits.append(round((cursor.fetchone()[0] - before).total_seconds() / 60, 1))
        write("UPDATE procrastinate_jobs SET scheduled_at = now()")
    assert waits == [1, 2]
    assert [record.levelname for record in caplog.records if record.name == "geo.jobs.retries"] == ["WARNING"] * 2
    do_jobs()
    assert jobs() == [("test.fails", "failed", 3)]
    (error,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "test.fails" in error.getMessage() and "the disk is full" in str(error.exc_info[1])


def test_waits_double_and_end(monkeypatch):
    class Tried:
        id, task_name = 1, "x"

    waits = GrowingWaits()
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        found = []
        for attempts in range(9):
            Tried.attempts = attempts
            decision = waits.get_retry_decision(exception=RuntimeError(), job=Tried)
            found.append(decision and (decision.retry_at - timezone.now()) / timedelta(minutes=1))
    assert found == [1, 2, 4, 8, 16, 32, 64, None, None]


def test_a_job_that_works_alone_is_not_taken_while_another_of_its_name_runs(do_jobs, jobs):
    job("test.alone", alone=True)(lambda: None)
    job("test.others")(lambda: None)
    for name in ("test.alone", "test.alone", "test.others"):
        defer(name)
    taken = []
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, NULL)")
            taken.append(cursor.fetchone()[0])
    assert taken == ["test.alone", "test.others", None]


@pytest.mark.parametrize(("at", "cron"), [("02:15", "15 23 * * *"), ("00:01", "1 21 * * *"), ("23:59", "59 20 * * *")])
def test_a_time_of_day_in_riyadh_is_counted_in_utc(at, cron):
    assert daily(at) == cron


def test_a_time_that_is_none_stops_the_start():
    with pytest.raises(ValueError, match="hour must be"):
        daily("25:00")


def test_what_the_clock_starts():
    starts = {name: task.cron for (name, _), task in app.periodic_registry.periodic_tasks.items()}
    assert starts == {
        "jobs.take_up_stalled": EVERY_MINUTE,
        "outbox.deliver": EVERY_MINUTE,
        "register.publish_due": daily("00:01"),
        "register.finish_loads": "*/10 * * * *",
        "quality.check_territory": daily("02:15"),
        "jobs.purge": daily("03:40"),
        "layers.prune_changes": daily("03:20"),
        "excavations.clock": "*/15 * * * *",
        "payments.expire": daily("00:20"),
        "offices.clear_tokens": daily("03:50"),
        "applications.expire": daily("00:40"),
        "applications.print_missing": "23 * * * *",
        "grants.print_missing": "41 * * * *",
        "cases.silence": daily("00:35"),
        "what_if.forget": daily("03:55"),
        "payments.reconcile": daily("06:00"),
        "accounts.forget_visitors": daily("03:40"),
        "enquiries.forget": daily("03:45"),
        "exchange.remove_expired": "17 * * * *",
        "raster.forget_left": daily("03:50"),
    }
    alone = {name for name in starts if app.tasks[name].lock}
    assert alone == set(starts) - {"jobs.take_up_stalled", "outbox.deliver"}


def test_the_clock_starts_nothing_that_waits_already(jobs):
    job("test.minute", starts=EVERY_MINUTE)(lambda: None)
    clocked = app.periodic_registry.periodic_tasks["test.minute", "clock"]
    clock = PeriodicDeferrer(registry=app.periodic_registry)
    for minute in (60, 120):
        async_to_sync(clock.defer_jobs)([(clocked, minute)])
    assert jobs() == [("test.minute", "todo", 0)]
    write("UPDATE procrastinate_jobs SET status = 'doing'")
    async_to_sync(clock.defer_jobs)([(clocked, 180)])
    assert jobs() == [("test.minute", "doing", 0), ("test.minute", "todo", 0)]
