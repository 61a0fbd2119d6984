"""What must hold before a step of a plan's procedure."""

from collections.abc import Callable

from geo.documents.enums import DocumentKind
from geo.documents.selectors import documents_of
from parcels.plans.models import Plan
from parcels.plans.policies import plan_subject
from permits.cases.models import Case
from permits.planning.assess import in_the_way
from permits.planning.errors import PlanDocumentMissing, PlanRulesNotMet
from permits.planning.models import PlanCase


def rules_are_met(case: Case) -> None:
    """Judge the plan afresh by the rules of the case's state; raise PlanRulesNotMet unless each says yes or is excused.

    The plan's row is locked first: what is judged here still holds when the step is committed.
    """
    plan_case = PlanCase.objects.get(pk=case.pk)
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("municipality").get(
        pk=plan_case.plan_id
    )  # fmt: skip
    failed = in_the_way(case, plan)
    if failed:
        raise PlanRulesNotMet(rules=failed)


def paper_is_filed(kind: DocumentKind) -> Callable[[Case], None]:
    """Return a guard that asks for a paper of a kind in the archive of the plan."""

    def guard(case: Case) -> None:
        plan_case = PlanCase.objects.get(pk=case.pk)
        if not documents_of(plan_subject(plan_case.plan_id)).filter(kind=kind).exists():
            raise PlanDocumentMissing(kind=kind.value)

    return guard
