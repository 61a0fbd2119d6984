"""Leaving a short message with the running transaction, and bringing it to the gateway."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import uuid4

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from geo.messages.errors import NoGateway, TextNotSent
from geo.messages.models import TextMessage
from geo.messages.numbers import international
from geo.outbox.services import send

TOPIC = "messages.text"
#: A gateway takes a number in international form and the words, and raises when it cannot.
Gateway = Callable[[str, str], None]


def gateway() -> Gateway:
    """Return the gateway of this deployment (SMS_GATEWAY). Errors: NoGateway."""
    if not settings.SMS_GATEWAY:
        raise NoGateway
    return cast(Gateway, import_string(settings.SMS_GATEWAY))


@transaction.atomic
def leave_text(*, to: str, text: str, purpose: str, expires_at: datetime) -> TextMessage:
    """Leave a message: it goes out after the commit, until it is of no use any more. To nobody, it takes the same work.

    The outbox holds its key alone. Errors: NoGateway.
    """
    gateway()
    said = json.dumps({"to": international(to), "text": text}, ensure_ascii=False)
    sealed = Fernet(settings.FIELD_ENCRYPTION_KEY).encrypt(said.encode())
    message = TextMessage(pk=uuid4(), purpose=purpose, sealed=sealed, made_at=timezone.now(), expires_at=expires_at)
    message.save(force_insert=True)
    send(topic=TOPIC, key=str(message.pk), payload={})
    return message


def deliver_text(key: str) -> None:
    """Bring a message to the gateway, once, and forget what it said. Errors: NoGateway, TextNotSent."""
    message = TextMessage.objects.select_for_update().get(pk=key)
    if message.sealed is None:
        return
    said = json.loads(Fernet(settings.FIELD_ENCRYPTION_KEY).decrypt(bytes(message.sealed)))
    now = timezone.now()
    if not said["to"] or message.expires_at <= now:
        message.dropped_at = now
    else:
        _hand_over(said["to"], said["text"])
        message.sent_at = now
    message.sealed = None
    message.save(update_fields=["sealed", "sent_at", "dropped_at"])


def _hand_over(to: str, text: str) -> None:
    """Give a message to the gateway; what a failure says of it is not repeated. Errors: NoGateway, TextNotSent."""
    take = gateway()
    try:
        take(to, text)
    except Exception as error:  # noqa: BLE001 - any fault: its words may hold the number and the code
        failed = type(error).__name__
    else:
        return
    raise TextNotSent(gateway=failed)
