"""Who may open a procedure on a plan."""

from geo.accounts.policies import Person
from parcels.plans.enums import PlanStatus
from parcels.plans.policies import is_staff_of
from parcels.plans.selectors import AnyPlan
from permits.planning.enums import KIND_FROM
from permits.planning.selectors import cases_of


def procedure_open_to(person: Person, plan: AnyPlan) -> str:
    """Return the procedure that the person may open on a plan now: a kind of case, "amendment", or "" for none."""
    if not is_staff_of(person, plan.municipality_id) or cases_of(plan).filter(closed_at=None).exists():
        return ""
    if plan.status == PlanStatus.APPROVED and plan.number:
        return "amendment"
    return KIND_FROM.get(PlanStatus(plan.status), "")
