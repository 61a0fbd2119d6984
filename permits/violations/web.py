"""Pages of violations: writing one down on the site, and its case with visits, orders, fine and steps."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.gis.geos import GEOSGeometry, Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.enums import Role
from geo.accounts.models import User
from geo.accounts.policies import territories_of
from geo.errors import DomainError, NotAllowed, http_status
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.printing.selectors import printout_pdf
from geo.spatial.crs import LONLAT_SRID, lonlat_bbox, storage_srid
from geo.spatial.shapes import transformed
from parcels.register.codes import display
from parcels.register.models import Parcel, PublishedParcel
from parcels.register.selectors import published_parcel
from permits.cases.flow import Text, flows
from permits.cases.models import Case
from permits.cases.pages import CasePage, Context, paper, progress, signed_in
from permits.cases.stopping import case_of_permit, stoppables
from permits.payments.panels import fee_and_bill
from permits.violations import selectors
from permits.violations.enums import OVER
from permits.violations.errors import FineUnknown, PermitUnknown, PlaceMissing, PlaceOutside, TermMissing
from permits.violations.fines import day_of, quantities_of
from permits.violations.flow import KIND
from permits.violations.forms import OrderForm, RecordForm, RespondentForm, VisitForm, read_photos
from permits.violations.guards import OPEN_TO_NAMES
from permits.violations.models import Violation
from permits.violations.orders import lift_order, order_stop
from permits.violations.policies import may_inspect, may_order, subject_of
from permits.violations.services import Sighting, decide, name_respondent, record_violation, record_visit
from permits.violations.serving import has_notice, printed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Write down a violation; `?parcel=` and `?permit=` say against what."""
    person = signed_in(request)
    offices = territories_of(person, role=Role.INSPECTOR)
    if not offices:
        raise NotAllowed
    given = {name: request.GET.get(name, "")[:40] for name in ("parcel", "permit")}
    form = RecordForm(request.POST or None, request.FILES or None, initial=given)
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with territory(offices):
                made = _record(form, person, offices)
            messages.success(request, _("The violation is recorded."))
            return redirect("violations:case", made.pk)
        except DomainError as error:
            refusal = error
    status = http_status(refusal) if refusal else 400 if form.errors else 200
    return render(request, "violations/record.html", {"form": form, "refusal": refusal}, status=status)


def _record(form: RecordForm, person: User, offices: tuple[int, ...]) -> Violation:
    """Record what the form tells. Errors: PlaceMissing, PlaceOutside, PermitUnknown, and those of recording."""
    told = form.cleaned_data
    parcel = _parcel(told["parcel"])
    permit_case = _permit_case(told["permit"], offices)
    point = _point(told)
    office, place, land = _where(point, parcel, permit_case, offices)
    sighting = Sighting(
        office=office, item=told["item"], place=place, note=told["note"].strip(), parcel=land, permit_case=permit_case,
        sites=told["sites"] or 1, respondent=form.named(), photos=form.pictures(),
    )  # fmt: skip
    return record_violation(sighting=sighting, by=person, request_id=told["request_id"])


def _parcel(typed: str) -> PublishedParcel | None:
    return published_parcel(typed) if typed.strip() else None


def _permit_case(typed: str, offices: tuple[int, ...]) -> Case | None:
    if not typed.strip():
        return None
    found = case_of_permit(typed)
    if found is None or found.municipality_id not in offices or found.kind not in stoppables:
        raise PermitUnknown
    return found


def _point(told: dict[str, Any]) -> Point | None:
    if told["latitude"] is None:
        return None
    typed = Point(float(told["longitude"]), float(told["latitude"]), srid=LONLAT_SRID)
    return transformed(typed, storage_srid())  # type: ignore[return-value]


def _where(
    point: Point | None, parcel: PublishedParcel | None, permit_case: Case | None, offices: tuple[int, ...]
) -> tuple[Municipality, GEOSGeometry, Parcel | None]:
    """Return the office, the place and the parcel: all of one office. Errors: PlaceMissing, PlaceOutside."""
    claim = permit_case.claims.select_related("version").order_by("-made_at").first() if permit_case else None
    land = Parcel.objects.filter(pk=parcel.pk).first() if parcel else claim.parcel if claim else None
    place = point or (parcel.geom if parcel else claim.version.geom if claim else None)
    if place is None:
        raise PlaceMissing
    at = selectors.office_at(point, offices) if point else None
    named = permit_case.municipality if permit_case else land.municipality if land else None
    office = named or at
    if office is None or office.pk not in offices or (point is not None and at != office):
        raise PlaceOutside
    if land is not None and land.municipality_id != office.pk:
        raise PlaceOutside
    return office, place, land


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Show a violation; a POST takes a step, or does what its button names. `?fragment=card`: the card of the map."""
    if request.GET.get("fragment") == "card":
        return _card(request, PAGE.find(request, case_id))
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return PAGE.answer(request, case_id)
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        return _act(request, found, act)


@login_required
@require_safe
def notice(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Answer the last notice of a violation as it was filed; the first to ask has it printed. Errors: NoNotice."""
    found = PAGE.find(request, case_id)
    with territory([found.municipality_id]):
        body = printout_pdf(printed(selectors.violation_of(found.pk)))
    return paper(body, name=f"{found.reference}.pdf")


