"""Who works on the frame of the land, and how the archive finds a plan."""

from django.urls import reverse

from geo.accounts.policies import Person, territories_of
from geo.documents.registry import Home, keeps
from parcels.plans.models import Plan
from parcels.plans.selectors import plan_by_key, plan_key


def is_staff_of(person: Person, municipality_id: int) -> bool:
    """Say whether the person has any role in the office today."""
    return municipality_id in territories_of(person)


def plan_url(plan: Plan) -> str:
    """Return the address of a plan's page."""
    return reverse("plans:plan", args=[plan.municipality.code, plan.district.code, plan_key(plan)])


def plan_subject(pk: int) -> str:
    """Return what the archive and the chain call a plan."""
    return f"plans.plan:{pk}"


@keeps("plans.plan")
def plan_home(person: Person, key: str) -> Home | None:
    """Find a plan inside the reader's territories; its office's people may file."""
    plan = plan_by_key(key)
    if plan is None:
        return None
    may_file = is_staff_of(person, plan.municipality_id)
    return Home(municipality=plan.municipality, url=plan_url(plan), may_file=may_file)
