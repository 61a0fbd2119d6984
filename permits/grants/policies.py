"""Who works on grants: the grants department prepares, the committee chooses; the Amin decides (flow.py)."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, places_of_roles

#: See the department's pages of a place.
READERS = (Role.GRANTS, Role.COMMITTEE, Role.HEAD, Role.AMIN)


def may_prepare(person: Person, office_id: int) -> bool:
    """Say whether the person enters applications, fills pools, sends batches and records heirs in an office."""
    return has_role(person, Role.GRANTS, office_id)


def may_choose(person: Person, office_id: int) -> bool:
    """Say whether the person freezes pools and calls draws in an office: the committee."""
    return has_role(person, Role.COMMITTEE, office_id)


def may_stake(person: Person, office_id: int) -> bool:
    """Say whether the person records stake-outs in an office."""
    return has_role(person, Role.SURVEYOR, office_id)


def grant_offices(person: Person) -> tuple[int, ...]:
    """Return the offices whose grants the person works on; empty for everyone else."""
    return places_of_roles(person, READERS)
