"""Answers requests for tiles."""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from geo.errors import NotFound
from geo.layers.layer import Audience
from geo.layers.registry import layers
from geo.municipalities.middleware import unscoped
from tiles.mvt.query import check_address, tile_bytes

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
SECONDS = 5


@unscoped
@require_safe
def tile(request: HttpRequest, layer: str, z: int, x: int, y: int) -> HttpResponse:
    """Answer one public tile: 200 with its bytes (none when nothing lies there), 304 when the client's is the same."""
    declared = layers.get(layer)
    if declared is None or declared.audience != Audience.PUBLIC:
        raise NotFound(code="layer_unknown")
    check_address(declared, z, x, y)
    body = tile_bytes(declared, z, x, y)
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type=MEDIA_TYPE, headers={"ETag": etag})
    patch_cache_control(response, public=True, max_age=SECONDS)
    # A proxy that compresses hands the tag on as a weak one: it is still the same tile.
    return get_conditional_response(request, etag=etag, response=response) or response
