"""Pages on which works on a plot are asked for, and judged before anything is written."""

from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import format_number, local_digits
from geo.errors import DomainError, NotFound, http_status
from geo.municipalities.scope import territory
from geo.spatial.crs import lonlat_bbox_around, tile_box
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.keeping import told_findings
from parcels.fabric.models import PublishedBuilding
from parcels.register.codes import display
from parcels.register.models import BoundaryVersion, PublishedParcel
from parcels.register.selectors import published_parcel
from permits.applications.assess import findings_now
from permits.applications.drawing import draw_works
from permits.applications.enums import PermitKind
from permits.applications.errors import FootprintWrong
from permits.applications.kinds.kind import Kind, details_of, kinds
from permits.applications.kinds.simple import made_from
from permits.applications.models import PermitApplication, SimpleKind
from permits.applications.selectors import outlines_within
from permits.applications.services import Asked, open_application, version_open_to_works
from permits.applications.setbacks import required_on, setbacks_of, side_rows, sides_on
from permits.applications.simple import simple_kind_on
from permits.applications.simple_forms import SimpleForm
from permits.applications.works_forms import FORMS, BuildingForm, Way, WorksForm
from permits.cases.drawn import SNAP_PX
from permits.cases.pages import signed_in
from permits.payments.fees import ExplainedFee
from permits.payments.tariffs import explain_fee, lines_of

#: How much of the land's extent is shown around it on the map of the form.
AROUND = 0.2


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply_for_works(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """Ask for works of a kind on a parcel: `action=check` shows what would be, `action=open` opens the application."""
    parcel = published_parcel(code)
    with territory([parcel.municipality_id]):
        version = version_open_to_works(parcel)
        row = None if kind in FORMS else simple_kind_on(kind, version.parcel.municipality, timezone.localdate())
        if row is None and kind not in FORMS:
            raise NotFound
        wanted = made_from(row) if row else kinds[kind]
        return _answer(request, wanted, parcel, version, works_form(request, wanted.kind, version, row=row), row)


def works_form(
    request: HttpRequest, kind: str, version: BoundaryVersion, *, row: SimpleKind | None, **said: Any
) -> WorksForm:
    """Return the form of works of a kind on land; `said` goes to the form: what it begins with."""
    today, land = timezone.localdate(), to_shapely(version.geom)
    sent = (request.POST or None, request.FILES or None)
    if row is not None:
        return SimpleForm(*sent, row=row, land=land, sides=(), required=None, **said)
    new = FORMS[kind] is BuildingForm
    return FORMS[kind](
        *sent, land=land, sides=sides_on(version, today) if new else (),
        required=required_on(version, today) if new else None, standing=() if new else _standing(version, land), **said,
    )  # fmt: skip


def _standing(version: BoundaryVersion, land: BaseGeometry) -> list[tuple[str, str, BaseGeometry]]:
    """Return the buildings that stand on land: key, how each is named, the part that is on the land."""
    language, found = get_language() or "ar", []
    for building in PublishedBuilding.objects.filter(geom__intersects=version.geom).order_by("id"):
        part = to_shapely(building.geom).intersection(land)
        if part.area >= 1:
            said = _("Building of %(area)s m², %(floors)s floors")
            facts = {
                "area": format_number(part.area, language, places=0),
                "floors": format_number(building.floors, language, places=0),
            }
            found.append((str(building.pk), local_digits(said % facts, language), part))
    return found


def _answer(
    request: HttpRequest, kind: Kind, parcel: PublishedParcel, version: BoundaryVersion, form: WorksForm,
    row: SimpleKind | None,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                application = asked_for(kind, version, form, row)
                if request.POST.get("action") == "open":
                    return redirect("application:case", _opened(request, application, form).pk)
                context |= preview(kind, application)
                status = 200
            except DomainError as error:
                context |= {"refusal": error}
                status = http_status(error)
            form.give_back()
    return render(request, "applications/works.html", page_of(kind, parcel, version, form) | context, status=status)


def asked_for(kind: Kind, version: BoundaryVersion, form: WorksForm, row: SimpleKind | None) -> PermitApplication:
    """Return the application as it would be, unwritten. Errors: DetailsWrong, FootprintWrong."""
    if form.works is None:
        raise FootprintWrong
    return PermitApplication(
        case_id=uuid4(), municipality=version.parcel.municipality, kind=kind.kind, parcel=version.parcel,
        version=version, works=form.works, details=details_of(kind, form.raw(), form.works), simple=row,
    )  # fmt: skip


def _opened(request: HttpRequest, application: PermitApplication, form: WorksForm) -> PermitApplication:
    asked = Asked(
        kind=PermitKind(application.kind), office=application.municipality, version=application.version,
        works=application.works,
        details=application.details, simple=application.simple,
    )  # fmt: skip
    return open_application(
        asked=asked, applicant=form.applicant(), by=signed_in(request), request_id=form.cleaned_data["request_id"]
    )


def preview(kind: Kind, application: PermitApplication) -> dict[str, Any]:
    """Return what the rules and the tariffs say of works that nobody has asked for yet."""
    today, version = timezone.localdate(), application.ground
    findings = told_findings(findings_now(application))
    plan = setbacks_of(application, today) if kind.kind == "building" else None
    _category, told = explain_fee(application.municipality, kind.charges(application), today)
    return {
        "findings": findings,
        "may_pass": all(finding["answer"] == "yes" for finding in findings),
        "picture": draw_works(
            version, application.works, buildable=plan.envelope if plan else None, findings=findings
        ),
        "rows": side_rows(
            sides_on(version, today), required_on(version, today), to_shapely(application.works)
        ) if kind.kind == "building" else [],
        "area_m2": application.works.area,
        "fee": told.amount if isinstance(told, ExplainedFee) else None,
        "fee_lines": lines_of(told) if isinstance(told, ExplainedFee) else [],
    }  # fmt: skip


def page_of(kind: Kind, parcel: PublishedParcel, version: BoundaryVersion, form: WorksForm) -> dict[str, Any]:
    """Return what the page shows besides what is judged: the land, the sides, what the map is asked for."""
    rows = side_rows(form.sides, required_on(version, timezone.localdate()) if form.sides else None)
    tools = {way.value: {"draw": "outline" if way == Way.DRAWN else "", "picks": 0} for way in form.ways}
    return {
        "kind": kind,
        "form": form,
        "parcel": parcel,
        "code": display(parcel.code),
        "sides": list(zip(rows, form.side_fields, strict=True)),
        "land_picture": draw_works(version, None),
        "may_draw": Way.DRAWN in form.ways,
        "may_send": Way.FILE in form.ways,
        "asked": {"shapes": reverse("applications:outlines"), "tools": tools, "points": form.drawn(), "snap": SNAP_PX},
        "bbox": _bbox(version),
    }


def _bbox(version: BoundaryVersion) -> str:
    west, south, east, north = version.geom.extent
    margin = AROUND * max(east - west, north - south)
    return lonlat_bbox_around((west, south, east, north), margin)


@login_required
@require_safe
def outlines(request: HttpRequest) -> JsonResponse:
    """Answer the exact outlines of parcels in a box of the map, for drawing beside them: `bbox` in EPSG:3857."""
    return JsonResponse(outlines_within(tile_box(request.GET.get("bbox", ""))))
