"""What is told of tiles: the sets of a collection and of all layers together (OGC 20-057, OGC 17-083r4)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from geo.exchange.columns import columns_of
from geo.layers.layer import Audience, Geometry, Layer
from tiles.ogc import grid
from tiles.ogc.catalogue import extent_of
from tiles.ogc.describing import HTML, JSON, itself, link, schema_of
from tiles.ogc.systems import Bounds, systems

MVT = "application/vnd.mapbox-vector-tile"
SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_DIMENSIONS = {Geometry.POINT: 0, Geometry.LINE: 1, Geometry.POLYGON: 2}


def lists(request: HttpRequest, layer: Layer | None) -> dict[str, Any]:
    """Return the list of the sets of tiles of a collection, or of all layers (OGC 20-057, 9.2)."""
    tilesets = [_head(request, layer) | {"links": _to_set(request, layer)}]
    return {"title": _title(layer), "tilesets": tilesets, "links": itself(request)}


def one(request: HttpRequest, layers: Sequence[Layer], layer: Layer | None) -> dict[str, Any]:
    """Return a set of tiles: of a collection, or of all layers (`layer` None); `layers` are those in a tile."""
    box = _around([extent_of(each) for each in layers])
    zooms = range(min(each.min_zoom for each in layers), max(each.deepest_tile for each in layers) + 1)
    links = [*itself(request), *_to_scheme(request), _item(request, layer), *_described(request, layer)]
    told = _head(request, layer) | {
        "tileMatrixSetLimits": [_limit(grid.span_of(box, zoom)) for zoom in zooms],
        "boundingBox": {"lowerLeft": list(box[:2]), "upperRight": list(box[2:]), "crs": next(iter(systems()))},
        "layers": [_layer(each) for each in layers],
        "links": links,
    }
    return told | ({"license": settings.DATA_LICENCE} if settings.DATA_LICENCE else {})


def schemes(request: HttpRequest) -> dict[str, Any]:
    """Return the list of tile matrix sets (OGC 20-057, annex; OGC 17-083r4)."""
    entry = {"id": grid.ID, "title": grid.matrix_set()["title"], "uri": grid.URI, "crs": grid.CRS}
    return {"tileMatrixSets": [entry | {"links": _to_scheme(request, "self")}], "links": itself(request)}


def scheme(request: HttpRequest) -> dict[str, Any]:
    """Return the one tile matrix set that is offered."""
    return grid.matrix_set() | {"links": itself(request)}


def _title(layer: Layer | None) -> str:
    return _("All layers of the map") if layer is None else str(layer.title)


def _head(request: HttpRequest, layer: Layer | None) -> dict[str, Any]:
    about = {} if layer is None else {"description": str(layer.about)}
    return {"title": _title(layer), **about, "dataType": "vector", "crs": grid.CRS, "tileMatrixSetURI": grid.URI,
            "tileMatrixSetId": grid.ID}  # fmt: skip


def _to_set(request: HttpRequest, layer: Layer | None) -> list[dict[str, str]]:
    name, args = ("tileset", []) if layer is None else ("collection-tileset", [layer.name])
    return [link(request, "self", name, JSON, _title(layer), *args), *_to_scheme(request)]


def _to_scheme(request: HttpRequest, rel: str = SCHEME) -> list[dict[str, str]]:
    return [link(request, rel, "tile-matrix-set", JSON, _("The grid of the tiles"))]


def _item(request: HttpRequest, layer: Layer | None) -> dict[str, Any]:
    """Return the template of the addresses of tiles."""
    path = reverse("ogc:tileset") if layer is None else reverse("ogc:collection-tileset", args=[layer.name])
    site = request.build_absolute_uri(path)
    href = f"{site}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {"rel": "item", "type": MVT, "title": _("Tiles"), "templated": True, "href": href}


def _described(request: HttpRequest, layer: Layer | None) -> list[dict[str, str]]:
    """Return the link to the same in the words of TileJSON."""
    address = reverse("style:all") if layer is None else reverse("mvt:tilejson", args=[layer.name])
    href = request.build_absolute_uri(address)
    return [{"rel": "describedby", "type": JSON, "title": "TileJSON", "href": href}]


def _layer(layer: Layer) -> dict[str, Any]:
    return {
        "id": layer.name,
        "title": str(layer.title),
        "dataType": "vector",
        "geometryDimension": _DIMENSIONS[layer.geometry],
        "minTileMatrix": str(layer.min_zoom),
        "maxTileMatrix": str(layer.deepest_tile),
        "propertiesSchema": {
            "type": "object",
            "properties": {column.name: schema_of(column) for column in columns_of(layer)},
        },
    }


def _limit(span: grid.Span) -> dict[str, Any]:
    return {
        "tileMatrix": str(span.zoom),
        "minTileRow": span.first_row,
        "maxTileRow": span.last_row,
        "minTileCol": span.first_column,
        "maxTileCol": span.last_column,
    }


def _around(boxes: Sequence[Bounds]) -> Bounds:
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def page_of(told: dict[str, Any], layer: Layer | None) -> dict[str, Any]:
    """Return what the page of a set of tiles shows beside it."""
    template = next((each["href"] for each in told["links"] if each["rel"] == "item"), "")
    return {"template": template, "layer": layer, "public": layer is None or layer.audience == Audience.PUBLIC,
            "html": HTML}  # fmt: skip
