"""Reads of the cases of plans."""

from uuid import UUID

from django.db.models import QuerySet

from parcels.plans.selectors import AnyPlan
from permits.planning.models import PlanCase


def plan_case_of(case_id: UUID) -> PlanCase:
    """Return the plan case of a case with what its page shows; seen only inside its territory."""
    shown = PlanCase.objects.select_related("plan__municipality", "plan__district", "successor", "case__opened_by")
    return shown.get(pk=case_id)


def cases_of(plan: AnyPlan) -> QuerySet[PlanCase]:
    """Return the cases about a plan, the latest first; seen only inside its territory."""
    return PlanCase.objects.filter(plan_id=plan.pk).select_related("case").order_by("-case__opened_at", "pk")
