"""Answers of the API that concern tiles: their bytes are those of /tiles."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from geo.accounts.policies import Person
from geo.api.errors import BadParameter
from geo.layers.layer import Audience, Layer
from tiles.mvt.bodies import body_for
from tiles.mvt.query import TileOutside, check_address
from tiles.ogc import grid, tilesets
from tiles.ogc.catalogue import collection_named, collections_for, with_words
from tiles.ogc.errors import CollectionUnknown
from tiles.ogc.items import refuse_unknown
from tiles.ogc.web import answers, answers_tiles, as_told, kept

_CHOICE = "collections"


@answers
def collection_tilesets(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer which sets of tiles a collection has: one."""
    refuse_unknown(request.GET, frozenset())
    layer = collection_named(name, request.user)
    return as_told(request, tilesets.lists(request, layer), "ogc/tilesets.html", layer=layer)


@answers
def collection_tileset(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the set of tiles of a collection."""
    refuse_unknown(request.GET, frozenset())
    layer = collection_named(name, request.user)
    told = tilesets.one(request, [layer], layer)
    return as_told(request, told, "ogc/tileset.html", **tilesets.page_of(told, layer))


@answers_tiles
def collection_tile(request: HttpRequest, name: str, z: int, row: int, column: int) -> HttpResponseBase:
    """Answer a tile of a collection: the same bytes as /tiles; 204 where nothing lies."""
    refuse_unknown(request.GET, frozenset())
    layer = collection_named(name, request.user)
    check_address(layer, z, column, row)
    return _tile([layer], request.user, (z, column, row))


@answers
def all_tilesets(request: HttpRequest) -> HttpResponseBase:
    """Answer which sets of tiles all layers together have: one."""
    refuse_unknown(request.GET, frozenset())
    return as_told(request, tilesets.lists(request, None), "ogc/tilesets.html", layer=None)


@answers
def tileset(request: HttpRequest) -> HttpResponseBase:
    """Answer the set of tiles of all layers, or of those that `collections` names."""
    refuse_unknown(request.GET, frozenset({_CHOICE}))
    told = tilesets.one(request, _chosen(request), None)
    return as_told(request, told, "ogc/tileset.html", **tilesets.page_of(told, None))


@answers_tiles
def tile(request: HttpRequest, z: int, row: int, column: int) -> HttpResponseBase:
    """Answer a tile of several layers; those that are not drawn at its zoom are not in it."""
    refuse_unknown(request.GET, frozenset({_CHOICE}))
    chosen = _chosen(request)
    if z > grid.FINEST or max(row, column) >= 2**z:
        raise TileOutside
    drawn = [layer for layer in chosen if layer.min_zoom <= z <= layer.max_zoom]
    return _tile(drawn, request.user, (z, column, row))


@answers
def tile_matrix_sets(request: HttpRequest) -> HttpResponseBase:
    """Answer the list of grids: one."""
    refuse_unknown(request.GET, frozenset())
    return as_told(request, tilesets.schemes(request), "ogc/tile_matrix_sets.html")


@answers
def tile_matrix_set(request: HttpRequest) -> HttpResponseBase:
    """Answer the grid of web maps."""
    refuse_unknown(request.GET, frozenset())
    return as_told(request, tilesets.scheme(request), "ogc/tile_matrix_set.html")


def _chosen(request: HttpRequest) -> list[Layer]:
    """Return the layers of a tile: all that the reader may see, or the collections that are named, with their words.

    The points that carry a layer's words go with it: a parcel that a tile's edge cuts has its number once.
    Errors: BadParameter, CollectionUnknown.
    """
    seen = collections_for(request.user)
    if _CHOICE in request.GET:
        names = request.GET[_CHOICE].split(",")
        if not all(names):
            raise BadParameter(_CHOICE)
        known = {layer.name: layer for layer in seen}
        if not set(names) <= set(known):
            raise CollectionUnknown
        seen = tuple(layer for layer in seen if layer.name in names)
    return with_words(seen)


def _tile(layers: Sequence[Layer], person: Person, address: tuple[int, int, int]) -> HttpResponseBase:
    """Answer the layers' tiles one after the other, which is one tile of them all (MVT 2.1, 4.1)."""
    body = b"".join(body_for(person, layer, *address) for layer in layers)
    response = HttpResponse(body, content_type=tilesets.MVT) if body else HttpResponse(status=204)
    private = next((layer for layer in layers if layer.audience != Audience.PUBLIC), None)
    return kept(response, private or next(iter(layers), None))
