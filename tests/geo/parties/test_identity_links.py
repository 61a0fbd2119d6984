"""Whose an account is: said by the head of the office for a reason, one person an account, seen by whoever it names."""

from contextlib import contextmanager

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import Delegation, User
from geo.accounts.policies import has_role
from geo.audit.models import RowChange
from geo.errors import DomainError
from geo.municipalities.scope import act_as, everywhere, territory
from geo.parties.enums import PartyKind
from geo.parties.errors import IdentityTaken, LinkEnded, NotYoursToLink, PartyNotIdentified
from geo.parties.models import IdentityLink, Party
from geo.parties.selectors import own_links
from geo.parties.services import end_link, link_identity, register_party
from geo.series.models import ChainEntry

pytestmark = pytest.mark.django_db
WHY = "بطاقة الهوية عند الشباك"


def person_of(office, number=1, kind=PartyKind.PERSON):
    return register_party(kind=kind, name=f"شخص {number}", municipality=office.body, identifier=f"10{number:08}")


@contextmanager
def refused_by_the_policy():
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        yield


@pytest.fixture
def west(places):
    with territory([places.west.body.pk]):
        act_as(places.west.head.pk)
        yield places.west


def test_a_link_says_who_why_and_when_and_the_chain_keeps_it(west, places):
    link = link_identity(party=person_of(west), account=places.citizen, reason=f" {WHY} ", by=west.head)
    assert (link.user, link.reason, link.linked_by, link.ended_at) == (places.citizen, WHY, west.head, None)
    entry = ChainEntry.objects.filter(subject=f"identity_link:{link.pk}").get()
    assert (entry.action, entry.payload["reason"]) == ("identity linked", WHY)
    assert RowChange.objects.filter(kind="identity_link", record=str(link.pk)).exists()
    ended = end_link(link=link, reason="حساب آخر", by=west.head)
    assert (ended.ended_by, ended.end_reason, ended.ended_at is None) == (west.head, "حساب آخر", False)
    with pytest.raises(LinkEnded):
        end_link(link=link, reason="مرة أخرى", by=west.head)


@pytest.mark.parametrize("who", ["citizen", "surveyor", "engineer", "head of another office", "himself"])
def test_nobody_but_the_head_of_the_office_links_and_he_never_his_own_account(west, places, who):
    by = {
        "citizen": places.citizen, "surveyor": west.surveyor, "engineer": west.engineer,
        "head of another office": places.east.head, "himself": west.head,
    }[who]  # fmt: skip
    account = west.head if who == "himself" else places.citizen
    with pytest.raises(NotYoursToLink):
        link_identity(party=person_of(west), account=account, reason=WHY, by=by)
    link = link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.head)
    if who != "himself":
        with pytest.raises(NotYoursToLink):
            end_link(link=link, reason=WHY, by=by)


def test_a_signature_that_is_lent_does_not_open_what_is_other_peoples(west, places):
    today = timezone.localdate()
    Delegation.objects.create(
        from_user=west.head, to_user=west.engineer, role=Role.HEAD, municipality=west.body, starts_on=today,
        ends_on=today, reason="إجازة", decision_number="1", recorded_by=west.head,
    )  # fmt: skip
    assert has_role(west.engineer, Role.HEAD, west.body.pk)
    with pytest.raises(NotYoursToLink):
        link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.engineer)


def test_one_account_is_one_person_and_one_person_one_account(west, places):
    other = User.objects.create_user("other")
    link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.head)
    with pytest.raises(IdentityTaken):
        link_identity(party=person_of(west, 2), account=places.citizen, reason=WHY, by=west.head)
    with pytest.raises(IdentityTaken):
        link_identity(party=person_of(west), account=other, reason=WHY, by=west.head)
    with territory([places.east.body.pk]):  # also across offices that do not see each other's people
        assert not IdentityLink.objects.exists()
        with pytest.raises(IdentityTaken):
            link_identity(party=person_of(places.east, 2), account=places.citizen, reason=WHY, by=places.east.head)
        with pytest.raises(IdentityTaken):
            link_identity(party=person_of(places.east), account=other, reason=WHY, by=places.east.head)
        link_identity(party=person_of(places.east), account=places.citizen, reason=WHY, by=places.east.head)


