"""Registering persons and organisations; identifiers are encrypted before they reach the database."""

import hashlib
import hmac

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.errors import InvalidInput
from geo.municipalities.models import Municipality
from geo.parties.enums import PartyKind
from geo.parties.models import Party


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
