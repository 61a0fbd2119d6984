"""Who holds draws where, and who is an official of one."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role
from permits.draws.models import Draw, Official

#: Who prepares a draw and takes its steps; none of them can choose anything that its result depends on.
HOLDERS = (Role.HEAD, Role.COMMITTEE, Role.GRANTS)


def may_hold(person: Person, office_id: int) -> bool:
    """Say whether the person holds draws of the office."""
    return any(has_role(person, role, office_id) for role in HOLDERS)


def official_of(person: Person, draw: Draw) -> Official | None:
    """Return what the person is in the draw, or None."""
    return draw.officials.filter(user=person.pk).first() if person.pk else None
