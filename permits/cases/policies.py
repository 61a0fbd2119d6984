"""Who may take which step of a case, which cases a person sees, and whose what is in the file."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from uuid import UUID

from django.db.models import Q, QuerySet

from geo.accounts.enums import SYSTEM, Role
from geo.accounts.models import User
from geo.accounts.policies import (
    Person,
    acting_for,
    branch_of,
    has_role,
    held_by,
    territories_of,
)
from geo.municipalities.scope import current, territory
from geo.registry import Registry
from permits.cases.flow import Side, Transition, flows
from permits.cases.models import Appeal, Case, Department, Referral

#: Returns a case that a person reads because he acts today for whoever opened it; None for any other.
ReadFor = Callable[[User, UUID], Case | None]
#: Slices whose people act for applicants.
acting: Registry[ReadFor] = Registry("who acts for applicants")
#: Who decides on appeals, when the contested step is another hand's.
RULERS = frozenset({Role.HEAD, Role.DEPUTY, Role.AMIN})
#: Who is asked and is not of the office: such a person reads the case, not what the office says to itself.
ASKED = frozenset({Role.CONSULTED})


def may_take(person: Person, case: Case, step: Transition) -> bool:
    """Say whether the person may take the step: the role in the place, and not the hand that must be another's."""
    if not isinstance(person, User):
        return False
    if step.by == Side.APPLICANT:
        return case.opened_by_id == person.pk
    if step.by == Side.SYSTEM:
        return person.username == SYSTEM and not person.is_active
    if not has_role(person, Role(step.by), case.municipality_id):
        return False
    return not _acted(person, case, step.apart_from)


def signs_for(person: User, case: Case, step: Transition) -> User | None:
    """Return for whom the person signs a step of an office under a delegation; None when in his own name."""
    if isinstance(step.by, Side):
        return None
    return acting_for(person, Role(step.by), case.municipality_id)


def _acted(person: User, case: Case, names: tuple[str, ...]) -> bool:
    """Say whether the person opened the case or ever took one of these steps in it."""
    if not names:
        return False
    return case.opened_by_id == person.pk or case.events.filter(transition__in=names, taken_by=person).exists()


def steps_open_to(person: Person, case: Case) -> list[Transition]:
    """Return the steps that the person may take now."""
    return [step for step in flows[case.kind].from_state(case.state) if may_take(person, case, step)]


def visible_cases() -> QuerySet[Case]:
    """Return the cases that the running transaction may see: the database filters by territory and opener."""
    return Case.objects.select_related("municipality", "opened_by")


def in_places_of(cases: Iterable[Case]) -> AbstractContextManager[None]:
    """Open the places of cases that were read, beside those that are open: whoever opened a case reads its file."""
    return territory({*current(), *(case.municipality_id for case in cases)})


def case_seen_by(person: Person, case: Case) -> bool:
    """Say whether a person may read a case: the office's people, and whoever opened it."""
    return isinstance(person, User) and (
        case.opened_by_id == person.pk or case.municipality_id in territories_of(person)
    )


def case_read_by(person: Person, key: UUID) -> Case | None:
    """Return a case that a person may read: its office's people, whoever opened it, and whoever acts for him today."""
    if not isinstance(person, User):
        return None
    case = visible_cases().filter(pk=key).first()
    if case is not None and case_seen_by(person, case):
        return case
    return next((found for reads in acting if (found := reads(person, key)) is not None), None)


def places_by_role(person: Person) -> dict[Role, frozenset[int]]:
    """Return in which places a person has each role today, his own and those lent to him."""
    places: dict[Role, frozenset[int]] = dict.fromkeys(Role, frozenset())
    if isinstance(person, User):
        for one in held_by(person):
            places[Role(one.role)] |= frozenset(branch_of((one.municipality_id,)))
    return places


def roles_in(person: Person, municipality_id: int) -> frozenset[Role]:
    """Return the roles that a person has in a place today, his own and those lent to him."""
    return frozenset(role for role, places in places_by_role(person).items() if municipality_id in places)


def office_roles(case: Case) -> frozenset[Role]:
    """Return the roles that take steps of a case: whose holders work on it."""
    return frozenset(Role(step.by) for step in flows[case.kind].transitions if not isinstance(step.by, Side))


def works_on(person: Person, case: Case) -> bool:
    """Say whether a person works on a case for the office: a role that takes steps of it, and not who applied."""
    if not isinstance(person, User) or case.opened_by_id == person.pk:
        return False
    return bool(roles_in(person, case.municipality_id) & office_roles(case))


def seen_as_office(person: Person, case: Case) -> bool:
    """Say whether a person reads what the office writes for itself: its people, and not who applied."""
    if not isinstance(person, User) or case.opened_by_id == person.pk:
        return False
    return bool(roles_in(person, case.municipality_id) - ASKED)


def may_answer(person: Person, referral: Referral) -> bool:
    """Say whether a person answers for a department: its role in the place; where it names people, one of them."""
    if not isinstance(person, User) or referral.case.opened_by_id == person.pk:
        return False
    named = {one.pk for one in referral.department.people.all()}
    if named and person.pk not in named:
        return False
    return has_role(person, Role(referral.department.role), referral.municipality_id)


def departments_of(person: User) -> dict[str, Q]:
    """Return by role which departments a person answers for, as filters of referrals (not yet of places)."""
    found: dict[str, list[int]] = {}
    mine = Department.objects.filter(Q(people=person) | Q(people=None)).distinct()
    for department in mine:
        found.setdefault(department.role, []).append(department.pk)
    return {role: Q(department__in=keys) for role, keys in found.items()}


def may_rule(person: Person, contested: Appeal) -> bool:
    """Say whether a person decides on an appeal: a head of the place or above who did not take the contested step."""
    if not isinstance(person, User) or person.pk in (contested.opened_by_id, contested.event.taken_by_id):
        return False
    return bool(roles_in(person, contested.municipality_id) & RULERS)
