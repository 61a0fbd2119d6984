"""Who is what, where, today: by membership, or signing for someone who is."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from geo.accounts.enums import Role
from geo.accounts.models import Delegation, Membership, User
from geo.municipalities.selectors import branch_ids

Person = User | AnonymousUser
Found = TypeVar("Found")
#: What was asked in a block that only reads (asking_once); None outside of one.
_ASKED: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("asked", default=None)


def memberships_of(person: Person, *, on: date | None = None) -> QuerySet[Membership]:
    """Return the memberships that hold on a day (today unless told)."""
    if not isinstance(person, User) or not person.is_active:
        return Membership.objects.none()
    day = on or timezone.localdate()
    return person.memberships.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def delegations_to(person: Person, *, on: date | None = None) -> list[Delegation]:
    """Return the delegations under which the person may sign on a day, the oldest first.

    One that was revoked that day or before is none, nor is one whose giver no longer holds the role himself.
    """
    if not isinstance(person, User) or not person.is_active:
        return []
    day = on or timezone.localdate()
    alive = Q(revoked_at=None) | Q(revoked_at__date__gt=day)
    lent = person.delegations_held.filter(alive, starts_on__lte=day, ends_on__gte=day)
    return [
        one
        for one in lent.select_related("from_user", "municipality").order_by("pk")
        if holds(one.from_user, Role(one.role), one.municipality_id, on=day)
    ]


def territories_of(person: Person, *, on: date | None = None, role: Role | None = None) -> tuple[int, ...]:
    """Return the ids of all places in which the person has any role, or this one; empty for citizens and visitors."""
    roots = tuple(one.municipality_id for one in held_by(person, on=on) if role is None or one.role == role)
    return branch_of(roots) if roots else ()


def places_of_roles(person: Person, roles: Iterable[Role]) -> tuple[int, ...]:
    """Return the ids of all places in which the person has one of some roles today, in their order."""
    return tuple(sorted({place for role in roles for place in territories_of(person, role=role)}))


def held_by(person: Person, *, on: date | None = None) -> list[Membership | Delegation]:
    """Return the roles that a person holds on a day, his own and those lent to him."""
    return _once(("held", person.pk, on), lambda: [*memberships_of(person, on=on), *delegations_to(person, on=on)])


def branch_of(roots: tuple[int, ...]) -> tuple[int, ...]:
    """Return the ids of some places and of all below them."""
    return _once(("branch", roots), lambda: branch_ids(roots))


@contextmanager
def asking_once() -> Iterator[None]:
    """Run a block that only reads: who is what where is asked once, however many parts of a page ask for it."""
    former = _ASKED.set({})
    try:
        yield
    finally:
        _ASKED.reset(former)


def _once(key: tuple[Any, ...], ask: Callable[[], Found]) -> Found:
    asked = _ASKED.get()
    if asked is None:
        return ask()
    if key not in asked:
        asked[key] = ask()
    found: Found = asked[key]
    return found


def holds(person: Person, role: Role, municipality_id: int, *, on: date | None = None) -> bool:
    """Say whether the person has the role himself, in the place or in one above it."""
    roots = memberships_of(person, on=on).filter(role=role).values_list("municipality_id", flat=True)
    return municipality_id in branch_ids(roots)


def has_role(person: Person, role: Role, municipality_id: int, *, on: date | None = None) -> bool:
    """Say whether the person may act in the role in the place: by membership or by delegation."""
    return holds(person, role, municipality_id, on=on) or _lender(person, role, municipality_id, on) is not None


def acting_for(person: Person, role: Role, municipality_id: int, *, on: date | None = None) -> User | None:
    """Return for whom the person signs in this role and place; None when in his own name, or not at all."""
    if holds(person, role, municipality_id, on=on):
        return None
    return _lender(person, role, municipality_id, on)


def _lender(person: Person, role: Role, municipality_id: int, on: date | None) -> User | None:
    lent = (one for one in delegations_to(person, on=on) if one.role == role)
    return next((one.from_user for one in lent if municipality_id in branch_ids([one.municipality_id])), None)


def may_record(person: User, *, giver: User, municipality_id: int) -> bool:
    """Say whether the person may write down or revoke a delegation: the giver, or the head of the place himself."""
    return person.pk == giver.pk or holds(person, Role.HEAD, municipality_id)
