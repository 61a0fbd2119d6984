"""Writing messages, and delivering them."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from geo.jobs.services import defer
from geo.outbox.models import Message
from geo.outbox.registry import receivers

log = logging.getLogger(__name__)
#: The job that delivers (tasks.py).
DELIVERY = "outbox.deliver"
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


def send(*, topic: str, key: str, payload: dict[str, Any]) -> Message:
    """Write a message in the running transaction; a worker delivers it right after the commit."""
    if topic not in receivers:
        raise ValueError(f"nobody receives {topic!r}")
    message = Message.objects.create(topic=topic, key=key, payload=payload, due_at=timezone.now())
    defer(DELIVERY)
    return message


def deliver_due(*, most: int = 100) -> int:
    """Deliver due messages one by one, oldest first; return how many were tried.

    Two workers never take the same message. A failure is kept on the message, which comes again after 1, 2, 4 …
    minutes, an hour at most.
    """
    tried = 0
    while tried < most and _deliver_one():
        tried += 1
    return tried


@transaction.atomic
def _deliver_one() -> bool:
    due = Message.objects.filter(delivered_at=None, due_at__lte=timezone.now()).order_by("due_at", "id")
    message = due.select_for_update(skip_locked=True).first()
    if message is None:
        return False
    message.attempts += 1
    try:
        with transaction.atomic():
            receivers[message.topic](message.key, message.payload)
    except Exception as error:
        log.exception("message %s on %s was not delivered", message.pk, message.topic)
        message.last_error = _storable(f"{type(error).__name__}: {error}")[:1000]
        message.due_at = timezone.now() + _wait_after(message.attempts)
    else:
        message.delivered_at = timezone.now()
        message.last_error = ""
    message.save()
    return True


def _storable(text: str) -> str:
    """Return a text that PostgreSQL takes: a failure that cannot be written down comes again at once, for ever."""
    return text.encode(errors="replace").decode().replace("\0", "")


def _wait_after(attempts: int) -> timedelta:
    """Return how long a message waits after so many failures: doubled each time, an hour at most."""
    doublings: int = min(attempts - 1, 6)  # 64 minutes: without it, a message that fails for days overflows the clock
    wait: timedelta = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return wait