def test_a_link_that_has_ended_makes_room(west, places):
    link = link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.head)
    end_link(link=link, reason=WHY, by=west.head)
    link_identity(party=person_of(west, 2), account=places.citizen, reason=WHY, by=west.head)


def test_only_a_person_with_an_identity_number_is_linked(west, places):
    nameless = Party.objects.create(kind=PartyKind.PERSON, name="بلا رقم", municipality=west.body)
    for party in (nameless, person_of(west, kind=PartyKind.ORGANISATION)):
        with pytest.raises(PartyNotIdentified):
            link_identity(party=party, account=places.citizen, reason=WHY, by=west.head)


@pytest.mark.parametrize(
    "changed",
    ["reason = 'x'", "user_id = linked_by_id", "identifier_hash = 'x'", "linked_at = now()", "ended_at = NULL"],
)
def test_the_database_keeps_what_a_link_says_and_its_end(west, places, changed):
    link = link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.head)
    end_link(link=link, reason=WHY, by=west.head)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE parties_identitylink SET {changed} WHERE id = %s", [link.pk])


def test_the_database_refuses_a_claim_of_ones_own_and_a_hash_that_is_not_the_partys(west, places):
    party = person_of(west)
    common = {"party": party, "municipality": west.body, "reason": WHY}
    with pytest.raises(IntegrityError, match="identity_link_by_another"), transaction.atomic():
        IdentityLink.objects.create(
            **common, user=places.citizen, linked_by=places.citizen, identifier_hash=party.identifier_hash
        )
    with pytest.raises(IntegrityError, match="identity_link_of_party"), transaction.atomic():
        IdentityLink.objects.create(**common, user=places.citizen, linked_by=west.head, identifier_hash="0" * 64)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_person_sees_his_own_link_and_party_without_any_territory_and_changes_neither(west, places):
    link = link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.head)
    person_of(west, 2)
    with territory([]):
        act_as(places.citizen.pk)
        assert list(own_links(places.citizen)) == [link]
        assert list(Party.objects.values_list("pk", flat=True)) == [link.party_id]
        for change in ("UPDATE parties_party SET name = 'x'", "UPDATE parties_identitylink SET end_reason = 'x'"):
            with refused_by_the_policy(), connection.cursor() as cursor:
                cursor.execute(change)
        act_as(places.east.head.pk)
        assert not Party.objects.exists()
        act_as(None)
        assert not Party.objects.exists()


def test_what_has_ended_is_not_seen_any_more(west, places):
    link = link_identity(party=person_of(west), account=places.citizen, reason=WHY, by=west.head)
    end_link(link=link, reason=WHY, by=west.head)
    with territory([]):
        act_as(places.citizen.pk)
        assert not own_links(places.citizen).exists()
        assert not Party.objects.exists()


def test_the_head_links_and_ends_on_one_page(places, client):
    with everywhere():
        address = f"/people/{person_of(places.west).pk}/account/"
    client.force_login(places.west.head)
    assert client.post(address, {"account": "nobody", "reason": WHY}).status_code == 400
    assert client.post(address, {"account": places.citizen.username, "reason": ""}).status_code == 400
    assert client.post(address, {"account": places.west.head.username, "reason": WHY}).status_code == 403
    assert client.post(address, {"account": places.citizen.username, "reason": WHY}).status_code == 302
    assert WHY in client.get(address).content.decode()
    assert client.post(address, {"reason": "انتهى"}).status_code == 302
    assert "انتهى" in client.get(address).content.decode()


@pytest.mark.parametrize("who", ["citizen", "surveyor", "engineer", "east"])
def test_the_page_is_not_found_by_others(places, client, who):
    with everywhere():
        address = f"/people/{person_of(places.west).pk}/account/"
    west = places.west
    client.force_login(
        {"citizen": places.citizen, "surveyor": west.surveyor, "engineer": west.engineer, "east": places.east.head}[who]
    )
    assert client.get(address).status_code == 404
    assert client.post(address, {"account": places.citizen.username, "reason": WHY}).status_code == 404


def test_every_refusal_has_words(west):
    for error in (NotYoursToLink, PartyNotIdentified, IdentityTaken, LinkEnded):
        assert issubclass(error, DomainError) and str(error())
