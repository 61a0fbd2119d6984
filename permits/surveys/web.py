"""Pages of surveys: asking for one, and the page of its case with field work, checklist and steps."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import DomainError, NotFound
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
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, paper, progress, signed_in
from permits.surveys import selectors
from permits.surveys.assess import findings_now
from permits.surveys.certificate import grid_name, ratio_in_words
from permits.surveys.enums import SurveyPurpose
from permits.surveys.errors import SurveyNotOpen, SurveyRulesNotMet
from permits.surveys.forms import AskForm, SheetForm
from permits.surveys.models import FieldSheet, Survey
from permits.surveys.points import is_adjusted, point_rows
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
                by=signed_in(request),
                request_id=form.cleaned_data["request_id"],
            )
        return redirect("surveys:case", survey.pk)
    context = {"form": form, "parcel": parcel, "code": display(parcel.code), "bbox": lonlat_bbox(parcel.geom)}
    return render(request, "surveys/ask.html", context, status=400 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a survey; a POST records a field sheet or takes the named step."""
    if "readings" not in request.POST:
        return PAGE.answer(request, case_id)
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        return _record(request, found)


@login_required
@require_safe
def document(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the decision as it was filed, to the office and to whoever asked for it."""
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        decision = getattr(selectors.survey_of(found.pk), "decision", None)
        if decision is None or decision.printout is None:
            raise NotFound
        body = printout_pdf(decision.printout)
    return paper(body, name=f"{decision.number}.pdf")


def _record(request: HttpRequest, case: Case) -> HttpResponse:
    """Record a field sheet; what cannot be read shows the page again with the reason, and nothing is written."""
    form = SheetForm(request.POST)
    if not form.is_valid():
        return PAGE.show(request, case, status=400, form=form)
    try:
        record_sheet(survey=selectors.survey_of(case.pk), notes=form.notes(), by=signed_in(request))
    except DomainError as error:
        return PAGE.refuse(request, case, error, form=form)
    messages.success(request, _("The field sheet is recorded."))
    return redirect("surveys:case", case.pk)


def _explain(error: DomainError, case: Case) -> Context:
    """Return what is found now: that says why."""
    if not isinstance(error, SurveyRulesNotMet):
        return {}
    return {"findings": told_findings(findings_now(selectors.survey_of(case.pk)))}


def _context(request: HttpRequest, case: Case) -> Context:
    survey = selectors.survey_of(case.pk)
    decision = getattr(survey, "decision", None)
    run = survey.assessments.last()
    return {
        **progress(request.user, case, barred=SECOND_HANDS if observed_himself(request.user, survey) else ()),
        "survey": survey,
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
        "observations": point_rows(sheet),
        "adjusted": is_adjusted(sheet),
    }


PAGE = CasePage(
    kinds={"survey"},
    template="surveys/case.html",
    done=gettext_lazy("Done. The survey is now: %(state)s"),
    context=_context,
    decide=decide,
    explain=_explain,
)
