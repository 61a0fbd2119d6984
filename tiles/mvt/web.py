"""Answers requests for tiles."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from geo.accounts.policies import memberships_of, territories_of
from geo.errors import NotFound
from geo.layers.layer import Audience, Layer
from geo.layers.registry import layers
from geo.municipalities.middleware import unscoped
from geo.municipalities.scope import territory
from tiles.mvt.query import check_address, tile_bytes
from tiles.mvt.tilejson import described

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
SECONDS = 5


def seen_layer(request: HttpRequest, name: str) -> Layer:
    """Return a layer that the reader may see; who asks matters for layers of the staff only. Errors: NotFound."""
    declared = layers.get(name)
    if declared is None or (declared.audience != Audience.PUBLIC and not memberships_of(request.user).exists()):
        raise NotFound(code="layer_unknown")
    return declared


def keep(response: HttpResponse, layer: Layer) -> None:
    """Say who may keep an answer: anyone for seconds, or only the reader, who asks each time whether it changed."""
    if layer.audience == Audience.PUBLIC:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)


@unscoped
@require_safe
def tilejson(request: HttpRequest, layer: str) -> JsonResponse:
    """Answer TileJSON 3.0.0 of one layer: where its tiles are, its zooms, its fields."""
    declared = seen_layer(request, layer)
    response = JsonResponse(described(declared, request.build_absolute_uri("/")))
    keep(response, declared)
    return response


@unscoped
@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Answer one tile: 200 with its bytes (none when nothing lies there), 304 when the client's is the same.

    A layer of the staff holds the rows of the reader's territories, exists for nobody else, and is kept by no cache.
    """
    declared = seen_layer(request, layer)
    check_address(declared, z, x, y)
    if declared.audience == Audience.PUBLIC:
        body = tile_bytes(declared, z, x, y)
    else:
        with territory(territories_of(request.user)):
            body = tile_bytes(declared, z, x, y, using="default")
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type=MEDIA_TYPE, headers={"ETag": etag})
    keep(response, declared)
    # A proxy that compresses hands the tag on as a weak one: it is still the same tile.
    return get_conditional_response(request, etag=etag, response=response) or response
