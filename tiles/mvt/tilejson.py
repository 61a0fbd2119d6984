"""A layer in the words of TileJSON 3.0.0 (github.com/mapbox/tilejson-spec), for other programs that draw tiles."""

from typing import Any

from django.urls import reverse

from geo.layers.layer import Layer

_KINDS = {"IntegerField": "Number", "BigAutoField": "Number", "FloatField": "Number", "DecimalField": "Number"}


def described(layer: Layer, site: str) -> dict[str, Any]:
    """Return the description; `site` is the address of the service, with its last slash."""
    return {
        "tilejson": "3.0.0",
        "name": str(layer.title),
        "tiles": [site.rstrip("/") + tile_template(layer.name)],
        "minzoom": layer.min_zoom,
        "maxzoom": layer.max_zoom,
        "vector_layers": [{"id": layer.name, "fields": {name: _kind(layer, name) for name in layer.fields}}],
    }


def tile_template(name: str) -> str:
    """Return the address of a layer's tiles with {z}, {x} and {y} in place of numbers."""
    address = reverse("mvt:tile", kwargs={"layer": name, "z": 0, "x": 0, "y": 0})
    return address.replace("/0/0/0", "/{z}/{x}/{y}")


def _kind(layer: Layer, name: str) -> str:
    return _KINDS.get(layer.model._meta.get_field(name).get_internal_type(), "String")
