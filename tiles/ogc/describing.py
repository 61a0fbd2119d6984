"""The resources that tell what is offered: landing page, conformance, collections, queryables."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from geo.exchange.columns import Column, Kind, columns_of, geometry_of
from geo.layers.layer import Audience, Layer
from tiles.ogc.catalogue import extent_of
from tiles.ogc.cql2.conditions import GEOMETRY
from tiles.ogc.items import LANGUAGES
from tiles.ogc.systems import storage_system, systems

JSON, GEOJSON, HTML = "application/json", "application/geo+json", "text/html"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
_FEATURES_2 = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/"
_FEATURES_3 = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/"
_REL = "http://www.opengis.net/def/rel/ogc/1.0/"
QUERYABLES, TILESETS, SCHEMES = _REL + "queryables", _REL + "tilesets-vector", _REL + "tiling-schemes"
#: Each is held to its requirements by tests/tiles/ogc.
CONFORMANCE = [
    *(_FEATURES_1 + name for name in ("core", "geojson", "html", "oas30")),
    _FEATURES_2 + "crs",
    *(_FEATURES_3 + name for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(
        _CQL2 + name
        for name in (
            *LANGUAGES, "basic-cql2", "advanced-comparison-operators", "case-insensitive-comparison",
            "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "property-property",
        )
    ),
    *(
        _TILES + name
        for name in (
            "core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "mvt",
            "oas30",
        )
    ),
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
]  # fmt: skip
_SCHEMAS: dict[Kind, dict[str, str]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.NUMBER: {"type": "number"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.MOMENT: {"type": "string", "format": "date-time"},
}


def link(request: HttpRequest, rel: str, name: str, kind: str, title: str, *args: str) -> dict[str, str]:
    """Return a link to an address by its name."""
    return {
        "rel": rel,
        "type": kind,
        "title": title,
        "href": request.build_absolute_uri(reverse(f"ogc:{name}", args=args)),
    }


def itself(request: HttpRequest, kind: str = JSON) -> list[dict[str, str]]:
    """Return the links to the resource in both forms, each naming its form."""
    links = []
    for rel, form, media in (("self", "json", kind), ("alternate", "html", HTML)):
        query = request.GET.copy()
        query["f"] = form
        href = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
        links.append({"rel": rel, "type": media, "title": _("This document"), "href": href})
    return links


def landing(request: HttpRequest) -> dict[str, Any]:
    """Return the landing page (OGC 17-069r4, requirement 2)."""
    return {
        "title": _("Map layers as features"),
        "description": _("Every layer of the map, feature by feature: for desktop programs, by OGC API – Features."),
        "links": [
            *itself(request),
            link(request, "service-desc", "api", OPENAPI, _("Description of this API")),
            link(request, "service-doc", "api", HTML, _("Description of this API")) | {"href": _html(request, "api")},
            link(request, "conformance", "conformance", JSON, _("Standards that are kept")),
            link(request, "data", "collections", JSON, _("Collections")),
            link(request, TILESETS, "tilesets", JSON, _("Vector tiles")),
            link(request, SCHEMES, "tile-matrix-sets", JSON, _("Grids of tiles")),
        ],
    }


def _html(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(reverse(f"ogc:{name}") + "?f=html")


def conformance(request: HttpRequest) -> dict[str, Any]:
    """Return the conformance classes (OGC 17-069r4, requirement 6)."""
    return {"links": itself(request), "conformsTo": CONFORMANCE}


def collections(request: HttpRequest, layers: tuple[Layer, ...]) -> dict[str, Any]:
    """Return the collections of a reader (OGC 17-069r4, requirement 13), and the systems that all of them offer."""
    return {
        "links": itself(request),
        "crs": list(systems()),
        "collections": [collection(request, layer) | {"links": _links(request, layer)} for layer in layers],
    }


def collection(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Return one collection (OGC 17-069r4, 7.14; 18-058, requirements 2 to 5)."""
    extent: dict[str, Any] = {"spatial": {"bbox": [list(extent_of(layer))], "crs": next(iter(systems()))}}
    if layer.past:
        extent["temporal"] = {"interval": [[None, None]]}
    told = {
        "id": layer.name,
        "title": str(layer.title),
        "description": str(layer.about),
        "itemType": "feature",
        "extent": extent,
        "crs": list(systems()),
        "storageCrs": storage_system().uri,
        "links": [*itself(request), *_links(request, layer)],
    }
    return told | ({"license": settings.DATA_LICENCE} if settings.DATA_LICENCE else {})


def _links(request: HttpRequest, layer: Layer) -> list[dict[str, str]]:
    links = [
        link(request, "items", "items", GEOJSON, _("The features"), layer.name),
        link(request, QUERYABLES, "queryables", SCHEMA, _("Properties to filter by"), layer.name),
        link(request, "collection", "collection", JSON, str(layer.title), layer.name),
        link(request, TILESETS, "collection-tilesets", JSON, _("Vector tiles"), layer.name),
    ]
    if layer.audience == Audience.PUBLIC:
        page = request.build_absolute_uri(reverse("exchange:layer", args=[layer.name]))
        links.append({"rel": "describedby", "type": HTML, "title": _("About this layer"), "href": page})
    return links


def queryables(request: HttpRequest, layer: Layer) -> dict[str, Any]:
    """Return the properties to filter by, as JSON Schema (OGC 19-079r2, 6.2)."""
    shape = geometry_of(layer).shape.lower()
    properties: dict[str, Any] = {
        GEOMETRY: {
            "title": _("Geometry"),
            "format": "geometry-any" if shape == "unknown" else f"geometry-{shape}",
            "x-ogc-role": "primary-geometry",
        }
    }
    for column in columns_of(layer):
        properties[column.name] = schema_of(column) | ({"x-ogc-role": "id"} if column.name == layer.key else {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": request.build_absolute_uri(reverse("ogc:queryables", args=[layer.name])),
        "type": "object",
        "title": str(layer.title),
        "properties": properties,
        "additionalProperties": False,
    }


def schema_of(column: Column) -> dict[str, Any]:
    """Return a column as JSON Schema, with the values that it can have where they are known."""
    told: dict[str, Any] = {"title": column.title, **_SCHEMAS[column.kind]}
    return told | ({"enum": [value for value, _word in column.words]} if column.words else {})
