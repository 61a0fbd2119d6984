"""A failure whose words PostgreSQL does not take is kept all the same, and does not stop the messages behind it."""

import pytest

from geo.outbox.models import Message
from geo.outbox.services import deliver_due, send


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["a\0b", "lone \ud800 half", "\0" * 2000])
def test_a_failure_is_written_down_whatever_it_says(said, monkeypatch):
    def fail(key, payload):
        raise ValueError(said)

    registered = {"trial.fails": fail, "trial.works": lambda key, payload: None}
    monkeypatch.setattr("geo.outbox.services.receivers", registered)
    monkeypatch.setattr("geo.outbox.services.log.disabled", True)  # the test runner cannot pass such words on
    send(topic="trial.fails", key="1", payload={})
    send(topic="trial.works", key="2", payload={})
    assert deliver_due() == 2
    failed, delivered = Message.objects.order_by("pk")
    assert failed.attempts == 1
    assert failed.delivered_at is None
    assert failed.last_error.startswith("ValueError")
    assert delivered.delivered_at is not None
