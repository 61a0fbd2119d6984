"""Pages of surveys: asking for one, and the page of its case with field work, checklist and steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.models import User
from geo.calendars.digits import format_number
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from geo.printing.maps import outline, sides_of
from geo.printing.selectors import printout_pdf
from geo.spatial.crs import lonlat_bbox
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.keeping import told_findings
from parcels.register.codes import display
from parcels.register.enums import ParcelState
from parcels.register.models import PublishedParcel
from parcels.register.selectors import published_parcel
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.policies import case_seen_by, steps_open_to, visible_cases
from permits.cases.selectors import history_of
from permits.surveys import selectors
from permits.surveys.assess import findings_now
from permits.surveys.certificate import grid_name, ratio_in_words
from permits.surveys.enums import SurveyPurpose
from permits.surveys.errors import SurveyNotOpen, SurveyRulesNotMet
from permits.surveys.forms import AskForm, SheetForm
from permits.surveys.models import FieldSheet, Survey
from permits.surveys.policies import SECOND_HANDS, may_record, observed_himself
from permits.surveys.services import decide, open_survey, record_sheet


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a survey decision on a parcel."""
    parcel = published_parcel(code)
    if parcel.state != ParcelState.ACTIVE:
        raise SurveyNotOpen
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with territory([parcel.municipality_id]):
            survey = open_survey(
                parcel=parcel,
                purpose=SurveyPurpose(form.cleaned_data["purpose"]),
                by=_person(request),
                request_id=form.cleaned_data["request_id"],
            )
        return redirect("surveys:case", survey.pk)
    context = {"form": form, "parcel": parcel, "code": display(parcel.code), "bbox": lonlat_bbox(parcel.geom)}
    return render(request, "surveys/ask.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a survey; a POST records a field sheet or takes the named step."""
    found = _case(request, case_id)
    with territory([found.municipality_id]):
        if request.method != "POST":
            return render(request, "surveys/case.html", _context(request, found))
        return _record(request, found) if "readings" in request.POST else _take(request, found)


@login_required
@require_safe
def document(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the decision as it was filed, to the office and to whoever asked for it."""
    found = _case(request, case_id)
    with territory([found.municipality_id]):
        decision = getattr(selectors.survey_of(found.pk), "decision", None)
        if decision is None or decision.printout is None:
            raise NotFound
        body = printout_pdf(decision.printout)
    response = HttpResponse(body, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{decision.number.replace("/", "-")}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise NotFound
    return request.user


def _case(request: HttpRequest, case_id: UUID) -> Case:
    found = visible_cases().filter(pk=case_id, kind="survey").first()
    if found is None or not case_seen_by(request.user, found):
        raise NotFound
    return found


def _record(request: HttpRequest, case: Case) -> HttpResponse:
    """Record a field sheet; what cannot be read shows the page again with the reason, and nothing is written."""
    form = SheetForm(request.POST)
    refusal: DomainError | None = None
    if form.is_valid():
        try:
            record_sheet(survey=selectors.survey_of(case.pk), notes=form.notes(), by=_person(request))
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("The field sheet is recorded."))
            return redirect("surveys:case", case.pk)
    context = {**_context(request, case), "form": form, "refusal": refusal}
    return render(request, "surveys/case.html", context, status=http_status(refusal) if refusal else 400)


def _take(request: HttpRequest, case: Case) -> HttpResponse:
    """Take a step; a refusal shows the page again with the reason, and nothing is written."""
    note = request.POST.get("note", "")
    try:
        moved = decide(case=case, name=request.POST.get("step", ""), by=_person(request), note=note)
    except DomainError as error:
        context = {**_context(request, case), "refusal": error, "note": note}
        if isinstance(error, SurveyRulesNotMet):  # what was found now says why
            context["findings"] = told_findings(findings_now(context["survey"]))
        return render(request, "surveys/case.html", context, status=http_status(error))
    label = flows[case.kind].states(moved.state).label
    messages.success(request, _("Done. The survey is now: %(state)s") % {"state": label})
    return redirect("surveys:case", case.pk)


def _context(request: HttpRequest, case: Case) -> dict[str, Any]:
    survey = selectors.survey_of(case.pk)
    flow = flows[case.kind]
    steps = steps_open_to(request.user, case)
    if observed_himself(request.user, survey):
        steps = [step for step in steps if step.name not in SECOND_HANDS]
    decision = getattr(survey, "decision", None)
    run = survey.assessments.last()
    return {
        "case": case,
        "survey": survey,
        "state": flow.states(case.state),
        "events": history_of(case),
        "steps": steps,
        "waits": any(step.awaited for step in steps),
        "needs_reason": [step.label for step in steps if step.needs_note],
        "findings": told_findings(run.findings if run else []),
        "form": SheetForm() if may_record(request.user, case) else None,
        "decision": decision,
        "standing": selectors.standing(decision) if decision else None,
        **_land(survey),
        **_field_work(selectors.last_sheet(survey)),
    }


def _land(survey: Survey) -> dict[str, Any]:
    return {
        "parcel": PublishedParcel.objects.filter(pk=survey.parcel_id).first(),
        "code": display(survey.parcel.code or ""),
        "bbox": lonlat_bbox(survey.version.geom),
        "outline": outline(sides_of(to_shapely(survey.version.geom))),
    }


def _field_work(sheet: FieldSheet | None) -> dict[str, Any]:
    if sheet is None:
        return {"sheet": None}
    return {
        "sheet": sheet,
        "sheet_grid": grid_name(sheet.epsg),
        "ratio": ratio_in_words(sheet.misclosure_ratio),
        "observations": [
            {"seen": seen, "east": _coordinate(seen.geom.x), "north": _coordinate(seen.geom.y)}
            for seen in sheet.observations.all()
        ],
    }


def _coordinate(metres: float) -> str:
    """Return a coordinate to the millimetre in the reader's digits; coordinates are not grouped."""
    return format_number(metres, get_language() or "ar", places=3)
