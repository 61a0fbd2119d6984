"""Pages of land changes: asking with a preview, and the page of a case with its checklist and steps."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.gis.geos import GeometryCollection
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import DomainError, NotAllowed, http_status
from geo.municipalities.scope import current, territory
from geo.spatial.crs import lonlat_bbox, lonlat_bbox_around, tile_box
from geo.spatial.points import written
from geo.spatial_rules.keeping import told_findings
from parcels.register.codes import display
from parcels.register.lineage import LandChange
from parcels.register.models import LineageLink, Parcel, PublishedParcel
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, progress, signed_in
from permits.subdivisions.assess import findings_of, judge, judge_now
from permits.subdivisions.drawing import draw_change
from permits.subdivisions.enums import RequestState, Wish
from permits.subdivisions.errors import RulesNotMet
from permits.subdivisions.flow import KIND
from permits.subdivisions.forms import ASKED, BY_BEARING, LINES, OUTLINES, PARCELS, LandChangeForm
from permits.subdivisions.models import CheckInCase, LandChangeRequest, Proposal
from permits.subdivisions.policies import may_ask
from permits.subdivisions.selectors import change_of, latest_proposal, outlines_within, request_of
from permits.subdivisions.services import ask_for_change, decide, propose_again
from permits.subdivisions.spatial_rules.subject import Subject
from permits.subdivisions.typed import parcels_named
from permits.subdivisions.wishes import change_asked

#: What to do about a refusal that comes from the shapes: code → sentence.
REMEDIES = {
    "not_cut": gettext_lazy(
        "Let the line begin and end outside the land or on its boundary, and cross it once; for equal parts try another"
        " bearing. Then look again."
    ),
    "not_neighbours": gettext_lazy("Choose parcels that share a boundary; what lies apart is merged step by step."),
    "land_unknown": gettext_lazy("Open the parcel's page: it may have been divided, or belong to another office."),
    "state_not_possible": gettext_lazy("Another case may hold the parcel. Open its page to see which."),
}
#: How much land beside the named parcels the map shows, as a share of their extent.
AROUND = 0.4


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a change of land: a preview with its checks first, then the request."""
    if not may_ask(request.user):
        raise NotAllowed
    named = "\n".join(display(code) for code in request.GET.getlist("parcel"))
    wish = request.GET.get("wish", "")
    initial = {"parcels": named, "wish": wish if wish in ASKED else Wish.SPLIT_LINE}
    return _form_page(request, LandChangeForm(request.POST or None, initial=initial), None)


@login_required
@never_cache
@require_safe
def outlines(request: HttpRequest) -> JsonResponse:
    """Answer the exact outlines of the land in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    if not may_ask(request.user):
        raise NotAllowed
    return JsonResponse(outlines_within(tile_box(request.GET.get("bbox", "")), offices=current()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_again(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Make a new revision of a request that is a draft or was returned."""
    case = PAGE.find(request, case_id)
    with territory([case.municipality_id]):
        form = LandChangeForm(request.POST or None, initial=_initial(latest_proposal(case.pk)))
        return _form_page(request, form, case)


def _form_page(request: HttpRequest, form: LandChangeForm, case: Case | None) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "case": case}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                if request.POST.get("action") == "ask":
                    return redirect("land_change:case", _write(request, form, case))
                context |= _preview(form, signed_in(request).pk)
                status = 200
            except DomainError as error:
                context |= {"refusal": error, "remedy": REMEDIES.get(error.code, "")}
                status = http_status(error)
            form.give_back()
    context |= {"bbox": _bbox(form), "asked": _asked_of_the_map(form), **form.laid_out()}
    return render(request, "subdivisions/ask.html", context, status=status)


def _asked_of_the_map(form: LandChangeForm) -> dict[str, Any]:
    """Return what the map needs to know of the form: how each wish is drawn, and what was drawn before."""
    tools = {
        wish.value: {
            "draw": "line" if wish in LINES | BY_BEARING else "outline" if wish in OUTLINES else "",
            "picks": PARCELS.get(wish, (1, 1))[1],
        }
        for wish in ASKED
    }
    return {"shapes": reverse("land_change:outlines"), "tools": tools, "points": form.drawn()}


def _write(request: HttpRequest, form: LandChangeForm, case: Case | None) -> UUID:
    person = signed_in(request)
    if case is not None:
        propose_again(case=case, asked=form.asked(), grounds=form.grounds(), by=person)
        return case.pk
    made = ask_for_change(
        asked=form.asked(), grounds=form.grounds(), by=person, request_id=form.cleaned_data["request_id"]
    )
    return made.pk


