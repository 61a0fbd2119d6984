"""Answers requests for the style, its sprite, the legend and the one TileJSON of all layers."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.municipalities.middleware import unscoped
from tiles.mvt.tilejson import described_together
from tiles.ogc.catalogue import extent_of
from tiles.style.document import style as style_of
from tiles.style.legend import legend as legend_of
from tiles.style.legend import pages
from tiles.style.looks import public_layers
from tiles.style.sprites import sprite

#: Nothing of this changes but with the program.
SECONDS = 300


def _kept(response: HttpResponse) -> HttpResponse:
    """Let anyone keep an answer for minutes; it differs by language, which the address or a cookie says."""
    patch_cache_control(response, public=True, max_age=SECONDS)
    patch_vary_headers(response, ["Cookie"])
    response.headers["Access-Control-Allow-Origin"] = "*"  # maps of other sites read what everyone may read
    return response


def _json(told: Any) -> HttpResponse:
    return _kept(JsonResponse(told, json_dumps_params={"ensure_ascii": False}))


@unscoped
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Answer the MapLibre style of the public map; `?lang=` says in which language its words are."""
    _west, south, _east, north = extent_of(public_layers()[0])
    return _json(style_of(request.build_absolute_uri("/"), (south + north) / 2))


@unscoped
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Answer TileJSON 3.0.0 of tiles that hold all public layers: those of OGC API – Tiles."""
    template = request.build_absolute_uri(reverse("ogc:tileset")) + "/{z}/{y}/{x}"
    return _json(described_together(_("All layers of the map"), template, public_layers()))


@unscoped
@require_safe
def legend(request: HttpRequest) -> HttpResponse:
    """Answer the legend of the public map as data."""
    return _json({"language": (get_language() or "ar")[:2], "layers": legend_of()})


@unscoped
@require_safe
def legend_page(request: HttpRequest) -> HttpResponse:
    """Show the legend of the public map."""
    return _kept(render(request, "style/legend.html", {"layers": pages()}))


@unscoped
@require_safe
def sprite_index(request: HttpRequest, ratio: int) -> HttpResponse:
    """Answer where each sign lies in the sprite."""
    return _json(sprite(ratio).index)


@unscoped
@require_safe
def sprite_picture(request: HttpRequest, ratio: int) -> HttpResponse:
    """Answer the sprite."""
    return _kept(HttpResponse(sprite(ratio).png, content_type="image/png"))