def _card(request: HttpRequest, case: Case) -> HttpResponse:
    with territory([case.municipality_id]):
        violation = selectors.violation_of(case.pk)
        shown = {
            "violation": violation,
            "case": case,
            "bbox": _bbox(violation),
            "state": flows[KIND].states(case.state),
        }
        return render(request, "violations/card.html", shown)


def _act(request: HttpRequest, case: Case, act: "Act") -> HttpResponse:
    """Do what a form of the page asks; what is refused shows the page again, and nothing is written."""
    form = act.form(request.POST, request.FILES)
    if not form.is_valid():
        return PAGE.show(request, case, status=400, **{act.name: form})
    try:
        act.do(selectors.violation_of(case.pk), form, signed_in(request))
    except DomainError as error:
        return PAGE.refuse(request, case, error, **{act.name: form})
    messages.success(request, str(act.done))
    return redirect("violations:case", case.pk)


def _visit(violation: Violation, form: Any, by: User) -> None:
    told = form.cleaned_data
    photos = read_photos(told["photos"])
    record_visit(violation=violation, corrected=told["corrected"], note=told["visit_note"], by=by, photos=photos)


def _name(violation: Violation, form: Any, by: User) -> None:
    name_respondent(violation=violation, respondent=form.respondent(), by=by)


def _stop(violation: Violation, form: Any, by: User) -> None:
    order_stop(violation=violation, reason=form.cleaned_data["reason"], by=by)


def _lift(violation: Violation, form: Any, by: User) -> None:
    lift_order(violation=violation, reason=form.cleaned_data["reason"], by=by)


@dataclass(frozen=True, slots=True)
class Act:
    """What a form of the page does beside the steps; `name` is that of the form in the template."""

    name: str
    form: type[forms.Form]
    do: Callable[[Violation, Any, User], None]
    done: Text


ACTS = {
    "visit": Act("visit_form", VisitForm, _visit, gettext_lazy("The visit is recorded.")),
    "name": Act("name_form", RespondentForm, _name, gettext_lazy("Who is responsible is recorded.")),
    "stop": Act("order_form", OrderForm, _stop, gettext_lazy("Works are stopped.")),
    "lift": Act("order_form", OrderForm, _lift, gettext_lazy("The stop order is lifted.")),
}


def _context(request: HttpRequest, case: Case) -> Context:
    violation = selectors.violation_of(case.pk)
    over = case.state in OVER
    inspects = may_inspect(request.user, case.municipality_id) and not over
    orders = may_order(request.user, case.municipality_id)
    order = selectors.order_in_force(violation)
    return {
        **progress(request.user, case),
        **_fine(violation, case),
        "file": None,  # nobody applied: what is asked of applicants and departments has no place here
        "violation": violation,
        "subject": subject_of(violation.pk),
        "bbox": _bbox(violation),
        "code": display(violation.parcel.code or "") if violation.parcel else "",
        "visits": violation.visits.select_related("visited_by"),
        "orders": violation.orders.select_related("ordered_by", "lifted_by"),
        "order": order,
        "has_notice": has_notice(case),
        "visit_form": VisitForm() if inspects else None,
        "name_form": RespondentForm() if inspects and case.state in OPEN_TO_NAMES else None,
        "order_form": OrderForm() if orders and (order or not over) else None,
    }


def _fine(violation: Violation, case: Case) -> Context:
    """Return the fine's bill, or what it would be by the law of the day of the violation; unknown says so."""
    try:
        return fee_and_bill(case, quantities_of(violation), on=day_of(violation))
    except (FineUnknown, TermMissing) as error:
        return {"bill": None, "fee": None, "estimate": {"missing": ()}, "fine_unknown": error}


def _bbox(violation: Violation) -> str:
    """Return the box of some forty metres around the place."""
    return lonlat_bbox(violation.place.buffer(AROUND_M))


#: Metres around a place on its small map.
AROUND_M = 40
PAGE = CasePage(
    kinds={KIND}, template="violations/case.html", done=gettext_lazy("Done. The violation is now: %(state)s"),
    context=_context, decide=decide,
)  # fmt: skip
