"""Pages of an issued permit: inspections, the wish for a renewal or a transfer, the occupancy certificate."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from geo.printing.selectors import printout_pdf
from geo.spatial.shapes import to_shapely
from permits.applications import selectors
from permits.applications.case_web import PAGE
from permits.applications.enums import Wish
from permits.applications.inspecting import may_inspect, record_inspection, stages_open
from permits.applications.life import Renewal, Transfer, ask_for, may_ask_for
from permits.applications.life_forms import InspectionForm, RenewalForm, TransferForm
from permits.applications.models import OccupancyCertificate, PermitApplication
from permits.applications.setbacks import required_on, side_rows, sides_on
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case
from permits.cases.pages import paper, signed_in
from permits.cases.policies import case_seen_by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def inspect(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Write down what was found of a stage of the works."""
    case = PAGE.find(request, case_id)
    if not may_inspect(request.user, case):
        raise StepNotAllowed
    if not stages_open(case):
        raise StepNotPossible
    with territory([case.municipality_id]):
        application = selectors.application_of(case.pk)
        sides = sides_on(application.ground, timezone.localdate()) if application.kind == "building" else ()
        form = InspectionForm(
            request.POST or None, stages=stages_open(case), land=to_shapely(application.ground.geom), sides=sides
        )
        refusal: DomainError | None = None
        if request.method == "POST" and form.is_valid():
            try:
                record_inspection(application=application, found=form.found(), by=signed_in(request))
                messages.success(request, _("The inspection is written down."))
                return redirect("application:case", case.pk)
            except DomainError as error:
                refusal = error
        context = _inspection_context(application, case, form)
        return _shown(request, "applications/inspection.html", {**context, "refusal": refusal}, form, refusal)


def _inspection_context(application: PermitApplication, case: Case, form: InspectionForm) -> dict[str, Any]:
    """Return what the form shows: beside each side, how far the permitted works stand from it."""
    required = required_on(application.ground, timezone.localdate()) if form.sides else None
    rows = side_rows(form.sides, required, to_shapely(application.works))
    return {
        "form": form,
        "case": case,
        "application": application,
        "sides": list(zip(rows, form.side_fields, strict=True)),
    }


def _shown(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form, refusal: DomainError | None
) -> HttpResponse:
    status = http_status(refusal) if refusal else 400 if form.errors else 200
    return render(request, template, context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_change(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for the renewal of a permit, or for its transfer to a new owner (`what`); the head of the office decides."""
    case = PAGE.find(request, case_id)
    what = Wish.TRANSFER if (request.POST or request.GET).get("what") == Wish.TRANSFER else Wish.RENEWAL
    with territory([case.municipality_id]):
        if not may_ask_for(request.user, case, what):
            raise StepNotPossible
        form = (TransferForm if what == Wish.TRANSFER else RenewalForm)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            ask_for(case=case, wish=_wish(form), by=signed_in(request))
            messages.success(request, _("The request is recorded. The head of the office decides on it."))
            return redirect("application:case", case.pk)
        context = {"form": form, "case": case, "what": what, "application": selectors.application_of(case.pk)}
        return _shown(request, "applications/request.html", context, form, None)


def _wish(form: TransferForm | RenewalForm) -> Renewal | Transfer:
    if isinstance(form, TransferForm):
        return Transfer(owner=form.applicant(), deed_number=form.cleaned_data["deed_number"])
    return Renewal()


@login_required
@require_safe
def occupancy(request: HttpRequest, number: str) -> HttpResponse:
    """Answer the occupancy certificate of a permit as it was filed, to the office and to whoever applied."""
    published = selectors.published_permit(number)
    with territory([published.municipality_id]):
        found = OccupancyCertificate.objects.filter(pk=published.pk).select_related(
            "printout", "permit__application__case"
        )
        made = found.first()
        if made is None or made.printout is None or not case_seen_by(request.user, made.permit.application.case):
            raise NotFound
        body = printout_pdf(made.printout)
    return paper(body, name=f"{made.number}.pdf")
