"""Opening a procedure from the page of a plan, and the page of its case."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from geo.errors import InvalidInput
from geo.spatial.crs import lonlat_bbox
from geo.spatial_rules.keeping import told_findings
from parcels.plans.policies import plan_subject, plan_url
from parcels.plans.selectors import published_plan
from parcels.register.models import Parcel
from permits.cases.flow import Transition, flows
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, progress, signed_in
from permits.planning.assess import findings_of
from permits.planning.forms import OpenForm
from permits.planning.models import PlanCase
from permits.planning.policies import procedure_open_to
from permits.planning.selectors import plan_case_of
from permits.planning.services import decide, open_amendment, open_plan_case


@login_required
@require_POST
def open_procedure(request: HttpRequest) -> HttpResponse:
    """Open the procedure that the plan's state asks for, or its amendment, and show the case."""
    form = OpenForm(request.POST)
    if not form.is_valid():
        raise InvalidInput
    plan, person = form.cleaned_data["plan"], signed_in(request)
    asked = {"plan": plan, "by": person, "request_id": form.cleaned_data["request_id"]}
    if procedure_open_to(person, plan) == "amendment":
        case = open_amendment(**asked, reason=form.cleaned_data["reason"])
    else:
        case = open_plan_case(**asked)
    return redirect("planning:case", case.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a plan's case; a POST takes the named step."""
    return PAGE.answer(request, case_id)


def _context(request: HttpRequest, case: Case) -> Context:
    plan_case = plan_case_of(case.pk)
    plan = plan_case.plan
    return {
        **progress(request.user, case),
        "plan": plan,
        "plan_url": plan_url(plan),
        "on_map": published_plan(plan.pk) is not None,
        "successor": plan_case.successor,
        "subject": plan_subject(plan.pk),
        "parcel_count": Parcel.objects.filter(plan=plan).count(),
        "findings": _findings(plan_case, case),
        "next_steps": _awaited(case),
        "bbox": lonlat_bbox(plan.geom),
    }


def _findings(plan_case: PlanCase, case: Case) -> list[dict[str, Any]]:
    """Return what the rules say today; nothing of a case that is over, whose land may have changed since."""
    return told_findings([] if plan_case.closed_at else findings_of(case, plan_case.plan))


def _awaited(case: Case) -> list[Transition]:
    """Return the steps forward that the case waits for: those that need a note lead back, but for a few."""
    return [
        step
        for step in flows[case.kind].from_state(case.state)
        if (step.awaited and not step.needs_note) or step.name in LEADING
    ]


#: Steps forward that need a note.
LEADING = ("recommend", "agree", "approve_preliminarily")

PAGE = CasePage(
    kinds={"plan", "old_district", "supersession"},
    template="planning/case.html",
    done=_("Done. The case is now: %(state)s"),
    context=_context,
    decide=decide,
)
