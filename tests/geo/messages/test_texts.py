"""Short messages leave with the commit, once, and are forgotten; nothing of them is logged."""

import logging
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from geo.errors import InvalidInput
from geo.messages.errors import NoGateway
from geo.messages.models import TextMessage
from geo.messages.numbers import international
from geo.messages.services import deliver_text, leave_text
from geo.outbox.models import Message
from geo.outbox.services import deliver_due
from tests.factories import phones


@pytest.fixture(autouse=True)
def phone(settings):
    settings.SMS_GATEWAY = "tests.factories.phones.send"
    phones.SENT.clear()


def leave(to="0555123987", text="سر 123456", minutes=5):
    until = timezone.now() + timedelta(minutes=minutes)
    return leave_text(to=to, text=text, purpose="test", expires_at=until)


def test_a_message_leaves_in_international_form_and_is_forgotten(db):
    message = leave()
    deliver_due()
    assert phones.SENT == [("+966555123987", "سر 123456")]
    message.refresh_from_db()
    assert message.sealed is None
    assert message.sent_at is not None
    deliver_text(str(message.pk))
    assert len(phones.SENT) == 1, "a second delivery sends nothing"


def test_neither_the_table_nor_the_outbox_holds_number_or_words(db):
    message = leave()
    kept = bytes(TextMessage.objects.get(pk=message.pk).sealed)
    told = Message.objects.get()
    for secret in ("123456", "555123987", "سر"):
        assert secret.encode() not in kept
        assert secret not in f"{told.key} {told.payload}"


def test_a_message_to_nobody_and_one_that_is_too_late_are_dropped(db):
    nobody, late = leave(to=""), leave(minutes=-1)
    deliver_due()
    for message in (nobody, late):
        message.refresh_from_db()
        assert message.sealed is None
        assert message.dropped_at is not None
    assert phones.SENT == []


def test_a_message_of_an_undone_change_never_leaves(db):
    with pytest.raises(InvalidInput), transaction.atomic():
        leave()
        raise InvalidInput
    deliver_due()
    assert phones.SENT == []


def test_a_gateway_that_fails_is_asked_again_and_its_words_are_told_nowhere(db, settings, caplog):
    settings.SMS_GATEWAY = "tests.factories.phones.broken"
    message = leave()
    with caplog.at_level(logging.DEBUG):
        deliver_due()
    waiting = Message.objects.get()
    assert waiting.delivered_at is None
    assert waiting.attempts == 1
    for secret in ("123456", "555123987", "سر"):
        assert secret not in caplog.text + waiting.last_error
    message.refresh_from_db()
    assert message.sealed is not None


def test_without_a_gateway_nothing_is_left(db, settings):
    settings.SMS_GATEWAY = ""
    with pytest.raises(NoGateway):
        leave()
    assert not TextMessage.objects.exists()


def test_the_console_writes_what_a_developer_must_see(db, settings, capsys):
    settings.SMS_GATEWAY = "geo.messages.console.send"
    leave()
    deliver_due()
    assert "123456" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("0555123987", "+966555123987"), ("555123987", "+966555123987"), ("٠٥٥٥١٢٣٩٨٧", "+966555123987"),
        ("+966 55 512 3987", "+966555123987"), ("00966-555123987", "+966555123987"), ("966555123987", "+966555123987"),
        ("+97312345678", "+97312345678"), ("055512398", ""), ("0135551234", ""), ("", ""), ("abc", ""),
        ("+966135551234", ""),
    ],
)  # fmt: skip
def test_mobile_numbers_have_one_form(typed, form):
    assert international(typed) == form
