"""Telling programs what becomes of an office's applications: addresses, messages, and their way out."""

import http.client
import json
import secrets
import socket
import ssl
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.outbox.services import send
from permits.cases.models import Case
from permits.cases.watching import choosers, watchers
from permits.offices.addresses import Target, target_of
from permits.offices.errors import NotDelivered, NotYourOffice
from permits.offices.models import Delivery, Filing, Office, Webhook
from permits.offices.policies import is_licensed, may_keep
from permits.offices.signing import signed_headers, told_secret

#: The topic of the outbox that carries messages to programs.
TOPIC = "offices.webhook"
#: Tries end so long after the event; the log says so, and the message can be sent again by hand.
GIVEN_UP_AFTER = timedelta(days=3)
TIMEOUT_S = 5.0
#: Bytes of an answer that are looked at: only its status counts.
LARGEST_ANSWER = 4096


@transaction.atomic
def make_webhook(*, office: Office, url: str, by: User) -> tuple[Webhook, str]:
    """Keep an address of an office and return it with the secret that signs, which is told this once.

    Errors: NotYourOffice, AddressNotAllowed.
    """
    if not may_keep(by, office):
        raise NotYourOffice
    target_of(url.strip())
    secret = secrets.token_bytes(32)
    kept = Fernet(settings.FIELD_ENCRYPTION_KEY).encrypt(secret)
    made = Webhook.objects.create(office=office, url=url.strip(), secret_encrypted=kept, made_by=by)
    return made, told_secret(secret)


def close_webhook(*, webhook: Webhook, by: User) -> Webhook:
    """Tell an address nothing more. Errors: NotYourOffice."""
    if not may_keep(by, webhook.office):
        raise NotYourOffice
    if webhook.closed_at is None:
        webhook.closed_at = timezone.now()
        webhook.save(update_fields=["closed_at"])
    return webhook


def tell(*, webhook: Webhook, event: str, facts: dict[str, Any]) -> Delivery:
    """Leave a message for an address in the running transaction; it goes out after the commit, at least once."""
    key = uuid4()
    told = {"id": str(key), "type": event, "timestamp": timezone.now().isoformat(), "data": facts}
    body = json.dumps(told, ensure_ascii=False, sort_keys=True)
    delivery = Delivery(pk=key, webhook=webhook, event=event, body=body)
    delivery.message = send(topic=TOPIC, key=str(key), payload={})
    delivery.save(force_insert=True)
    return delivery


@transaction.atomic
def tell_again(*, delivery: Delivery, by: User) -> None:
    """Send a message once more under its id, with tries counted afresh. Errors: NotYourOffice."""
    if not may_keep(by, delivery.webhook.office):
        raise NotYourOffice
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    held.message, held.given_up_at = send(topic=TOPIC, key=str(held.pk), payload={"again": True}), None
    held.save(update_fields=["message", "given_up_at"])


def watch(case: Case, what: str, facts: dict[str, Any]) -> None:
    """Tell the office that filed a case what happened to it; others' cases are nobody's here."""
    filing = Filing.objects.filter(case=case).select_related("office").first()
    if filing is None or not is_licensed(filing.office):
        return
    told = {
        "application": str(case.pk), "reference": case.reference, "kind": case.kind, "state": case.state, **facts,
    }  # fmt: skip
    for webhook in Webhook.objects.filter(office=filing.office, closed_at=None):
        tell(webhook=webhook, event=f"application.{what}", facts=told)


def watched(cases: Sequence[Case]) -> set[UUID]:
    """Return which of many cases an office filed."""
    return set(Filing.objects.filter(case__in=[case.pk for case in cases]).values_list("case_id", flat=True))


watchers.register("offices", watch)
choosers.register("offices", watched)


def deliver(key: str, *, again: bool = False) -> None:
    """Bring one message to its address and write down the answer. Errors: NotDelivered, AddressNotAllowed.

    A message to a closed address, or one that was tried for too long, is given up.
    """
    delivery = Delivery.objects.select_related("webhook").get(pk=key)
    late = not again and timezone.now() - delivery.made_at > GIVEN_UP_AFTER
    if late or delivery.webhook.closed_at is not None:
        delivery.given_up_at = timezone.now()
        delivery.save(update_fields=["given_up_at"])
        return
    delivery.answered = _answered(delivery)
    delivery.save(update_fields=["answered"])


def _answered(delivery: Delivery) -> int:
    """Return the status with which the address took a message. Errors: NotDelivered, AddressNotAllowed."""
    body = delivery.body.encode()
    secret = Fernet(settings.FIELD_ENCRYPTION_KEY).decrypt(bytes(delivery.webhook.secret_encrypted))
    signed = signed_headers(body, message_id=str(delivery.pk), at=timezone.now(), secret=secret)
    target = target_of(delivery.webhook.url)
    try:
        status = _post(target, body, signed)
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"{type(error).__name__} {target.host}") from error
    if not 200 <= status < 300:
        raise NotDelivered(f"{status} {target.host}")
    return status


def _post(target: Target, body: bytes, signed: dict[str, str]) -> int:
    """Send over a connection to the address that was looked at; redirects are not followed."""
    connection = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
    with closing(connection):
        plain = socket.create_connection((target.address, target.port), timeout=TIMEOUT_S)
        try:
            shown = (
                ssl.create_default_context().wrap_socket(plain, server_hostname=target.host) if target.secure else plain
            )
        except OSError:
            plain.close()
            raise
        connection.sock = shown
        kind = {"Content-Type": "application/json", "User-Agent": "Mukhattat"}
        connection.request("POST", target.path, body=body, headers={**kind, **signed})
        answer = connection.getresponse()
        answer.read(LARGEST_ANSWER)
        return answer.status
