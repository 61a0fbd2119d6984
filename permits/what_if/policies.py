"""Who may put building rules into draft, and where."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, places_of_roles
from geo.errors import NotAllowed

#: Who plans: and reads the drafts of the place.
PLANNING = (Role.PLANNER, Role.PLANNING_MANAGER)


def planned_by(person: Person) -> tuple[int, ...]:
    """Return the places whose rules a person plans; none for everybody else."""
    return places_of_roles(person, PLANNING)


def planning_places(person: Person) -> tuple[int, ...]:
    """Return the places whose rules a person plans. Errors: NotAllowed for whoever plans nowhere."""
    places = planned_by(person)
    if not places:
        raise NotAllowed
    return places
