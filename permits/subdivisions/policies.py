"""Who may ask for a change of land."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, memberships_of


def may_ask(person: Person) -> bool:
    """Say whether the person is a surveyor or an engineer of any office; the database keeps him inside his own."""
    return memberships_of(person).filter(role__in=(Role.SURVEYOR, Role.ENGINEER)).exists()
