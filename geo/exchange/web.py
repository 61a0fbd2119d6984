"""A page a layer for planners: what it is, how it looks, its files; and the exports of the reader."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from geo.accounts.models import User
from geo.accounts.visitors import Limit, TooManyFromHere, count_act
from geo.errors import DomainError, NotAllowed, http_status
from geo.exchange import background
from geo.exchange.addresses import addresses
from geo.exchange.asking import asked
from geo.exchange.columns import columns_of, staff_fields
from geo.exchange.errors import TooManyDownloads
from geo.exchange.formats import format_named
from geo.exchange.forms import ExportForm, districts
from geo.exchange.models import Export
from geo.exchange.operations import horizontal_crs
from geo.exchange.preview import preview_of
from geo.exchange.selectors import Selection, audience_of, exportable_layers, for_staff, layer_named, rows_of
from geo.exchange.services import file_at_once
from geo.layers.layer import Audience, Layer
from geo.spatial.crs import storage_srid

_LATEST = 20
#: Files that visitors from one address may have made while they wait.
DOWNLOADS = Limit("layer download", 60, timedelta(hours=1))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the layers, and the exports that the reader has asked for."""
    layers = exportable_layers(audience_of(request.user))
    return render(request, "exchange/layers.html", {"layers": layers, "exports": _exports_of(request)})


def _exports_of(request: HttpRequest) -> list[Export]:
    if not isinstance(request.user, User):
        return []
    return list(
        Export.objects.filter(asked_by=request.user, expires_at__gt=timezone.now()).order_by("-asked_at")[:_LATEST]
    )


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a layer: what it is, its picture and columns, and the form that makes a file of it."""
    layer, _selection = asked(name, person=request.user)
    return render(request, "exchange/layer.html", _told(request, layer, _form(request, layer)))


def _form(request: HttpRequest, layer: Layer, data: Any = None) -> ExportForm:
    return ExportForm(data, layer=layer, staff=audience_of(request.user) == Audience.STAFF)


def _told(request: HttpRequest, layer: Layer, form: ExportForm, **more: Any) -> dict[str, Any]:
    inside = layer.audience != Audience.PUBLIC
    selection = for_staff(Selection(), request.user) if inside else Selection()
    return {
        "layer": layer, "form": form, "columns": columns_of(layer, staff=form.staff), "inside": inside,
        "inner": staff_fields(layer),
        "count": rows_of(layer, selection).count(), "preview": None if inside else preview_of(layer),
        "licence": settings.DATA_LICENCE, "today": timezone.localdate(),
        "crs": horizontal_crs(storage_srid()).name, "srid": storage_srid(), "addresses": addresses(request, layer),
        "districts": districts(), "most": settings.EXPORTS_AT_ONCE_ROWS, **more,
    }  # fmt: skip


@never_cache
@require_safe
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the file that the form asks for; of too many rows, offer to make it in the background."""
    layer, _selection = asked(name, person=request.user)
    form = _form(request, layer, request.GET)
    if not form.is_valid():
        return render(request, "exchange/layer.html", _told(request, layer, form), status=400)
    chosen = form.cleaned_data
    try:
        _layer, selection = _asked_by(form, name, request)
        _count(request)
        count = background.too_many_at_once(layer, selection)
        if count is None:
            file = file_at_once(
                layer=layer, form=format_named(chosen["format"]), srid=chosen["crs"], selection=selection
            )
            return as_download(file, format_named(chosen["format"]).media_type)
    except DomainError as error:
        told = _told(request, layer, form, refusal=str(error))
        status = http_status(error) if isinstance(error, (TooManyDownloads, NotAllowed)) else 400
        return render(request, "exchange/layer.html", told, status=status)
    return render(request, "exchange/large.html", {"layer": layer, "form": form, "count": count})


def _asked_by(form: ExportForm, name: str, request: HttpRequest) -> tuple[Layer, Selection]:
    chosen = form.cleaned_data
    return asked(
        name, person=request.user, staff=chosen.get("private", False), as_of=chosen.get("as_of"), **form.places
    )


def _count(request: HttpRequest) -> None:
    """Count a visitor's files; who has signed in is known by name. Errors: TooManyDownloads."""
    if request.user.is_authenticated:
        return
    try:
        count_act(request, DOWNLOADS)
    except TooManyFromHere as error:
        raise TooManyDownloads(seconds=error.context["seconds"]) from error


def as_download(file: Any, media_type: str) -> FileResponse:
    """Answer an open file: to be kept, in no cache."""
    response = FileResponse(file, as_attachment=True, filename=file.name.rpartition("/")[2], content_type=media_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """Have a file made in the background, then show how far it is."""
    layer, _selection = asked(name, person=request.user)
    form = _form(request, layer, request.POST)
    if not isinstance(request.user, User):
        raise NotAllowed
    if not form.is_valid():
        return render(request, "exchange/layer.html", _told(request, layer, form), status=400)
    chosen = form.cleaned_data
    _layer, selection = _asked_by(form, name, request)
    left = background.ask(
        layer=layer, form=format_named(chosen["format"]), srid=chosen["crs"], typed=form.places, selection=selection,
        by=request.user,
    )  # fmt: skip
    return redirect("exchange:export", pk=left.pk)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far an export of the reader is, and its file when it is ready."""
    left = background.own_export(pk, request.user)
    layer = layer_named(left.layer, audience_of(request.user))
    context = {"export": left, "layer": layer, "form": format_named(left.form)}
    return render(request, "exchange/export.html", context)


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer the file of an export to whom asked for it."""
    left = background.own_export(pk, request.user)
    return as_download(background.ready_file(left).open("rb"), format_named(left.form).media_type)
