"""What becomes of an application is told to the office that filed it: signed, repeated, in the transaction's wake."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from geo.errors import InvalidInput
from geo.municipalities.scope import territory
from geo.outbox.models import Message
from geo.outbox.services import deliver_due
from permits.cases.models import Case
from permits.cases.watching import tell_watchers_of_many
from permits.offices.errors import NotYourOffice
from permits.offices.models import Delivery, Webhook
from permits.offices.webhooks import close_webhook, make_webhook, tell_again
from tests.factories.cases import canaries_in, open_thread, step
from tests.factories.offices import call, filed_by_program, make_office


@pytest.fixture
def hook(made, heard):
    return make_webhook(office=made.office, url=heard.url, by=made.person)


@pytest.fixture
def key(made, ground):
    return filed_by_program(made, ground.west)


def submit(made, key):
    answer = call(made, "POST", f"/api/v1/applications/{key}/steps", {"step": "submit"})
    assert answer.status_code == 200, answer.content


def is_right(secret, headers, body):
    """Check a message as its receiver does (standardwebhooks.com)."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()


def test_a_step_is_told_signed_and_names_no_person(made, ground, heard, hook, key):
    submit(made, key)
    assert heard.told == [], "not before the commit"
    deliver_due()
    ((headers, body),) = heard.told
    told = json.loads(body)
    assert told["type"] == "application.step"
    assert (told["data"]["application"], told["data"]["state"], told["data"]["step"]) == (
        str(key),
        "submitted",
        "submit",
    )
    assert headers["webhook-id"] == told["id"]
    assert is_right(hook[1], headers, body)
    assert not is_right(hook[1], headers, body.replace(b"submitted", b"issued"))
    assert not canaries_in(body.decode())
    assert Delivery.objects.get().answered == 204


def test_the_offices_own_secret_is_kept_encrypted(hook):
    secret = base64.b64decode(hook[1].removeprefix("whsec_"))
    assert len(secret) == 32
    assert secret not in bytes(Webhook.objects.get().secret_encrypted)


def test_what_is_undone_is_told_to_nobody(made, ground, hook, key):
    with territory([ground.west.body.pk]):
        case = Case.objects.get(pk=key)
    with pytest.raises(InvalidInput), transaction.atomic():
        step(ground.west, case, "submit", made.office.account)
        raise InvalidInput
    assert not Delivery.objects.exists()


def test_a_step_of_the_office_of_the_land_is_told_too(made, ground, heard, hook, key):
    submit(made, key)
    with territory([ground.west.body.pk]):
        case = Case.objects.get(pk=key)
    step(ground.west, case, "return", ground.west.engineer, "لوحة ناقصة")
    deliver_due()
    assert [each["data"]["state"] for each in heard.bodies] == ["submitted", "returned"]


def test_applications_that_no_office_filed_are_told_to_nobody(ground, made, heard, hook):
    open_thread(ground.west, ground.citizen, up_to=("submit",))
    deliver_due()
    assert heard.told == []


def test_of_many_cases_that_moved_together_those_of_the_office_are_told(ground, made, heard, hook, key):
    other = open_thread(ground.west, ground.citizen).case
    with territory([ground.west.body.pk]):
        cases = list(Case.objects.filter(pk__in=[key, other.pk]).order_by("pk"))
        tell_watchers_of_many(cases, "step", {case.pk: {"step": "submit"} for case in cases})
    deliver_due()
    assert len(cases) == 2
    assert [each["data"]["application"] for each in heard.bodies] == [str(key)]


def test_another_office_is_told_nothing(ground, made, heard, key):
    other = make_office(ground, number="7009999999")
    make_webhook(office=other.office, url=heard.url, by=other.person)
    submit(made, key)
    deliver_due()
    assert heard.told == []


def test_a_message_that_is_not_taken_comes_again_with_the_same_id_and_bytes(made, heard, hook, key):
    heard.status = 500
    submit(made, key)
    deliver_due()
    message = Message.objects.get(topic="offices.webhook")
    assert (message.attempts, "500" in message.last_error) == (1, True)
    heard.status = 200
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        deliver_due()
    (first, body), (second, again) = heard.told
    assert (first["webhook-id"], body) == (second["webhook-id"], again)
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) >= 119
    assert is_right(hook[1], second, again)


def test_a_redirect_is_not_followed(made, heard, hook, key):
    heard.status = 302
    submit(made, key)
    deliver_due()
    assert "302" in Message.objects.get(topic="offices.webhook").last_error
    assert len(heard.told) == 1


def test_an_address_that_is_no_longer_allowed_is_told_nothing(made, heard, hook, key, settings):
    submit(made, key)
    settings.WEBHOOK_INSIDE_HOSTS = []
    deliver_due()
    assert heard.told == []
    assert "AddressNotAllowed" in Message.objects.get(topic="offices.webhook").last_error


def test_after_three_days_a_message_is_given_up_and_can_be_sent_again_by_hand(made, heard, hook, key):
    heard.status = 503
    submit(made, key)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1), tick=False):
        deliver_due()
        assert heard.told == []
        delivery = Delivery.objects.get()
        assert delivery.given_up_at is not None
        heard.status = 200
        tell_again(delivery=delivery, by=made.person)
        deliver_due()
    assert len(heard.told) == 1
    delivery.refresh_from_db()
    assert (delivery.given_up_at, delivery.answered) == (None, 200)


def test_a_closed_address_is_told_nothing_more(made, heard, hook, key):
    submit(made, key)
    close_webhook(webhook=hook[0], by=made.person)
    deliver_due()
    assert heard.told == []
    assert Delivery.objects.get().given_up_at is not None


def test_only_a_person_of_the_office_keeps_addresses(made, ground, heard, hook):
    for write in (
        lambda: make_webhook(office=made.office, url=heard.url, by=ground.citizen),
        lambda: close_webhook(webhook=hook[0], by=ground.west.head),
    ):
        with pytest.raises(NotYourOffice):
            write()
