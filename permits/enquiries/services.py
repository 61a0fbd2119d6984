"""Asking, sending the code, opening with it, and forgetting."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from geo.accounts.visitors import Limit, TooManyFromHere, count_for
from geo.calendars.digits import fold_digits
from geo.messages.services import gateway, leave_text
from geo.parties.services import identifier_hash
from permits.enquiries.errors import CodeWrong, NumberMalformed, TooManyEnquiries
from permits.enquiries.models import Enquiry
from permits.enquiries.selectors import find
from permits.offices.models import Program

#: Digits of a code, for how long it holds, and how often it may be tried.
DIGITS: Final = 6
HOLDS: Final = timedelta(minutes=5)
TRIES: Final = 5
#: Questions about one person and about one number, whoever asks: codes to his phone, and guesses at it.
OF_PERSON: Final = Limit("enquiry of a person", 5, timedelta(hours=1))
OF_PERSON_IN_A_DAY: Final = Limit("enquiry of a person, day", 10, timedelta(days=1))
OF_NUMBER: Final = Limit("enquiry of a number", 10, timedelta(hours=1))
#: What is older is forgotten.
KEPT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks about what: the keyed hash of his identity number, and the digits of the record's number."""

    person: str
    number: str


def asked_about(identifier: str, *, number: str) -> Asked:
    """Read what was typed, in either digits. Errors: InvalidInput, NumberMalformed."""
    digits = re.sub(r"\D", "", fold_digits(number), flags=re.ASCII)
    if not digits or len(digits) > 40:
        raise NumberMalformed
    return Asked(identifier_hash(identifier), digits)


def count(key: str, *, limit: Limit) -> None:
    """Count by a key and let go of the count at once: what follows may fail. Errors: TooManyEnquiries."""
    try:
        with transaction.atomic():
            count_for(key, limit)
    except TooManyFromHere as error:
        raise TooManyEnquiries(seconds=error.context["seconds"]) from error


def ask(asked: Asked, *, program: Program | None = None) -> Enquiry:
    """Keep a question and send a code to the phone of whose record it is; to nobody where there is none.

    Both take the same statements, hashes and messages. Errors: NoGateway, TooManyEnquiries.
    """
    gateway()
    for key, limit in (
        (asked.person, OF_PERSON), (asked.person, OF_PERSON_IN_A_DAY), (asked.number, OF_NUMBER),
    ):  # fmt: skip
        count(key, limit=limit)
    return _ask(asked, program)


@transaction.atomic
def _ask(asked: Asked, program: Program | None) -> Enquiry:
    found = find(asked.person, asked.number)
    key, code, now = uuid4(), f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", timezone.now()
    enquiry = Enquiry(
        pk=key, source=found.source if found else "", record=found.record if found else None,
        office_id=found.office_id if found else None, program=program, code_hash=_hashed(key, code), asked_at=now,
        expires_at=now + HOLDS,
    )  # fmt: skip
    enquiry.save(force_insert=True)
    words = _("%(code)s is your code for the enquiry at Mukhattat. It holds for five minutes. Give it to nobody.")
    leave_text(
        to=found.mobile if found else "", text=words % {"code": code}, purpose="enquiry", expires_at=enquiry.expires_at
    )
    return enquiry


def open_with(enquiry_id: UUID, *, code: str, program: Program | None = None) -> Enquiry:
    """Open an enquiry with its code, from where it was asked. Errors: CodeWrong, whatever is wrong.

    A try counts before it is looked at, and stays counted: of two at once the second sees the first.
    """
    now, typed = timezone.now(), re.sub(r"\s", "", fold_digits(code))
    mine = Enquiry.objects.filter(pk=enquiry_id, program=program, opened_at=None, ended_at=None)
    tried = mine.filter(expires_at__gt=now, tries__lt=TRIES).update(tries=F("tries") + 1)
    held = mine.filter(pk=enquiry_id).first()
    right = hmac.compare_digest(held.code_hash if held else "", _hashed(enquiry_id, typed))
    if held is None or not (tried and right and held.source):
        raise CodeWrong
    if not mine.update(opened_at=now):  # somebody opened it in between
        raise CodeWrong
    held.opened_at = now
    return held


def end(enquiry_id: UUID) -> None:
    """End an enquiry: nothing more is told of it."""
    Enquiry.objects.filter(pk=enquiry_id, ended_at=None).update(ended_at=timezone.now())


def forget_enquiries() -> int:
    """Forget old questions; return how many."""
    forgotten: int = Enquiry.objects.filter(asked_at__lt=timezone.now() - KEPT).delete()[0]
    return forgotten


def _hashed(enquiry_id: UUID, code: str) -> str:
    return salted_hmac(__name__, f"{enquiry_id} {code}", algorithm="sha256").hexdigest()
