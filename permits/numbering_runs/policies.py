"""Who numbers, who answers objections, and whose hands may not meet in one decision."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role
from permits.cases.models import Case
from permits.numbering_runs.enums import OPEN_TO_EDITS, RunState
from permits.numbering_runs.models import NumberingRun

#: Steps that whoever made a revision of the run may not take: other pairs of eyes.
SECOND_HANDS = frozenset({"review", "publish", "sign_survey", "sign_planning", "freeze"})


def may_number(person: Person, municipality_id: int) -> bool:
    """Say whether the person may start runs of the office and change their walks: a surveyor or a planner of it."""
    return any(has_role(person, role, municipality_id) for role in (Role.SURVEYOR, Role.PLANNER))


def may_edit(person: Person, case: Case) -> bool:
    """Say whether the person may change the walk of the run now."""
    return case.state in OPEN_TO_EDITS and may_number(person, case.municipality_id)


def may_answer(person: Person, case: Case) -> bool:
    """Say whether the person may answer objections now: the committee, while the run is published."""
    return case.state == RunState.PUBLISHED and has_role(person, Role.COMMITTEE, case.municipality_id)


def prepared_himself(person: Person, run: NumberingRun) -> bool:
    """Say whether any revision of the run is the person's."""
    return run.revisions.filter(made_by=person.pk).exists()
