"""Messages leave with the commit, come again when they fail, and are never taken by two."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from geo.errors import InvalidInput
from geo.jobs.models import Job
from geo.outbox.models import Message
from geo.outbox.registry import receivers, receives
from geo.outbox.services import deliver_due, send
from geo.outbox.tasks import deliver
from geo.registry import Registry
from tests.sql.connections import connect


@pytest.fixture
def delivered(monkeypatch):
    """Two topics: "good" is delivered into this list, "bad" always fails."""
    monkeypatch.setattr(receivers, "_entries", {})
    got = []

    @receives("good")
    def good(key, payload):
        got.append((key, payload))

    @receives("bad")
    def bad(key, payload):
        Message.objects.create(topic="good", key="never", payload={}, due_at=timezone.now())
        raise RuntimeError("the other side is down")

    return got


def fast_forward(**time):
    Message.objects.filter(delivered_at=None).update(due_at=timezone.now() - timedelta(**time))


@pytest.mark.django_db
def test_a_message_is_delivered_once(delivered):
    send(topic="good", key="thing:1", payload={"a": "ب"})
    assert deliver_due() == 1
    assert deliver_due() == 0
    assert delivered == [("thing:1", {"a": "ب"})]
    message = Message.objects.get()
    assert (message.attempts, message.last_error) == (1, "")
    assert message.delivered_at is not None


@pytest.mark.django_db
def test_a_change_that_is_rolled_back_tells_nobody(delivered):
    with pytest.raises(InvalidInput), transaction.atomic():
        send(topic="good", key="x", payload={})
        raise InvalidInput
    assert deliver_due() == 0
    assert delivered == []


@pytest.mark.django_db
def test_a_topic_that_nobody_receives_is_refused_when_written(delivered):
    with pytest.raises(ValueError, match="nobody receives"):
        send(topic="unknown", key="x", payload={})


@pytest.mark.django_db
def test_the_oldest_goes_first_and_no_more_than_asked(delivered):
    for turn in range(5):
        send(topic="good", key=str(turn), payload={})
    assert deliver_due(most=3) == 3
    assert [key for key, _payload in delivered] == ["0", "1", "2"]


@pytest.mark.django_db
def test_a_failure_is_kept_on_the_message_undone_in_the_database_and_tried_again_later(delivered):
    send(topic="bad", key="x", payload={})
    send(topic="good", key="y", payload={})
    assert deliver_due() == 2, "a failure holds up nobody else"
    failed = Message.objects.get(topic="bad")
    assert (failed.attempts, failed.delivered_at) == (1, None)
    assert failed.last_error == "RuntimeError: the other side is down"
    assert not Message.objects.filter(key="never").exists()
    assert deliver_due() == 0, "not before its time"


@pytest.mark.django_db
def test_the_wait_doubles_up_to_an_hour_and_stays_there_however_long_it_fails(delivered):
    """After forty failures the doubled minutes were more than a clock can hold, and one message stopped all others."""
    message = send(topic="bad", key="x", payload={})
    waits = {}
    for attempts in (0, 1, 2, 5, 6, 7, 50, 5000):
        Message.objects.update(attempts=attempts)
        fast_forward(seconds=1)
        before = timezone.now()
        assert deliver_due() == 1
        message.refresh_from_db()
        waits[attempts + 1] = round((message.due_at - before).total_seconds() / 60)
    assert waits == {1: 1, 2: 2, 3: 4, 6: 32, 7: 60, 8: 60, 51: 60, 5001: 60}


@pytest.mark.django_db
def test_a_message_whose_topic_is_gone_waits_for_it(delivered):
    message = Message.objects.create(topic="gone", key="x", payload={}, due_at=timezone.now())
    assert deliver_due() == 1
    message.refresh_from_db()
    assert message.last_error.startswith("KeyError")


@pytest.mark.django_db(transaction=True)
def test_a_message_that_another_worker_holds_is_left_to_it(delivered):
    send(topic="good", key="held", payload={})
    send(topic="good", key="free", payload={})
    with connect("app") as other, other.transaction():
        other.execute("SELECT id FROM outbox_message WHERE key = 'held' FOR UPDATE")
        assert deliver_due() == 1
        assert [key for key, _payload in delivered] == ["free"]


@pytest.mark.django_db
def test_a_message_leaves_a_job_that_delivers_it_and_none_when_it_is_undone(delivered):
    with pytest.raises(InvalidInput), transaction.atomic():
        send(topic="good", key="undone", payload={})
        raise InvalidInput
    assert not Job.objects.exists()
    send(topic="good", key="x", payload={})
    assert Job.objects.get().task_name == "outbox.deliver"
    deliver()
    assert [key for key, _payload in delivered] == ["x"]


@pytest.mark.django_db
def test_the_command_delivers_what_is_due(delivered, capsys):
    send(topic="good", key="x", payload={})
    call_command("deliver_outbox")
    assert delivered and "1" in capsys.readouterr().out


def test_a_topic_has_one_receiver(delivered):
    with pytest.raises(ValueError, match="declared twice"):
        receives("good")(lambda key, payload: None)


def test_a_registry_keeps_order_and_refuses_a_name_twice():
    things = Registry("thing")
    assert things.register("b", 2) == 2
    things.register("a", 1)
    assert (things.names(), list(things), len(things)) == (["b", "a"], [2, 1], 2)
    assert ("a" in things, "c" in things, things.get("c"), things["a"]) == (True, False, None, 1)
    with pytest.raises(ValueError, match="thing 'a' is declared twice"):
        things.register("a", 3)
    with pytest.raises(KeyError):
        things["c"]


@pytest.mark.django_db
def test_the_search_for_due_messages_has_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'outbox_due'")
        assert "WHERE (delivered_at IS NULL)" in cursor.fetchone()[0]
