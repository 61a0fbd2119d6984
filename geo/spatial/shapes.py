"""Between GeoDjango's geometries and shapely's: by WKB, same coordinates, storage CRS."""

import json
from typing import Any

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import connection
from shapely.geometry.base import BaseGeometry

from geo.spatial.crs import LONLAT_SRID, TILE_SRID, storage_srid


def to_shapely(geometry: GEOSGeometry) -> BaseGeometry:
    """Return the same geometry for shapely."""
    return shapely.from_wkb(bytes(geometry.wkb))


def to_geos(shape: BaseGeometry) -> GEOSGeometry:
    """Return the same geometry for GeoDjango, said to be in the storage CRS."""
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)), srid=storage_srid())


def to_surface(shape: BaseGeometry) -> MultiPolygon:
    """Return a polygon or multipolygon as a surface of one or more parts."""
    geometry = to_geos(shape)
    return geometry if isinstance(geometry, MultiPolygon) else MultiPolygon(geometry, srid=storage_srid())


def transformed(geometry: GEOSGeometry, srid: int) -> GEOSGeometry:
    """Return the geometry in another system as PostGIS transforms it, which is how tiles are made.

    The system's own library would turn the plate too (0.3 m between KSA-GRF17 and WGS 84): drawn on the map and sent
    back, a point would not return to its place.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_AsEWKB(ST_Transform(%s::geometry, %s::integer))", [geometry.hexewkb.decode(), srid])
        (found,) = cursor.fetchone()
    return GEOSGeometry(memoryview(found))


def seen_of(
    ground: GEOSGeometry, box: tuple[float, float, float, float], *, around_m: float = 0
) -> GEOSGeometry | None:
    """Return what a box of the map (EPSG:3857) shows of the box of a ground, storage CRS; None where it shows nothing.

    The whole world, which a map may ask for, has no place in the storage CRS: it is cut to the ground and what lies
    `around_m` metres of the map around it.
    """
    west, south, east, north = transformed(ground, TILE_SRID).extent
    west, south = max(west - around_m, box[0]), max(south - around_m, box[1])
    east, north = min(east + around_m, box[2]), min(north + around_m, box[3])
    if west > east or south > north:
        return None
    seen = Polygon.from_bbox((west, south, east, north))
    seen.srid = TILE_SRID
    return transformed(seen, storage_srid())


def geojson_lonlat(geometry: GEOSGeometry) -> dict[str, Any]:
    """Return a geometry of the storage CRS as GeoJSON in longitude and latitude, as the map shows it."""
    told: dict[str, Any] = json.loads(transformed(geometry, LONLAT_SRID).geojson)
    return told
