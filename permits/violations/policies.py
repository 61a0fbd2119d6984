"""Who inspects where, who orders works to stop, and how the archive finds a violation."""

from uuid import UUID

from django.urls import reverse

from geo.accounts.enums import Role
from geo.accounts.policies import Person, has_role, territories_of
from geo.documents.registry import Home, keeps
from permits.violations.models import Violation

SUBJECT = "violations.violation"


def may_inspect(person: Person, office_id: int) -> bool:
    """Say whether the person is an inspector of the office."""
    return has_role(person, Role.INSPECTOR, office_id)


def may_order(person: Person, office_id: int) -> bool:
    """Say whether the person may stop works and let them go on: the head of the office."""
    return has_role(person, Role.HEAD, office_id)


def subject_of(pk: UUID) -> str:
    """Return what the archive calls a violation."""
    return f"{SUBJECT}:{pk}"


@keeps(SUBJECT)
def violation_home(person: Person, key: str) -> Home | None:
    """Find a violation for the people of its office; they may file."""
    try:
        pk = UUID(key)
    except ValueError:
        return None
    found = Violation.objects.select_related("municipality").filter(pk=pk).first()
    if found is None or found.municipality_id not in territories_of(person):
        return None
    return Home(municipality=found.municipality, url=reverse("violations:case", args=[pk]), may_file=True)
