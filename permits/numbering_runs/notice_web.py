"""What everyone sees of a published run, without signing in: the numbers, the days left, and how to object."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import Polygon
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.accounts.models import User
from geo.accounts.policies import territories_of
from geo.accounts.visitors import Limit, count_act
from geo.errors import DomainError, InvalidInput, NotFound, TooMany, http_status
from geo.municipalities.scope import territory
from geo.spatial.crs import TILE_SRID, lonlat_bbox, storage_srid, tile_box
from parcels.plans.models import PublishedDistrict
from parcels.register.codes import display
from parcels.register.models import PublishedParcel
from permits.numbering_runs.errors import NotHeard
from permits.numbering_runs.forms import ObjectionForm
from permits.numbering_runs.hearing import Complaint, object_to, was_heard
from permits.numbering_runs.models import PublishedRun
from permits.numbering_runs.selectors import published_numbers, published_runs, run_of

#: Outlines that are answered at once.
MOST_OUTLINES = 1000
#: The limit of what one address may send: settings.OBJECTIONS_PER_ADDRESS within this time; a clerk has none.
OBJECTION = "objection"
WITHIN = timedelta(hours=1)


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the published numberings, those that hear objections first."""
    rows = [{"notice": notice, "hears": hears(notice)} for notice in published_runs()]
    rows.sort(key=lambda row: not row["hears"])
    return render(request, "numbering_runs/notices.html", {"rows": rows})


@never_cache
@require_safe
def notice(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Show a published numbering to everyone."""
    found = _notice(run_id)
    parcels = list(published_numbers(found))
    blocks: dict[str, list[PublishedParcel]] = {}
    for parcel in parcels:
        blocks.setdefault(parcel.block_label, []).append(parcel)
    district = PublishedDistrict.objects.filter(pk=found.district_id).first()
    context = {
        "notice": found,
        "hears": hears(found),
        "days_left": (found.objections_until - timezone.localdate()).days,
        "blocks": blocks.items(),
        "parcel_count": len(parcels),
        "district": district,
        "bbox": lonlat_bbox(district.geom) if district else "",
    }
    return render(request, "numbering_runs/notice.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_here(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Take an objection from anyone while the days last."""
    found = _notice(run_id)
    if not hears(found):
        raise NotHeard
    code = request.GET.get("parcel", "")
    form = ObjectionForm(request.POST or None, notice=found, initial={"picked": code} if code else {})
    refusal: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _object(request, found, form)
            return redirect("numbering_runs:received", found.pk)
        except DomainError as error:
            refusal = error
    context = {"form": form, "notice": found, "refusal": refusal, **_map(found, code)}
    status = http_status(refusal) if refusal else 400 if form.errors else 200
    page = render(request, "numbering_runs/object.html", context, status=status)
    if isinstance(refusal, TooMany):
        page.headers["Retry-After"] = str(refusal.context["seconds"])
    return page


@require_safe
def received(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Say that an objection was received, and what follows."""
    return render(request, "numbering_runs/received.html", {"notice": _notice(run_id)})


@never_cache
@require_safe
def outlines(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """Answer the published parcels of the run in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    window = Polygon.from_bbox(tile_box(request.GET.get("bbox", "")))
    window.srid = TILE_SRID
    found = published_numbers(_notice(run_id)).filter(geom_3857__bboverlaps=window)
    shapes = found.only("code", "number", "geom_3857")[:MOST_OUTLINES]
    return JsonResponse({"shapes": [_outline(parcel) for parcel in shapes]})


def hears(found: PublishedRun) -> bool:
    """Say whether objections are taken today; the last day counts."""
    return found.hears and found.objections_until >= timezone.localdate()


def _notice(run_id: UUID) -> PublishedRun:
    found = published_runs().filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def _object(request: HttpRequest, found: PublishedRun, form: ObjectionForm) -> None:
    """Write the objection down inside the territory of the run, which the visitor does not see."""
    person, asked, parcel = request.user, form.cleaned_data, form.parcel
    clerk = person if isinstance(person, User) and found.municipality_id in territories_of(person) else None
    if parcel is None:
        raise InvalidInput
    complaint = Complaint(
        text=asked["text"], name=asked["name"], phone=asked["phone"], parcel_id=parcel.pk,
        place=parcel.geom.point_on_surface,
    )  # fmt: skip
    with territory([found.municipality_id]):
        if clerk is None and not was_heard(found.pk, asked["request_id"]):
            count_act(request, Limit(OBJECTION, settings.OBJECTIONS_PER_ADDRESS, WITHIN))
        object_to(run=run_of(found.pk), complaint=complaint, request_id=asked["request_id"], received_by=clerk)


def _map(found: PublishedRun, code: str) -> dict[str, Any]:
    """Return what the map needs to write the tapped parcel into the form; it shows the parcels that may be tapped."""
    asked = {
        "shapes": reverse("numbering_runs:outlines", args=[found.pk]),
        "tools": {"parcel": {"draw": "", "picks": 1}},
        "points": [],
    }
    parcels = published_numbers(found)
    boxes = (some.aggregate(box=Extent("geom"))["box"] for some in (parcels.filter(code=code), parcels))
    box = next((box for box in boxes if box), None)
    return {"asked": asked, "bbox": lonlat_bbox(_rectangle(box)) if box else ""}


def _rectangle(box: tuple[float, float, float, float]) -> Polygon:
    rectangle = Polygon.from_bbox(box)
    rectangle.srid = storage_srid()
    return rectangle


def _outline(parcel: PublishedParcel) -> dict[str, Any]:
    faces = [
        [[[round(axis, 4) for axis in place] for place in ring] for ring in face] for face in parcel.geom_3857.coords
    ]
    return {"key": parcel.code, "shown": display(parcel.code), "label": parcel.number, "bar": "", "coordinates": faces}
