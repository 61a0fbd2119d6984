"""Who keeps the register of firms, moratoria and pavement of an office."""

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, territories_of
from geo.municipalities.models import Municipality


def offices_kept_by(person: Person) -> list[Municipality]:
    """Return the offices with a territory whose register the person keeps: as their coordination office."""
    found = Municipality.objects.filter(pk__in=territories_of(person, role=Role.COORDINATOR))
    return list(found.exclude(territory=None).order_by("code"))


def may_keep(person: Person, office_id: int) -> bool:
    """Say whether a person keeps the register of an office."""
    return has_role(person, Role.COORDINATOR, office_id)
