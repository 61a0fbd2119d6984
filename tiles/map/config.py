"""What the map element is told: layers with their styles, the first view, addresses and sentences."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.gdal import SpatialReference
from django.contrib.gis.geos import Polygon
from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language

from geo.layers.layer import Audience, Geometry, Layer
from geo.layers.registry import layers_for
from geo.spatial.crs import LONLAT_SRID, TILE_SRID, storage_srid
from tiles.map.strings import sentences
from tiles.mvt.live import position
from tiles.mvt.tilejson import tile_template

Bbox = tuple[float, float, float, float]

#: West, south, east, north in degrees: the first view of an instance that has no land yet.
KINGDOM: Bbox = (34.5, 16.3, 55.7, 32.2)
#: The extent reads every area of the register: asked for anew after so many seconds.
EXTENT_SECONDS = 600
DRAWN = (
    "name", "min_zoom", "visible", "in_legend", "follows", "key_field", "card_url", "page_url",
)  # fmt: skip


def map_config(audience: Audience) -> dict[str, Any]:
    """Return the element's configuration for an audience, in the language of the request."""
    layers = layers_for(audience)
    return {
        "lang": (get_language() or settings.LANGUAGE_CODE)[:2],
        "layers": [layer_config(layer) for layer in layers],
        "extent": settings_extent() or home_extent(layers) or KINGDOM,
        "search": reverse("api-search"),
        "lists": reverse("plans:index"),
        "backgrounds": reverse("imagery:backgrounds"),
        "grid": grid_config(),
        "past": past_config(layers),
        "live": {"url": reverse("mvt:live"), "since": position()},
        "strings": sentences(),
    }


def layer_config(layer: Layer) -> dict[str, Any]:
    """Return one layer as the element reads it."""
    told = {field: getattr(layer, field) for field in DRAWN}
    return told | {
        "title": layer.title,
        "geometry": layer.geometry,
        "url": tile_template(layer.name),
        "max_zoom": layer.deepest_tile,
        "past": bool(layer.past),
        "style": asdict(layer.style),
    }


def grid_config() -> dict[str, str]:
    """Return the storage CRS as the browser computes it.

    The shift between its datum and WGS 84 (0.3 m in Saudi Arabia) is left out: metres are shown whole.
    """
    crs = SpatialReference(storage_srid())
    return {"proj4": crs.proj.strip(), "title": f"EPSG:{storage_srid()}"}


def past_config(layers: tuple[Layer, ...]) -> dict[str, str] | None:
    """Return what past days need, the zone whose calendar tells what today is; None when no layer keeps a past."""
    return {"zone": settings.TIME_ZONE} if any(layer.past for layer in layers) else None


def settings_extent() -> Bbox | None:
    """Return the first view that the deployment fixed, in degrees, if it did."""
    fixed: Bbox | None = getattr(settings, "MAP_HOME_EXTENT", None)
    return fixed


def home_extent(layers: tuple[Layer, ...]) -> Bbox | None:
    """Return what the first view frames, in degrees: the finest areas that can be opened, or None."""
    areas = [layer for layer in layers if layer.geometry == Geometry.POLYGON and layer.card_url]
    if not areas:
        return None
    finest = max(areas, key=lambda layer: layer.min_zoom)
    key = f"map-home-extent-{finest.name}"
    known: Bbox | None = cache.get(key)
    if known is None:
        found = finest.model._default_manager.using("tiles").aggregate(box=Extent(finest.tile_geometry))["box"]
        known = to_degrees(found) if found else None
        cache.set(key, known, EXTENT_SECONDS)
    return known


def to_degrees(box: Bbox) -> Bbox:
    """Return a box of EPSG:3857 in EPSG:4326, longitude first."""
    area = Polygon.from_bbox(box)
    area.srid = TILE_SRID
    area.transform(LONLAT_SRID)
    west, south, east, north = area.extent
    return west, south, east, north