def _preview(form: LandChangeForm, asked_by: int) -> dict[str, Any]:
    change = change_asked(form.asked())
    subject = Subject.wished(change, on=timezone.localdate(), asked_by=asked_by)
    judgement = judge(subject, exempted=frozenset(form.grounds().exemptions))
    return {
        "drawing": draw_change(change, subject.versions),
        "parts": parts_of(change),
        "released": change.released,
        "findings": told_findings(findings_of(judgement)),
        "may_pass": judgement.may_pass,
    }


def parts_of(change: LandChange) -> list[dict[str, Any]]:
    """Return the parts as the table shows them: turn, area in m², whether it keeps its number, and which."""
    labels = dict(Parcel.objects.filter(pk__in=change.touched).values_list("pk", "parcel_label"))
    parts = [(part, True) for part in change.kept] + [(part, False) for part in change.children]
    return [
        {"turn": turn, "area": part.geom.area, "keeps": keeps, "number": labels.get(part.parcel_id, "")}
        for turn, (part, keeps) in enumerate(parts, start=1)
    ]


def _bbox(form: LandChangeForm) -> str:
    """Return where the map of the form looks: around the parcels that are named, or nowhere in particular."""
    try:
        named = form.named or parcels_named(str(form["parcels"].value() or ""))
    except ValidationError:
        return ""
    west, south, east, north = GeometryCollection([parcel.geom for parcel in named]).extent
    margin = AROUND * max(east - west, north - south)
    return lonlat_bbox_around((west, south, east, north), margin)


def _initial(proposal: Proposal) -> dict[str, Any]:
    inputs = proposal.inputs
    codes = [end.parcel.code or "" for end in proposal.touched.all()]
    return {
        "parcels": "\n".join(display(code) for code in codes),
        "wish": proposal.wish if proposal.wish in ASKED else Wish.SPLIT_LINE,
        "points": written(inputs["points"]),
        "placed": inputs["points"],
        "parts": inputs["parts"] or None,
        "areas": " ".join(str(area) for area in inputs["areas_m2"]),
        "bearing": inputs["bearing"],
        "reason": proposal.reason,
        "source": proposal.source,
        "accuracy_m": proposal.accuracy_m,
        **{f"excuse_{code}": why for code, why in proposal.exemptions.items()},
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a request; a POST takes the named step."""
    return PAGE.answer(request, case_id)


def _explain(error: DomainError, case: Case) -> Context:
    """Return what to do about a refusal, and what the rules say now where they refused."""
    told: Context = {"remedy": REMEDIES.get(error.code, "")}
    if isinstance(error, RulesNotMet):
        told["findings"] = told_findings(findings_of(judge_now(latest_proposal(case.pk))))
    return told


def _context(request: HttpRequest, case: Case) -> Context:
    proposal = latest_proposal(case.pk)
    change = change_of(proposal)
    versions = [end.version for end in proposal.touched.all()]
    latest = proposal.assessments.last()
    may_change = case.opened_by_id == request.user.pk and case.state in (RequestState.DRAFT, RequestState.RETURNED)
    return {
        **progress(request.user, case),
        "proposal": proposal,
        "drawing": draw_change(change, versions),
        "parts": parts_of(change),
        "released": change.released,
        "touched": [{"end": end, "code": display(end.parcel.code or "")} for end in proposal.touched.all()],
        "findings": told_findings(latest.findings if latest else []),
        "may_change": may_change,
        "exemptions": _exemptions(proposal, latest.findings if latest else []),
        "came": _came_of(request_of(case.pk)),
        "came_with": CheckInCase.objects.filter(request=case.pk).select_related("checkin").first(),
        "bbox": lonlat_bbox(versions[0].geom),
    }


def _exemptions(proposal: Proposal, findings: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Return each exemption that is asked for: from which rule, and why."""
    titles = {found["rule"]: found["title"] for found in told_findings(findings)}
    return [(titles.get(rule, rule), why) for rule, why in proposal.exemptions.items()]


def _came_of(request: LandChangeRequest) -> list[PublishedParcel]:
    """Return the parcels that the change brought, as they stand today; none before it was approved."""
    if request.event_id is None:
        return []
    children = LineageLink.objects.filter(event=request.event_id).values_list("child_id", flat=True)
    return list(PublishedParcel.objects.filter(pk__in=list(children)).order_by("code"))


PAGE = CasePage(
    kinds={KIND},
    template="subdivisions/case.html",
    done=gettext_lazy("Done. The request is now: %(state)s"),
    context=_context,
    decide=decide,
    explain=_explain,
)
