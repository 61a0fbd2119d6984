"""Reads of delegations, and of the colleagues to whom one may be given."""

from datetime import date

from django.db.models import Q, QuerySet

from geo.accounts.models import Delegation, Membership, User
from geo.accounts.policies import memberships_of
from geo.calendars.terms import Calendar, Term, Unit
from geo.municipalities.selectors import branch_ids
from geo.spatial_rules.selectors import value_on

#: In data/reference/terms.csv: amount of a calendar's days, months or years.
LONGEST = "delegation_longest"


def latest_last_day(starts_on: date) -> date | None:
    """Return the last day that a delegation beginning on a day may have; None is "unknown"."""
    value = value_on(LONGEST, starts_on)
    if value is None:
        return None
    calendar, unit = value.unit.split()
    return Term(Calendar(calendar), int(value.value), Unit(unit)).ends(starts_on)


def delegations_seen_by(person: User) -> QuerySet[Delegation]:
    """Return the delegations that the person gave or received, and those of the places where he has a role."""
    places = branch_ids(memberships_of(person).values_list("municipality_id", flat=True))
    mine = Q(from_user=person) | Q(to_user=person) | Q(municipality__in=places)
    return Delegation.objects.filter(mine).select_related("from_user", "to_user", "municipality", "revoked_by")


def own_memberships(person: User) -> QuerySet[Membership]:
    """Return the roles that the person could lend today."""
    return memberships_of(person).select_related("municipality").order_by("role", "municipality__code")


def colleagues_of(person: User) -> QuerySet[User]:
    """Return the active people who hold a role where the person holds one, himself left out."""
    places = branch_ids(memberships_of(person).values_list("municipality_id", flat=True))
    here = Membership.objects.filter(municipality__in=places).values("user")
    return User.objects.filter(is_active=True, pk__in=here).exclude(pk=person.pk).order_by("full_name", "username")


def overlapping(
    *, giver: User, delegate: User, role: str, municipality_id: int, starts_on: date, ends_on: date
) -> bool:
    """Say whether this role is lent to the same hand already on one of these days."""
    same = Delegation.objects.filter(
        from_user=giver, to_user=delegate, role=role, municipality=municipality_id, revoked_at=None
    )
    return same.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists()
