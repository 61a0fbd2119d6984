"""A page a layer for planners: what it is, how it looks, its files; and the exports of the reader."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from geo.accounts.models import User
from geo.errors import DomainError, NotAllowed
from geo.exchange import background
from geo.exchange.columns import columns_of
from geo.exchange.formats import format_named
from geo.exchange.forms import ExportForm, districts
from geo.exchange.models import Export
from geo.exchange.operations import horizontal_crs
from geo.exchange.preview import preview_of
from geo.exchange.selectors import exportable_layers, layer_named, rows_of, select
from geo.exchange.services import file_at_once
from geo.layers.layer import Layer
from geo.spatial.crs import storage_srid

_LATEST = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the layers, and the exports that the reader has asked for."""
    return render(request, "exchange/layers.html", {"layers": exportable_layers(), "exports": _exports_of(request)})


def _exports_of(request: HttpRequest) -> list[Export]:
    if not isinstance(request.user, User):
        return []
    return list(
        Export.objects.filter(asked_by=request.user, expires_at__gt=timezone.now()).order_by("-asked_at")[:_LATEST]
    )


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a layer: what it is, its picture and columns, and the form that makes a file of it."""
    layer = layer_named(name)
    return render(request, "exchange/layer.html", _told(request, layer, ExportForm(layer=layer)))


def _told(request: HttpRequest, layer: Layer, form: ExportForm, **more: Any) -> dict[str, Any]:
    return {
        "layer": layer, "form": form, "columns": columns_of(layer), "count": rows_of(layer).count(),
        "preview": preview_of(layer), "licence": settings.DATA_LICENCE, "today": timezone.localdate(),
        "crs": horizontal_crs(storage_srid()).name, "srid": storage_srid(), "tiles": _tiles(request, layer),
        "districts": districts(), "most": settings.EXPORTS_AT_ONCE_ROWS, **more,
    }  # fmt: skip


def _tiles(request: HttpRequest, layer: Layer) -> str:
    """Return the address of the layer's tiles as desktop programs take it."""
    one = request.build_absolute_uri(reverse("mvt:tile", args=[layer.name, 0, 0, 0]))
    return one.replace("/0/0/0.", "/{z}/{x}/{y}.")


@never_cache
@require_safe
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the file that the form asks for; of too many rows, offer to make it in the background."""
    layer = layer_named(name)
    form = ExportForm(request.GET, layer=layer)
    if not form.is_valid():
        return render(request, "exchange/layer.html", _told(request, layer, form), status=400)
    chosen = form.cleaned_data
    try:
        selection = select(layer, **form.places, as_of=chosen.get("as_of"))
        count = background.too_many_at_once(layer, selection)
        if count is None:
            file = file_at_once(
                layer=layer, form=format_named(chosen["format"]), srid=chosen["crs"], selection=selection
            )
            return as_download(file, format_named(chosen["format"]).media_type)
    except DomainError as error:
        return render(request, "exchange/layer.html", _told(request, layer, form, refusal=str(error)), status=400)
    return render(request, "exchange/large.html", {"layer": layer, "form": form, "count": count})


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
    layer = layer_named(name)
    form = ExportForm(request.POST, layer=layer)
    if not isinstance(request.user, User):
        raise NotAllowed
    if not form.is_valid():
        return render(request, "exchange/layer.html", _told(request, layer, form), status=400)
    chosen = form.cleaned_data
    selection = select(layer, **form.places, as_of=chosen.get("as_of"))
    asked = background.ask(
        layer=layer, form=format_named(chosen["format"]), srid=chosen["crs"], typed=form.places, selection=selection,
        by=request.user,
    )  # fmt: skip
    return redirect("exchange:export", pk=asked.pk)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show how far an export of the reader is, and its file when it is ready."""
    asked = background.own_export(pk, request.user)
    context = {"export": asked, "layer": layer_named(asked.layer), "form": format_named(asked.form)}
    return render(request, "exchange/export.html", context)


@never_cache
@login_required
@require_safe
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Answer the file of an export to whom asked for it."""
    asked = background.own_export(pk, request.user)
    return as_download(background.ready_file(asked).open("rb"), format_named(asked.form).media_type)
