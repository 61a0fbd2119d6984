"""The page of an application: checklist beside the map, what happened, and the steps that are open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from geo.accounts.models import User
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from geo.spatial.crs import lonlat_bbox
from geo.spatial_rules.keeping import told_findings
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.applications import selectors
from permits.applications.assess import findings_now
from permits.applications.errors import RulesNotMet
from permits.applications.kinds.kind import kinds
from permits.applications.models import Assessment, PermitApplication
from permits.applications.services import decide
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.policies import case_seen_by, steps_open_to, visible_cases
from permits.cases.selectors import history_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show an application; a POST takes the named step."""
    found = visible_cases().filter(pk=case_id).first()
    if found is None or not case_seen_by(request.user, found):
        raise NotFound
    with territory([found.municipality_id]):
        if request.method == "POST":
            return _take(request, found)
        return render(request, "applications/case.html", _context(request, found))


def _take(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a step; a refusal shows the page again with the reason, and nothing is written."""
    person = request.user
    if not isinstance(person, User):
        raise NotFound
    try:
        moved = decide(case=case, name=request.POST.get("step", ""), by=person, note=request.POST.get("note", ""))
    except DomainError as error:
        context = {**_context(request, case), "refusal": error, "note": request.POST.get("note", "")}
        if isinstance(error, RulesNotMet):  # what was found now says why, the run that is kept may be of another day
            context["findings"] = told_findings(findings_now(context["application"]))
        return render(request, "applications/case.html", context, status=http_status(error))
    label = flows[case.kind].states(moved.state).label
    messages.success(request, _("Done. The application is now: %(state)s") % {"state": label})
    return redirect("application:case", case.pk)


def _context(request: HttpRequest, case: Case) -> dict[str, Any]:
    application = selectors.application_of(case.pk)
    flow = flows[case.kind]
    steps = steps_open_to(request.user, case)
    return {
        "case": case,
        "application": application,
        "kind": kinds[application.kind],
        "state": flow.states(case.state),
        "parcel": PublishedParcel.objects.filter(pk=application.parcel_id).first(),
        "code": display(application.parcel.code or ""),
        "findings": _findings(application),
        "events": history_of(case),
        "steps": steps,
        "waits": any(step.awaited for step in steps),
        "needs_reason": [step.label for step in steps if step.needs_note],
        "permit": getattr(application, "permit", None),
        "bbox": lonlat_bbox(application.version.geom),
        "own": case.opened_by_id == request.user.pk,
    }


def _findings(application: PermitApplication) -> list[dict[str, Any]]:
    """Return the latest kept run's findings in the reader's language."""
    latest: Assessment | None = application.assessments.last()
    return told_findings(latest.findings if latest else [])
