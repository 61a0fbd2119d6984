"""Who records field work, and whose hands may not meet in one decision."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role
from permits.cases.models import Case
from permits.surveys.enums import IN_THE_FIELD
from permits.surveys.models import Survey

#: Steps that a person who recorded field work of the survey may not take: another pair of eyes.
SECOND_HANDS = frozenset({"check", "approve", "reject"})


def may_record(person: Person, case: Case) -> bool:
    """Say whether the person may record field work now: a surveyor of the office, while the survey is in the field."""
    return case.state in IN_THE_FIELD and has_role(person, Role.SURVEYOR, case.municipality_id)


def observed_himself(person: Person, survey: Survey) -> bool:
    """Say whether any field sheet of the survey is the person's."""
    return survey.sheets.filter(recorded_by=person.pk).exists()
