"""Layers in the words of TileJSON 3.0.0 (github.com/mapbox/tilejson-spec), for other programs that draw tiles."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from geo.exchange.columns import Kind, columns_of
from geo.layers.layer import Layer

_KINDS = {Kind.INTEGER: "Number", Kind.NUMBER: "Number", Kind.YES_NO: "Boolean"}


def described(layer: Layer, site: str) -> dict[str, Any]:
    """Return the description of a layer; `site` is the address of the service, with its last slash."""
    told = {"description": str(layer.about)} if layer.about else {}
    return told | _described(str(layer.title), site.rstrip("/") + tile_template(layer.name), [layer])


def described_together(title: str, template: str, layers: Sequence[Layer]) -> dict[str, Any]:
    """Return the description of tiles that hold several layers; `template` is their address with {z}, {x} and {y}."""
    return _described(title, template, layers)


def _described(title: str, template: str, layers: Sequence[Layer]) -> dict[str, Any]:
    attribution = {"attribution": settings.DATA_LICENCE} if settings.DATA_LICENCE else {}
    return {
        "tilejson": "3.0.0",
        "name": title,
        "tiles": [template],
        "minzoom": min(layer.min_zoom for layer in layers),
        "maxzoom": max(layer.deepest_tile for layer in layers),
        "vector_layers": [vector_layer(layer) for layer in layers],
        **attribution,
    }


def vector_layer(layer: Layer) -> dict[str, Any]:
    """Return what a tile holds of a layer."""
    return {
        "id": layer.name,
        "description": str(layer.title),
        "minzoom": layer.min_zoom,
        "maxzoom": layer.deepest_tile,
        "fields": {column.name: _KINDS.get(column.kind, "String") for column in columns_of(layer)},
    }


def tile_template(name: str) -> str:
    """Return the address of a layer's tiles with {z}, {x} and {y} in place of numbers."""
    address = reverse("mvt:tile", kwargs={"layer": name, "z": 0, "x": 0, "y": 0})
    return address.replace("/0/0/0", "/{z}/{x}/{y}")
