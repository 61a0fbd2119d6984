"""From what people write or draw to the footprint of works: a MultiPolygon in the storage CRS."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo.spatial.crs import LONLAT_SRID, storage_srid
from geo.spatial.shapes import to_shapely, to_surface, transformed
from permits.applications.errors import FootprintWrong
from permits.applications.plot import PlotSide, envelope

#: Metres: the grid of stored coordinates, and what is too small to be a building (m²).
GRID_M = 0.001
LEAST_M2 = 1.0
MOST_CORNERS = 2000


def at_distances(outline: BaseGeometry, sides: Sequence[PlotSide], distances: Sequence[Decimal]) -> MultiPolygon:
    """Return what is left of land at so many metres from its sides: its largest piece. Errors: FootprintWrong."""
    left = envelope(outline, [(side, float(metres)) for side, metres in zip(sides, distances, strict=True)])
    pieces = sorted(shapely.get_parts(left), key=lambda piece: float(piece.area))
    if not pieces:
        raise FootprintWrong
    return _stored(pieces[-1].simplify(GRID_M))


def through_points(points: Sequence[tuple[float, float]]) -> MultiPolygon:
    """Return the surface through corners in the storage CRS. Errors: FootprintWrong."""
    if len(set(points)) < 3:
        raise FootprintWrong
    return _stored(Polygon(points))


def from_geojson(text: str) -> MultiPolygon:
    """Return the surface of a GeoJSON geometry, feature or collection; degrees unless its `crs` names the storage CRS.

    Errors: FootprintWrong for anything but one or more polygons.
    """
    try:
        told: Any = json.loads(text)
        geometries = [GEOSGeometry(json.dumps(each), srid=_srid(told)) for each in _geometries(told)]
    except (ValueError, TypeError, KeyError, GEOSException, RecursionError) as unread:
        raise FootprintWrong from unread
    if not geometries or any(each.geom_type not in ("Polygon", "MultiPolygon") for each in geometries):
        raise FootprintWrong
    placed = [each if each.srid == storage_srid() else transformed(each, storage_srid()) for each in geometries]
    return _stored(shapely.union_all([to_shapely(each) for each in placed]))


def _geometries(told: Any) -> list[dict[str, Any]]:
    if told["type"] == "FeatureCollection":
        return [feature["geometry"] for feature in told["features"]]
    return [told["geometry"] if told["type"] == "Feature" else told]


def _srid(told: Any) -> int:
    """Return the reference system that a file names: that of the register, or degrees."""
    named = str(told.get("crs", {}).get("properties", {}).get("name", ""))
    return storage_srid() if named.rpartition(":")[2] == str(storage_srid()) else LONLAT_SRID


def _stored(shape: BaseGeometry) -> MultiPolygon:
    """Return a surface on the grid of stored coordinates. Errors: FootprintWrong for what is none, or has no size."""
    if not shape.is_valid or shapely.get_num_coordinates(shape) > MOST_CORNERS:
        raise FootprintWrong
    snapped = shapely.set_precision(shape, GRID_M)
    if snapped.geom_type not in ("Polygon", "MultiPolygon") or snapped.area < LEAST_M2:
        raise FootprintWrong
    return to_surface(snapped)
