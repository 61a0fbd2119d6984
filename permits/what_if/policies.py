"""Who may put building rules into draft, and where."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, territories_of
from geo.errors import NotAllowed

#: Who plans: and reads the drafts of the place.
PLANNING = (Role.PLANNER, Role.PLANNING_MANAGER)


def planned_by(person: Person) -> tuple[int, ...]:
    """Return the places whose rules a person plans; none for everybody else."""
    return tuple(sorted({place for role in PLANNING for place in territories_of(person, role=role)}))


def planning_places(person: Person) -> tuple[int, ...]:
    """Return the places whose rules a person plans. Errors: NotAllowed for whoever plans nowhere."""
    places = planned_by(person)
    if not places:
        raise NotAllowed
    return places
