"""Who may ask for a change of land."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, memberships_of


def may_ask(person: Person) -> bool:
    """Say whether the person is a surveyor or an engineer of any office; the database keeps him inside his own."""
    return memberships_of(person).filter(role__in=(Role.SURVEYOR, Role.ENGINEER)).exists()


def may_check_out(person: Person, municipality_id: int) -> bool:
    """Say whether the person may take land of an office along as a file: its surveyors and engineers."""
    return any(has_role(person, role, municipality_id) for role in (Role.SURVEYOR, Role.ENGINEER))
