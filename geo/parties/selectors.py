"""Reads of parties and of the accounts that are theirs."""

from uuid import UUID

from django.db.models import QuerySet

from geo.accounts.models import User
from geo.accounts.policies import Person
from geo.parties.models import IdentityLink, Party


def party_of_office(party_id: UUID, offices: tuple[int, ...]) -> Party | None:
    """Return a party that one of these offices registered, or None."""
    return Party.objects.filter(pk=party_id, municipality__in=offices).select_related("municipality").first()


def links_of(party: Party) -> QuerySet[IdentityLink]:
    """Return the accounts that are or were said to be a party's, the latest first."""
    return IdentityLink.objects.filter(party=party).select_related("user", "linked_by", "ended_by")


def own_links(person: Person) -> QuerySet[IdentityLink]:
    """Return the links that say today who the person is: one an office that registered him."""
    if not isinstance(person, User):
        return IdentityLink.objects.none()
    return IdentityLink.objects.filter(user=person, ended_at=None).select_related("municipality").order_by("pk")
