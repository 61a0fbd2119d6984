"""Answers requests for tiles."""

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from geo.accounts.policies import memberships_of
from geo.api.instants import Instants, read_instant
from geo.errors import NotFound
from geo.layers.layer import Audience, Layer
from geo.layers.registry import layers
from geo.municipalities.middleware import unscoped
from tiles.mvt.bodies import body_for
from tiles.mvt.cache.publishing import public_tile
from tiles.mvt.cache.serving import SECONDS
from tiles.mvt.query import check_address
from tiles.mvt.tilejson import described

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
#: How long anyone may keep a tile of a past day without asking: what is known of the past changes too.
PAST_SECONDS = 5


def seen_layer(request: HttpRequest, name: str) -> Layer:
    """Return a layer that the reader may see; who asks matters for layers of the staff only. Errors: NotFound."""
    declared = layers.get(name)
    if declared is None or (declared.audience != Audience.PUBLIC and not memberships_of(request.user).exists()):
        raise NotFound(code="layer_unknown")
    return declared


def read_times(request: HttpRequest) -> Instants:
    """Return what `as_of` and `known_at` of the address say. Errors: InstantUnclear, InstantInFuture."""
    return Instants(*(read_instant(name, request.GET.get(name, "")) for name in ("as_of", "known_at")))


def keep(response: HttpResponse, layer: Layer, *, seconds: int = SECONDS) -> None:
    """Say who may keep an answer: anyone for seconds; of a layer of the staff, nobody."""
    if layer.audience == Audience.PUBLIC:
        patch_cache_control(response, public=True, max_age=seconds)
    else:
        patch_cache_control(response, private=True, no_store=True)


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

    `?as_of=` and `?known_at=`: as the land stood on a past day. A layer of the staff holds the rows of the reader's
    territories, exists for nobody else, and is kept by no cache.
    """
    declared = seen_layer(request, layer)
    check_address(declared, z, x, y)
    times = read_times(request)
    if declared.audience == Audience.PUBLIC and not times.past:
        response = _current(request, declared, z, x, y)
    else:
        response = HttpResponse(body_for(request.user, declared, z, x, y, times), content_type=MEDIA_TYPE)
    etag = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    response.headers["ETag"] = etag
    keep(response, declared, seconds=PAST_SECONDS if times.past else SECONDS)
    # A proxy that compresses hands the tag on as a weak one: it is still the same tile.
    return get_conditional_response(request, etag=etag, response=response) or response


def _current(request: HttpRequest, layer: Layer, z: int, x: int, y: int) -> HttpResponse:
    """Answer the tile of now that everyone may see: as it stands in the tree where the client unfolds it itself."""
    made = public_tile(layer, z, x, y)
    if made.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(made.packed, content_type=MEDIA_TYPE, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(made.body, content_type=MEDIA_TYPE)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
