"""The description of the API for programs: OpenAPI 3.0 (OGC 17-069r4, clause 9)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from geo.exchange.columns import columns_of
from geo.layers.layer import Layer
from tiles.ogc.describing import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, schema_of
from tiles.ogc.grid import FINEST
from tiles.ogc.items import DEFAULT_LIMIT, LANGUAGES, MOST
from tiles.ogc.systems import systems

_PROBLEM, _MVT = "application/problem+json", "application/vnd.mapbox-vector-tile"


def description(request: HttpRequest, layers: tuple[Layer, ...]) -> dict[str, Any]:
    """Return the OpenAPI document of what a reader sees."""
    root = reverse("ogc:landing")
    return {
        "openapi": "3.0.3",
        "info": {"title": _("Map layers as features"), "version": "1"},
        "servers": [{"url": request.build_absolute_uri(root)}],
        "tags": [{"name": "Capabilities"}, {"name": "Data"}, {"name": "Tiles"}],
        "paths": {**_capabilities(), **{path: told for layer in layers for path, told in _data(layer).items()}},
        "components": {"parameters": _parameters(), "schemas": _schemas(), "responses": _refusals()},
    }


def _capabilities() -> dict[str, Any]:
    return {
        "/": _get("landing", _("Landing page"), "Capabilities", JSON),
        "/conformance": _get("conformance", _("Standards that are kept"), "Capabilities", JSON),
        "/api": _get("api", _("Description of this API"), "Capabilities", OPENAPI),
        "/collections": _get("collections", _("Collections"), "Capabilities", JSON),
        "/tileMatrixSets": _get("tileMatrixSets", _("Grids of tiles"), "Capabilities", JSON),
        "/tileMatrixSets/WebMercatorQuad": _get("tileMatrixSet", _("The grid of the tiles"), "Capabilities", JSON),
        **_tiles("", "", _("All layers of the map"), _shared("collections")),
    }


def _tiles(root: str, prefix: str, title: str, *chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the addresses of the tiles of a collection, or of all layers."""
    grid = f"{root}/tiles/WebMercatorQuad"
    return {
        f"{root}/tiles": _get(f"{prefix}tilesets", title, "Tiles", JSON),
        grid: _get(f"{prefix}tileset", title, "Tiles", JSON, *chosen),
        f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _tile(f"{prefix}tile", title, *chosen),
    }


def _tile(operation: str, title: str, *chosen: dict[str, Any]) -> dict[str, Any]:
    """Return the address of a tile: bytes, or nothing where nothing lies."""
    answered = {"description": title, "content": {_MVT: {"schema": {"type": "string", "format": "binary"}}}}
    place = [_shared(name) for name in ("tileMatrix", "tileRow", "tileCol")]
    refused = {code: {"$ref": f"#/components/responses/{code}"} for code in _refusals()}
    responses = {"200": answered, "204": {"description": _("Nothing lies in this tile.")}, **refused}
    return {
        "get": {"operationId": operation, "summary": title, "tags": ["Tiles"], "parameters": [*place, *chosen],
                "responses": responses}
    }  # fmt: skip


def _data(layer: Layer) -> dict[str, Any]:
    root, name, title = f"/collections/{layer.name}", layer.name, str(layer.title)
    shared = ["limit", "cursor", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"]
    own = [
        {"name": column.name, "in": "query", "required": False, "description": column.title,
         "schema": {key: value for key, value in schema_of(column).items() if key != "title"}}
        for column in columns_of(layer)
    ]  # fmt: skip
    one = {"name": "featureId", "in": "path", "required": True, "description": _("Id of a feature."),
           "schema": {"type": "string"}}  # fmt: skip
    return {
        root: _get(f"{name}.collection", title, "Capabilities", JSON),
        f"{root}/queryables": _get(f"{name}.queryables", title, "Capabilities", SCHEMA),
        f"{root}/items": _get(f"{name}.items", title, "Data", GEOJSON, *map(_shared, shared), *own),
        f"{root}/items/{{featureId}}": _get(f"{name}.feature", title, "Data", GEOJSON, one, _shared("crs")),
        **_tiles(root, f"{name}.", title),
    }


def _get(operation: str, summary: str, tag: str, media: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    """Return an address that is read."""
    schema = {"$ref": f"#/components/schemas/{'FeatureCollection' if operation.endswith('.items') else 'Document'}"}
    answer: dict[str, Any] = {
        "description": summary,
        "content": {media: {"schema": schema}, HTML: {"schema": {"type": "string"}}},
    }
    if tag == "Data":
        said = {"description": _("The system of the answer."), "schema": {"type": "string"}}
        answer["headers"] = {"Content-Crs": said}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "tags": [tag],
            "parameters": [*parameters, _shared("f"), _shared("lang")],
            "responses": {"200": answer, **{code: {"$ref": f"#/components/responses/{code}"} for code in _refusals()}},
        }
    }


