"""Who is what, where, today."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import Membership, User
from geo.municipalities.selectors import branch_ids

Person = User | AnonymousUser


def memberships_of(person: Person, *, on: date | None = None) -> QuerySet[Membership]:
    """Return the memberships that hold on a day (today unless told)."""
    if not isinstance(person, User) or not person.is_active:
        return Membership.objects.none()
    day = on or timezone.localdate()
    return person.memberships.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def territories_of(person: Person, *, on: date | None = None) -> tuple[int, ...]:
    """Return the ids of all places in which the person has any role; empty for citizens and visitors."""
    roots = list(memberships_of(person, on=on).values_list("municipality_id", flat=True))
    return branch_ids(roots) if roots else ()


def has_role(person: Person, role: Role, municipality_id: int, *, on: date | None = None) -> bool:
    """Say whether the person has the role in the place or in one above it."""
    roots = memberships_of(person, on=on).filter(role=role).values_list("municipality_id", flat=True)
    return municipality_id in branch_ids(roots)
