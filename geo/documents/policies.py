"""Who reads which paper: by its secrecy, the person's role in the office, and whether the record is his own."""

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import Person, has_role, territories_of
from geo.documents.enums import Secrecy
from geo.documents.models import Document
from geo.documents.registry import Home

#: Who reads what is confidential, beside whoever filed it.
CONFIDENTIAL_TO = (Role.HEAD, Role.DEPUTY, Role.AMIN)


def levels_of(person: Person, home: Home) -> frozenset[Secrecy]:
    """Return the levels of secrecy that a person reads of a record."""
    if home.municipality.pk in territories_of(person):
        leads = any(has_role(person, role, home.municipality.pk) for role in CONFIDENTIAL_TO)
        return frozenset(Secrecy) if leads else frozenset({Secrecy.PARTIES, Secrecy.STAFF})
    return frozenset({Secrecy.PARTIES}) if home.is_party else frozenset()


def may_read(person: Person, document: Document, home: Home) -> bool:
    """Say whether a person reads a paper; whoever filed one reads it as long as he reaches its record."""
    own = isinstance(person, User) and document.filed_by_id == person.pk
    return own or Secrecy(document.secrecy) in levels_of(person, home)


def levels_filed_by(person: Person, home: Home) -> list[Secrecy]:
    """Return the levels that a person may choose when filing: a party keeps nothing from himself."""
    if home.municipality.pk in territories_of(person):
        return [Secrecy.STAFF, Secrecy.PARTIES, Secrecy.CONFIDENTIAL]
    return [Secrecy.PARTIES]
