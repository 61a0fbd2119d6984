"""Who may import."""

from django.db.models import QuerySet

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, places_of_roles
from geo.municipalities.models import Municipality

#: Roles that bring land into the register's waiting room.
IMPORTERS = (Role.SURVEYOR, Role.ENGINEER, Role.PLANNER, Role.HEAD)


def may_import(person: Person, municipality_id: int) -> bool:
    """Say whether the person may send files for a body today."""
    return any(has_role(person, role, municipality_id) for role in IMPORTERS)


def offices_of(person: Person) -> QuerySet[Municipality]:
    """Return the bodies with a territory for which the person may send files today, by code."""
    held = places_of_roles(person, IMPORTERS)
    return Municipality.objects.filter(pk__in=held, territory__isnull=False).order_by("code")
