"""Pages on which a scanned plan is put in its place: the scan, its control points, how well they agree."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from geo.errors import DomainError, NotAllowed, http_status
from geo.exchange.operations import horizontal_crs
from geo.exchange.reading.limits import MIB
from geo.raster import selectors, services, storage
from geo.raster.enums import FitMethod
from geo.raster.forms import AcceptForm, FitForm, ScanForm, read_points, rows_of
from geo.raster.models import Fitting, Scan
from geo.raster.policies import may_bring
from geo.raster.reading.limits import SCAN
from geo.raster.web import check_audience, offices_for, person_of
from geo.spatial.crs import storage_srid


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Show the form that sends a scan, and take what it sends."""
    offices, posted = offices_for(request), request.method == "POST"
    form = ScanForm(request.POST if posted else None, request.FILES if posted else None, offices=offices)
    context: dict[str, Any] = {"form": form, "most_mb": SCAN.upload // MIB}
    if not posted:
        return render(request, "raster/scan_add.html", context)
    if not form.is_valid():
        return render(request, "raster/scan_add.html", context, status=400)
    said, upload = form.cleaned_data, form.cleaned_data["file"]
    try:
        scan = services.receive_scan(
            content=upload.file, name=upload.name, title=said["title"], office=form.office(), by=person_of(request),
            request_id=said["request_id"],
        )  # fmt: skip
    except DomainError as error:
        return render(request, "raster/scan_add.html", {**context, "refusal": str(error)}, status=http_status(error))
    return redirect("raster:scan", pk=scan.pk)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def scan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a scan with its control points and the latest trial, or try a fit."""
    found = _own_scan(request, pk)
    if request.method != "POST":
        chosen = request.GET.get("fitting", "")
        fitting = found.fittings.filter(pk=chosen).first() if _is_key(chosen) else found.fittings.last()
        return render(request, "raster/scan.html", _told(found, fitting))
    form = FitForm(request.POST)
    try:
        if not form.is_valid():
            return render(request, "raster/scan.html", _told(found, None, data=request.POST, form=form), status=400)
        fitting = services.try_fit(
            scan=found, points=read_points(request.POST), method=FitMethod(form.cleaned_data["method"]),
            by=person_of(request),
        )  # fmt: skip
    except DomainError as error:
        told = _told(found, None, data=request.POST, form=form, refusal=str(error))
        return render(request, "raster/scan.html", told, status=http_status(error))
    return redirect(f"{reverse('raster:scan', args=[found.pk])}?fitting={fitting.pk}#agreement")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _own_scan(request: HttpRequest, pk: UUID) -> Scan:
    found = selectors.scan_of(pk)
    if not may_bring(person_of(request), found.municipality_id):
        raise NotAllowed
    return found


def _told(
    found: Scan, fitting: Fitting | None, *, data: Any = None, form: FitForm | None = None, **more: Any
) -> dict[str, Any]:
    initial = {"method": fitting.method} if fitting else None
    return {
        "scan": found, "fitting": fitting, "rows": rows_of(data, fitting), "form": form or FitForm(initial=initial),
        "accept": AcceptForm(initial={"fitting": fitting.pk, "title": found.title}) if fitting else None,
        "srid": storage_srid(), "crs": horizontal_crs(storage_srid()).name,
        "worst": fitting.worst + 1 if fitting else None, **more,
    }  # fmt: skip


@login_required
@require_POST
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the fitted scan become a picture of the catalogue."""
    found, person = _own_scan(request, pk), person_of(request)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        key = request.POST.get("fitting", "")
        fitting = found.fittings.filter(pk=key).first() if _is_key(key) else None
        return render(request, "raster/scan.html", {**_told(found, fitting), "accept": form}, status=400)
    fitting = selectors.fitting_of(found, form.cleaned_data["fitting"])
    try:
        about = form.about()
        check_audience(person, about.audience, found.municipality_id)
        image = services.accept_fit(fitting=fitting, by=person, request_id=form.cleaned_data["request_id"], about=about)
    except DomainError as error:
        told = {**_told(found, fitting), "accept": form, "refusal": str(error)}
        return render(request, "raster/scan.html", told, status=http_status(error))
    return redirect("raster:image", pk=image.pk)


@login_required
@require_safe
def preview(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer the small copy of a scan: drawn anew by us, a picture and nothing else."""
    found = _own_scan(request, pk)
    response = FileResponse(storage.kept(found.preview_sha256, ".webp").open("rb"), content_type="image/webp")
    return _harmless(response)


@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer a scan as it is kept: to be saved, never shown by the browser."""
    found = _own_scan(request, pk)
    response = FileResponse(
        storage.kept(found.sha256).open("rb"), as_attachment=True, filename=f"{found.pk}.tif", content_type="image/tiff"
    )
    return _harmless(response)


def _harmless(response: FileResponse) -> FileResponse:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
