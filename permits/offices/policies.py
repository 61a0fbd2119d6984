"""Which office may act today, for whom, and who keeps its programs."""

from datetime import date

from django.db.models import Q
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import Person, holds
from permits.offices.models import Mandate, Office, OfficeMember


def is_licensed(office: Office, *, on: date | None = None) -> bool:
    """Say whether an office's licence is in force on a day (today unless told)."""
    day = on or timezone.localdate()
    stopped = office.stopped_on is not None and office.stopped_on <= day
    return office.licensed_from <= day <= office.licensed_until and not stopped


def is_member(person: Person, office: Office, *, on: date | None = None) -> bool:
    """Say whether a person belongs to an office on a day."""
    if not isinstance(person, User) or not person.is_active:
        return False
    day = on or timezone.localdate()
    held = OfficeMember.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)
    return held.filter(user=person, office=office).exists()


def may_keep(person: Person, office: Office) -> bool:
    """Say whether a person makes and closes programs and addresses of an office."""
    return is_member(person, office) and is_licensed(office)


def may_mandate(person: Person, office: Office, municipality_id: int) -> bool:
    """Say whether a person writes down mandates in a municipality: its head himself, and nobody of that office."""
    return holds(person, Role.HEAD, municipality_id) and not is_member(person, office)


def mandate_of(office: Office, identifier_hash: str, municipality_id: int) -> Mandate | None:
    """Return a mandate of today by which an office applies for a person in a municipality, or None."""
    day = timezone.localdate()
    held = Mandate.objects.filter(office=office, identifier_hash=identifier_hash, municipality_id=municipality_id)
    return held.filter(starts_on__lte=day, ends_on__gte=day, revoked_at=None).order_by("-ends_on").first()


def holds_on(mandate: Mandate, day: date) -> bool:
    """Say whether a mandate holds on a day."""
    return mandate.revoked_at is None and mandate.starts_on <= day <= mandate.ends_on
