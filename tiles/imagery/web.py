"""Answers requests for tiles of pictures, for their descriptions, and lists them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from geo.accounts.policies import memberships_of
from geo.errors import InvalidInput
from geo.municipalities.middleware import unscoped
from geo.raster.policies import offices_of
from geo.raster.selectors import published, seen_image, seen_images
from tiles.imagery.pictures import (
    as_background,
    as_png,
    backgrounds_in,
    described,
    read_box,
    small_picture,
    tile_bytes,
    tile_template,
)
from tiles.imagery.wmts import FORMS, capabilities_xml

#: A picture never changes, but may be withdrawn: for so long others may go on showing it.
SECONDS = 3600
#: A picture that was shown to everyone just now is offered as a background after so many seconds.
SECONDS_OF_A_LIST = 60


def keep(response: HttpResponse, public: bool) -> None:
    """Say who may keep an answer: anyone for an hour, or only the reader, who asks each time whether it still holds."""
    if public:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)


@unscoped
@require_safe
def tile(request: HttpRequest, pk: UUID, z: int, x: int, y: int) -> HttpResponse:
    """Answer one tile, WebP: 204 where the picture has nothing, 304 when the client's is the same.

    A picture of the staff exists for its territory only, and is kept by no cache.
    """
    return _tile(request, pk, (z, x, y), "image/webp")


@unscoped
@require_safe
def png_tile(request: HttpRequest, pk: UUID, z: int, x: int, y: int) -> HttpResponse:
    """Answer the same as PNG, for programs that do not read WebP."""
    return _tile(request, pk, (z, x, y), "image/png")


def _tile(request: HttpRequest, pk: UUID, address: tuple[int, int, int], form: str) -> HttpResponse:
    picture, public = seen_image(pk, request.user)
    body = tile_bytes(picture, *address)
    if body is None:
        response = HttpResponse(status=204)
        keep(response, public)
        return response
    # The file is named by its content, so its name and the address name the tile's.
    etag = f'"{picture.sha256[:24]}-{"-".join(map(str, address))}-{form[-4:].strip("/")}"'
    known = get_conditional_response(request, etag=etag)
    response = known or HttpResponse(as_png(body) if form == "image/png" else body, content_type=form)
    response.headers["ETag"] = etag
    response.headers["X-Content-Type-Options"] = "nosniff"
    keep(response, public)
    return response


@unscoped
@require_safe
def tilejson(request: HttpRequest, pk: UUID) -> JsonResponse:
    """Answer TileJSON 3.0.0 of one picture."""
    picture, public = seen_image(pk, request.user)
    response = JsonResponse(described(picture, request.build_absolute_uri("/")))
    keep(response, public)
    return response


@unscoped
@require_safe
def backgrounds(request: HttpRequest) -> JsonResponse:
    """Answer pictures for the map to lie on, the latest first: those in `bbox` (degrees), or the one that `id` names.

    Pictures that everyone may see only: a link to the map shows everyone the same.
    """
    if name := request.GET.get("id", ""):
        found = list(published().filter(pk=_key(name)))
    else:
        found = backgrounds_in(read_box(request.GET.get("bbox", "")))
    response = JsonResponse({"pictures": [as_background(picture) for picture in found]})
    patch_cache_control(response, public=True, max_age=SECONDS_OF_A_LIST)
    patch_vary_headers(response, ["Cookie"])  # the language of the dates
    return response


def _key(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise InvalidInput(code="picture_unclear") from error


@unscoped
@require_safe
def capabilities(request: HttpRequest) -> HttpResponse:
    """Answer the WMTS description of all pictures that the reader may see."""
    pictures = seen_images(request.user)
    site = request.build_absolute_uri("/")
    rest, kvp = (request.build_absolute_uri(reverse(name)) for name in ("imagery:capabilities", "imagery:wmts"))
    response = HttpResponse(capabilities_xml(pictures, site=site, kvp=kvp, rest=rest), content_type="application/xml")
    if memberships_of(request.user).exists():
        patch_cache_control(response, private=True, no_cache=True)
    return response


@unscoped
@require_safe
def wmts(request: HttpRequest) -> HttpResponse:
    """Answer WMTS by key and value: GetCapabilities and GetTile (OGC 07-057r7, 8.2); keys in any case."""
    asked = {name.upper(): str(value) for name, value in request.GET.items()}
    if asked.get("SERVICE", "WMTS").upper() != "WMTS":
        raise InvalidInput(code="wmts_request")
    operation = asked.get("REQUEST", "").lower()
    if operation == "getcapabilities":
        return capabilities(request)
    if operation != "gettile" or asked.get("FORMAT", "image/png") not in FORMS:
        raise InvalidInput(code="wmts_request")
    try:
        key = UUID(asked["LAYER"])
        address = tuple(int(asked[name]) for name in ("TILEMATRIX", "TILECOL", "TILEROW"))
    except (KeyError, ValueError) as error:
        raise InvalidInput(code="wmts_request") from error
    if min(address) < 0:
        raise InvalidInput(code="wmts_request")
    return _tile(request, key, (address[0], address[1], address[2]), asked.get("FORMAT", "image/png"))


@unscoped
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the pictures that the reader may see, each with its coarsest tiles and its addresses for programs."""
    site = request.build_absolute_uri("/").rstrip("/")
    rows: list[dict[str, Any]] = [
        {"picture": picture, "small": small_picture(picture), "tiles": site + tile_template(picture),
         "public": getattr(picture, "audience", "public") == "public"}
        for picture in seen_images(request.user)
    ]  # fmt: skip
    context = {
        "rows": rows, "wmts": request.build_absolute_uri(reverse("imagery:capabilities")),
        "brings": bool(offices_of(request.user)),
    }  # fmt: skip
    response = render(request, "imagery/images.html", context)
    patch_cache_control(response, private=True, no_cache=True)
    return response
