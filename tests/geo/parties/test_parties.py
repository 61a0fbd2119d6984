"""Persons and organisations: one a number and office, the number unreadable in the database."""

import pytest
from cryptography.fernet import InvalidToken
from django.db import IntegrityError, connection, transaction

from geo.errors import InvalidInput
from geo.municipalities.scope import everywhere, territory
from geo.parties.enums import PartyKind
from geo.parties.models import Party
from geo.parties.services import identifier_hash, normalise_identifier, register_party, reveal_identifier

NUMBER = "1012345678"


def register(body, **changes):
    asked = {"kind": PartyKind.PERSON, "name": "فهد", "municipality": body, "identifier": NUMBER}
    return register_party(**{**asked, **changes})


@pytest.mark.parametrize("typed", [NUMBER, "١٠١٢٣٤٥٦٧٨", "۱۰۱۲۳۴۵۶۷۸", " 101 234 5678 "])
def test_a_number_is_read_in_either_digits(typed):
    assert normalise_identifier(typed) == NUMBER


@pytest.mark.parametrize(
    "typed", ["", "101234567", "10123456789", "101234567x", "١٠١٢٣٤٥٦٧", "1012345٦7²", "-012345678"]
)
def test_a_malformed_number_is_refused(typed):
    with pytest.raises(InvalidInput) as refused:
        normalise_identifier(typed)
    assert refused.value.code == "identifier_malformed"


@pytest.mark.django_db
def test_the_same_person_is_registered_once_in_an_office(places):
    with territory([places.west.body.pk]):
        first = register(places.west.body)
        assert register(places.west.body, identifier="١٠١٢٣٤٥٦٧٨", name="another spelling") == first
        assert Party.objects.get().name == "فهد"


@pytest.mark.django_db
def test_a_person_registered_in_one_office_is_not_seen_in_the_next_and_registers_there_anew(places):
    with territory([places.west.body.pk]):
        register(places.west.body)
    with territory([places.east.body.pk]):
        assert not Party.objects.exists()
        register(places.east.body)
    with everywhere():
        assert Party.objects.count() == 2


@pytest.mark.django_db
def test_the_database_refuses_a_second_one_even_past_the_service(places):
    with territory([places.west.body.pk]):
        first = register(places.west.body)
        with pytest.raises(IntegrityError, match="party_one_per_identifier"), transaction.atomic():
            Party.objects.create(
                kind="person", name="x", municipality=places.west.body, identifier_hash=first.identifier_hash
            )


@pytest.mark.django_db
def test_the_number_stands_nowhere_in_the_database_and_is_read_with_the_key(places, settings):
    with territory([places.west.body.pk]):
        party = register(places.west.body)
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(p)::text, identifier_encrypted FROM parties_party p")
            text, encrypted = cursor.fetchone()
        assert NUMBER not in text and NUMBER.encode() not in bytes(encrypted)
        party.refresh_from_db()
        assert reveal_identifier(party) == NUMBER
        settings.FIELD_ENCRYPTION_KEY = "A" * 43 + "="
        with pytest.raises(InvalidToken):
            reveal_identifier(party)


def test_the_search_hash_depends_on_its_key_and_not_on_the_spelling(settings):
    first = identifier_hash(NUMBER)
    assert first == identifier_hash("١٠١٢ ٣٤٥٦٧٨") and len(first) == 64
    settings.FIELD_HASH_KEY = "00" * 32
    assert identifier_hash(NUMBER) != first


def test_a_party_without_a_number_reveals_none():
    assert reveal_identifier(Party(name="x")) == ""
