"""Who may take which step of a case, and which cases a person sees."""

from django.db.models import QuerySet

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import Person, acting_for, has_role, territories_of
from permits.cases.flow import Side, Transition, flows
from permits.cases.models import Case


def may_take(person: Person, case: Case, step: Transition) -> bool:
    """Say whether the person may take the step: the role in the place, and not the hand that must be another's."""
    if not isinstance(person, User):
        return False
    if step.by == Side.APPLICANT:
        return case.opened_by_id == person.pk
    if not has_role(person, Role(step.by), case.municipality_id):
        return False
    return not _acted(person, case, step.apart_from)


def signs_for(person: User, case: Case, step: Transition) -> User | None:
    """Return for whom the person signs a step of an office under a delegation; None when in his own name."""
    if step.by == Side.APPLICANT:
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


def case_seen_by(person: Person, case: Case) -> bool:
    """Say whether a person may read a case: the office's people, and whoever opened it."""
    return isinstance(person, User) and (
        case.opened_by_id == person.pk or case.municipality_id in territories_of(person)
    )