def _shared(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameters() -> dict[str, Any]:
    uri = {"type": "string", "format": "uri", "enum": list(systems()), "default": next(iter(systems()))}
    text = {"type": "string"}
    told: dict[str, tuple[str, dict[str, Any]]] = {
        "limit": (
            _("Most features of a page; where more are asked for, the maximum is given."),
            {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
        ),
        "cursor": (_("Where the page begins: taken from the link to the next page, never made up."), text),
        "bbox": (
            _("Box that features touch: least corner, greatest corner, axes in the order of bbox-crs."),
            {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        ),
        "bbox-crs": (_("Reference system of the box."), uri),
        "crs": (_("Reference system of the answer; said again by Content-Crs."), uri),
        "datetime": (
            _("As it was in law at this instant (RFC 3339); an interval stands for its end. Layers of which no past is"
              " kept have no time, and all of them matches."),
            text,
        ),
        "filter": (_("Condition in CQL2."), text),
        "filter-lang": (_("Language of the filter."), {**text, "enum": list(LANGUAGES), "default": LANGUAGES[0]}),
        "filter-crs": (_("Reference system of the shapes in the filter."), uri),
        "f": (_("Form of the answer; else as Accept says."), {**text, "enum": ["json", "html"]}),
        "lang": (_("Language of texts."), {**text, "enum": ["ar", "en"]}),
    }  # fmt: skip
    return {name: _parameter(name, *parts) for name, parts in told.items()} | _places() | _collections()


def _places() -> dict[str, Any]:
    told = {
        "tileMatrix": (_("Zoom."), FINEST),
        "tileRow": (_("Row, counted from the north."), 2**FINEST - 1),
        "tileCol": (_("Column, counted from the west."), 2**FINEST - 1),
    }
    return {
        name: {"name": name, "in": "path", "required": True, "description": words,
               "schema": {"type": "integer", "minimum": 0, "maximum": most}}
        for name, (words, most) in told.items()
    }  # fmt: skip


def _collections() -> dict[str, Any]:
    words = _("Collections that a tile holds; without it all of them.")
    return {"collections": _parameter("collections", words, {"type": "array", "items": {"type": "string"}})}


def _parameter(name: str, words: str, schema: dict[str, Any]) -> dict[str, Any]:
    commas = {"style": "form", "explode": False} if schema["type"] == "array" else {}
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema, **commas}


def _schemas() -> dict[str, Any]:
    links = {"type": "array", "items": {"type": "object", "required": ["href"]}}
    return {
        "Document": {"type": "object"},
        "FeatureCollection": {
            "type": "object",
            "required": ["type", "features"],
            "properties": {
                "type": {"type": "string", "enum": ["FeatureCollection"]},
                "features": {"type": "array", "items": {"type": "object"}},
                "links": links,
                "timeStamp": {"type": "string", "format": "date-time"},
                "numberMatched": {"type": "integer", "minimum": 0},
                "numberReturned": {"type": "integer", "minimum": 0},
            },
        },
        "Problem": {"type": "object", "required": ["type", "title", "status", "code", "detail"]},
    }


def _refusals() -> dict[str, Any]:
    said = {
        "400": _("A parameter cannot be understood."),
        "404": _("There is no such record, or none that the reader may see."),
    }
    content = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": words, "content": content} for code, words in said.items()}
