"""Who may bring pictures, and who may show them to everyone."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, places_of_roles
from geo.municipalities.models import Municipality

#: Roles that bring pictures and put scans in their place.
BRINGERS = (Role.SURVEYOR, Role.ENGINEER, Role.PLANNER, Role.HEAD)
#: Roles that decide what everyone sees.
PUBLISHERS = (Role.PLANNER, Role.HEAD)


def may_bring(person: Person, municipality_id: int) -> bool:
    """Say whether the person may send pictures for a body today."""
    return any(has_role(person, role, municipality_id) for role in BRINGERS)


def may_publish(person: Person, municipality_id: int) -> bool:
    """Say whether the person may show a body's pictures to everyone, or withdraw them."""
    return any(has_role(person, role, municipality_id) for role in PUBLISHERS)


def offices_of(person: Person) -> list[Municipality]:
    """Return the bodies with a territory for which the person may send pictures today, in the order of their codes."""
    return list(
        Municipality.objects.filter(pk__in=places_of_roles(person, BRINGERS), territory__isnull=False).order_by("code")
    )
