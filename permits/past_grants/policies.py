"""Who reads grants of earlier registers, and who says which land they are: the grants department."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, places_of_roles

#: See past grants of a place, with the names in them: who sees the department's board.
READERS = (Role.GRANTS, Role.COMMITTEE, Role.HEAD, Role.AMIN)


def past_grant_offices(person: Person) -> tuple[int, ...]:
    """Return the offices whose past grants the person reads; empty for everyone else."""
    return places_of_roles(person, READERS)


def may_find(person: Person, office_id: int) -> bool:
    """Say whether the person may say which land of an office a past grant is."""
    return has_role(person, Role.GRANTS, office_id)
