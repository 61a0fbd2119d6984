"""Who may import."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role

#: Roles that bring land into the register's waiting room.
IMPORTERS = (Role.SURVEYOR, Role.ENGINEER, Role.PLANNER, Role.HEAD)


def may_import(person: Person, municipality_id: int) -> bool:
    """Say whether the person may send files for a body today."""
    return any(has_role(person, role, municipality_id) for role in IMPORTERS)
