"""Who may import."""

from django.db.models import QuerySet

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, territories_of
from geo.municipalities.models import Municipality

#: Roles that bring land into the register's waiting room.
IMPORTERS = (Role.SURVEYOR, Role.ENGINEER, Role.PLANNER, Role.HEAD)


def may_import(person: Person, municipality_id: int) -> bool:
    """Say whether the person may send files for a body today."""
    return any(has_role(person, role, municipality_id) for role in IMPORTERS)


def offices_of(person: Person) -> QuerySet[Municipality]:
    """Return the bodies with a territory for which the person may send files today, by code."""
    ids = {place for role in IMPORTERS for place in territories_of(person, role=role)}
    return Municipality.objects.filter(pk__in=ids, territory__isnull=False).order_by("code")
