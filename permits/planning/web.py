"""Opening a procedure from the page of a plan, and the page of its case."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from geo.accounts.models import User
from geo.errors import DomainError, InvalidInput, NotAllowed, NotFound, http_status
from geo.municipalities.scope import territory
from geo.spatial.crs import lonlat_bbox
from geo.spatial_rules.engine import Judged
from parcels.plans.policies import plan_subject, plan_url
from parcels.plans.selectors import published_plan
from parcels.register.models import Parcel
from permits.cases.flow import Flow, flows
from permits.cases.models import Case
from permits.cases.policies import case_seen_by, steps_open_to, visible_cases
from permits.cases.selectors import history_of
from permits.planning.assess import judge
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
    plan, person = form.cleaned_data["plan"], request.user
    if not isinstance(person, User):
        raise NotAllowed
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
    found = visible_cases().filter(pk=case_id, kind__in=("plan", "old_district", "supersession")).first()
    if found is None or not case_seen_by(request.user, found):
        raise NotFound
    with territory([found.municipality_id]):
        if request.method == "POST":
            return _take(request, found)
        return render(request, "planning/case.html", _context(request, found))


def _take(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a step; a refusal shows the page again with the reason, and nothing is written."""
    if not isinstance(request.user, User):
        raise NotAllowed
    note = request.POST.get("note", "")
    try:
        moved = decide(case=case, name=request.POST.get("step", ""), by=request.user, note=note)
    except DomainError as error:
        context = {**_context(request, case), "refusal": error, "note": note}
        return render(request, "planning/case.html", context, status=http_status(error))
    label = flows[case.kind].states(moved.state).label
    messages.success(request, _("Done. The case is now: %(state)s") % {"state": label})
    return redirect("planning:case", case.pk)


def _context(request: HttpRequest, case: Case) -> dict[str, Any]:
    plan_case = plan_case_of(case.pk)
    plan, flow = plan_case.plan, flows[case.kind]
    steps = steps_open_to(request.user, case)
    return {
        "case": case,
        "flow": flow,
        "state": flow.states(case.state),
        "plan": plan,
        "plan_url": plan_url(plan),
        "on_map": published_plan(plan.pk) is not None,
        "successor": plan_case.successor,
        "subject": plan_subject(plan.pk),
        "parcel_count": Parcel.objects.filter(plan=plan).count(),
        "findings": _findings(plan_case, case),
        "events": history_of(case),
        "next_steps": _awaited(case, flow),
        "steps": steps,
        "waits": any(step.awaited for step in steps),
        "needs_reason": [step.label for step in steps if step.needs_note],
        "bbox": lonlat_bbox(plan.geom),
    }


def _findings(plan_case: PlanCase, case: Case) -> list[Judged]:
    """Return what the rules say today; nothing of a case that is over, whose land may have changed since."""
    return [] if plan_case.closed_at else list(judge(case, plan_case.plan).judged)


def _awaited(case: Case, flow: Flow) -> list[Any]:
    """Return the steps that the case waits for, with the words for who takes them."""
    return [
        step for step in flow.from_state(case.state) if (step.awaited and not step.needs_note) or step.name in LEADING
    ]


#: Steps forward that need a note: the others that do are steps back.
LEADING = ("recommend", "agree", "approve_preliminarily", "close_objections")
