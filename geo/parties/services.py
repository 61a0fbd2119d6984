"""Registering persons and organisations, whose identifiers are encrypted before they are kept; linking accounts."""

import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import ExclusionViolation, UniqueViolation

from geo.accounts.models import User
from geo.calendars.digits import fold_digits
from geo.errors import InvalidInput
from geo.municipalities.models import Municipality
from geo.parties.enums import PartyKind
from geo.parties.errors import IdentityTaken, LinkEnded, NotYoursToLink, PartyNotIdentified
from geo.parties.models import IdentityLink, Party
from geo.parties.policies import may_link
from geo.series.services import record_act
from geo.spatial.refusals import refusals_explained


def normalise_identifier(identifier: str) -> str:
    """Return the ten digits of a national or establishment identifier, typed in either digits."""
    digits = fold_digits(identifier).strip().replace(" ", "")
    if not (len(digits) == 10 and digits.isascii() and digits.isdigit()):
        raise InvalidInput(_("An identity number has ten digits."), code="identifier_malformed")
    return digits


def identifier_hash(identifier: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, hexadecimal) by which an identifier is found again."""
    key = bytes.fromhex(settings.FIELD_HASH_KEY)
    return hmac.new(key, normalise_identifier(identifier).encode(), hashlib.sha256).hexdigest()


def register_party(
    *, kind: PartyKind, name: str, municipality: Municipality, identifier: str, mobile: str = ""
) -> Party:
    """Return the party of that identifier in the municipality, registered now if it is new."""
    digits = normalise_identifier(identifier)
    party, _created = Party.objects.get_or_create(
        municipality=municipality,
        identifier_hash=identifier_hash(digits),
        defaults={
            "kind": kind,
            "name": name,
            "mobile": mobile,
            "identifier_encrypted": Fernet(settings.FIELD_ENCRYPTION_KEY).encrypt(digits.encode()),
        },
    )
    return party


def reveal_identifier(party: Party) -> str:
    """Return the identifier in clear, for a page whose reader is entitled to it."""
    if party.identifier_encrypted is None:
        return ""
    token = bytes(party.identifier_encrypted)
    return Fernet(settings.FIELD_ENCRYPTION_KEY).decrypt(token).decode()


@transaction.atomic
def link_identity(*, party: Party, account: User, reason: str, by: User) -> IdentityLink:
    """Say that an account is a person's, for a reason; the chain of the office keeps it.

    Errors: NotYoursToLink, PartyNotIdentified, IdentityTaken.
    """
    if not may_link(by, party.municipality_id, account=account):
        raise NotYoursToLink
    if party.kind != PartyKind.PERSON or not party.identifier_hash:
        raise PartyNotIdentified
    try:
        with transaction.atomic():
            link = IdentityLink.objects.create(
                party=party, user=account, municipality_id=party.municipality_id,
                identifier_hash=party.identifier_hash, reason=reason.strip(), linked_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        if isinstance(error.__cause__, ExclusionViolation | UniqueViolation):
            raise IdentityTaken from error
        raise
    _enter(link, by, "identity linked", reason)
    return link


@transaction.atomic
def end_link(*, link: IdentityLink, reason: str, by: User) -> IdentityLink:
    """End a link from now on, for a reason. Errors: NotYoursToLink, LinkEnded."""
    if not may_link(by, link.municipality_id):
        raise NotYoursToLink
    held = IdentityLink.objects.select_for_update(of=("self",), no_key=True).get(pk=link.pk)
    if held.ended_at is not None:
        raise LinkEnded
    held.ended_at, held.ended_by, held.end_reason = timezone.now(), by, reason.strip()
    with refusals_explained():
        held.save(update_fields=["ended_at", "ended_by", "end_reason"])
    _enter(held, by, "identity link ended", reason)
    return held


def _enter(link: IdentityLink, by: User, act: str, reason: str) -> None:
    facts = {"party": str(link.party_id), "user": link.user_id, "reason": reason.strip()}
    record_act(office=link.municipality, by=by, action=act, subject=f"identity_link:{link.pk}", facts=facts)
