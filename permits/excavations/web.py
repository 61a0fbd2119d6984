"""Pages of digs: applying with the checks beforehand, the case, other days, the public page of a dig."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.errors import DomainError, http_status
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.municipalities.selectors import all_ids
from geo.spatial.crs import lonlat_bbox, lonlat_bbox_around, tile_box
from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.keeping import kept_finding, told_findings
from geo.spatial_rules.rule import Answer, MissingSource
from permits.applications.assess import findings_now
from permits.applications.errors import RulesNotMet
from permits.applications.guards import is_paid
from permits.applications.kinds.kind import kinds
from permits.applications.models import PermitApplication
from permits.applications.papers import paper_subject
from permits.cases.drawn import SNAP_PX
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, progress, signed_in
from permits.excavations.broker import Advice, advise
from permits.excavations.drawing import draw_dig
from permits.excavations.enums import DigState, Manner, Network
from permits.excavations.forms import DaysForm, DigForm, MoreDaysForm
from permits.excavations.guards import application_of, asked_extension
from permits.excavations.kind import RULES
from permits.excavations.models import PublishedDig
from permits.excavations.proposal import DigProposal, dig_proposal, plan_of
from permits.excavations.services import apply_for_dig, ask_for_days, decide_dig, plan_again, proposed
from permits.payments.panels import fee_and_bill
from permits.subdivisions.selectors import outlines_within

#: How far around a route the map looks, metres.
AROUND_M = 40
#: Not the steps' own buttons: they come with a form of their own.
WITH_A_FORM = ("ask_extension",)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """Apply to dig: every check and the next free days first, then the application."""
    form = DigForm(request.POST or None)
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                office = form.office()
                with territory([office.pk]):
                    if request.POST.get("action") == "ask":
                        return redirect("excavations:case", _apply(request, form, office))
                    context |= _preview(form, office)
                    status = 200
            except DomainError as error:
                context |= {"refusal": error}
                status = http_status(error)
            form.give_back(**context.get("taken", {}))
    context |= {"form": form, "bbox": _bbox(form), "asked": _asked_of_the_map(form)}
    return render(request, "excavations/apply.html", context, status=status)


def _apply(request: HttpRequest, form: DigForm, office: Municipality) -> UUID:
    made = apply_for_dig(
        asked=form.asked(office), applicant=form.applicant(), by=signed_in(request),
        request_id=form.cleaned_data["request_id"],
    )  # fmt: skip
    return made.pk


def _preview(form: DigForm, office: Municipality) -> dict[str, Any]:
    subject = proposed(form.asked(office))
    verdict = judge_all(RULES, subject)
    findings = told_findings(kept_finding(item) for item in verdict.judged)
    return {
        "office": office,
        "findings": findings,
        "picture": draw_dig(subject.works, findings),
        "may_pass": verdict.answer == Answer.YES,
        "advice": _advice(subject),
        "subject": subject,
    }


def _advice(subject: DigProposal) -> dict[str, Any] | None:
    """Return the next free days and trenches to share; None where dated figures are missing."""
    try:
        advice: Advice = advise(subject, earliest=max(subject.starts_on, subject.on))
    except MissingSource:
        return None
    return {
        "starts_on": advice.starts_on,
        "ends_on": advice.ends_on,
        "same": advice.starts_on == subject.starts_on,
        "joint": [{"dig": joint, "network": Network(joint.network).label} for joint in advice.joint],
    }


def _asked_of_the_map(form: DigForm) -> dict[str, Any]:
    route = {"draw": "line", "says": "route"}
    tools = {manner.value: {**route, "picks": int(manner == Manner.CONNECTION)} for manner in Manner}
    return {"shapes": reverse("excavations:outlines"), "tools": tools, "points": form.drawn(), "snap": SNAP_PX}


def _bbox(form: DigForm) -> str:
    """Return where the map looks: around the routes that were read, or nowhere in particular."""
    routes = getattr(form, "cleaned_data", {}).get("points")
    if not routes:
        return ""
    xs, ys = zip(*(point for route in routes for point in route), strict=True)
    return lonlat_bbox_around((min(xs), min(ys), max(xs), max(ys)), AROUND_M)


@login_required
@require_safe
def outlines(request: HttpRequest) -> JsonResponse:
    """Answer the outlines of parcels in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    return JsonResponse(outlines_within(tile_box(request.GET.get("bbox", "")), offices=all_ids()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a dig; a POST takes the named step."""
    return PAGE.answer(request, case_id)


@login_required
@require_POST
def days(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Put other days in the place of those asked for, before the approval."""
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        form = DaysForm(request.POST)
        if not form.is_valid():
            return PAGE.show(request, found, status=400, days_form=form)
        try:
            plan_again(application=application_of(found), by=signed_in(request), **form.cleaned_data)
        except DomainError as error:
            return PAGE.refuse(request, found, error, days_form=form)
    return redirect("excavations:case", case_id)


@login_required
@require_POST
def extension(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Ask for more days of a dig under way."""
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        form = MoreDaysForm(request.POST)
        if not form.is_valid():
            return PAGE.show(request, found, status=400, more_form=form)
        try:
            ask_for_days(case=found, by=signed_in(request), **form.cleaned_data)
        except DomainError as error:
            return PAGE.refuse(request, found, error, more_form=form)
    return redirect("excavations:case", case_id)


@require_safe
def dig(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Show what everyone may know of a dig; `?fragment=card` answers the card of the map."""
    found = get_object_or_404(PublishedDig, pk=hold_id)
    card = request.GET.get("fragment") == "card"
    context = {"dig": found, "bbox": lonlat_bbox(found.geom)}
    return render(request, "excavations/dig_card.html" if card else "excavations/dig.html", context)


def _context(request: HttpRequest, case: Case) -> Context:
    application = application_of(case)
    own = case.opened_by_id == request.user.pk
    told = progress(request.user, case, barred=(*(() if is_paid(case) else ("issue_paid",)), *WITH_A_FORM))
    hold = PublishedDig.objects.filter(application_id=case.pk).first()
    findings = _findings(application)
    return {
        **told,
        **fee_and_bill(case, kinds[application.kind].charges(application)),
        "application": application,
        "details": application.details,
        "manner": Manner(application.details["manner"]).label,
        "network": Network(application.details["network"]).label,
        "plan": plan_of(application),
        "wish": asked_extension(application),
        "findings": findings,
        "picture": draw_dig(application.works, findings),
        "permit": getattr(application, "permit", None),
        "hold": hold,
        "bbox": lonlat_bbox(application.works.buffer(AROUND_M)),
        "own": own,
        "subject": paper_subject(case.pk),
        "advice": _case_advice(application, case),
        "days_form": DaysForm(initial=_days_now(application)) if own and case.state in CHANGEABLE else None,
        "more_form": MoreDaysForm() if own and case.state == DigState.WORKING else None,
    }


#: States in which the applicant may name other days.
CHANGEABLE = (DigState.DRAFT, DigState.RETURNED)


def _days_now(application: PermitApplication) -> dict[str, Any]:
    plan = plan_of(application)
    return {"starts_on": plan.starts_on, "ends_on": plan.ends_on, "closure": plan.closure}


def _case_advice(application: PermitApplication, case: Case) -> dict[str, Any] | None:
    """Return free days while days can still be chosen."""
    if case.state not in (*CHANGEABLE, DigState.SUBMITTED, DigState.COORDINATION):
        return None
    return _advice(dig_proposal(application, timezone.localdate()))


def _findings(application: PermitApplication) -> list[dict[str, Any]]:
    latest = application.assessments.last()
    return told_findings(latest.findings if latest else [])


def _explain(error: DomainError, case: Case) -> Context:
    """Return what the rules say now: that is why."""
    if not isinstance(error, RulesNotMet):
        return {}
    application = application_of(case)
    findings = told_findings(findings_now(application))
    return {"findings": findings, "picture": draw_dig(application.works, findings)}


PAGE = CasePage(
    kinds={"excavation"},
    template="excavations/case.html",
    done=_("Done. The excavation is now: %(state)s"),
    context=_context,
    decide=decide_dig,
    explain=_explain,
)
