"""Between GeoDjango's geometries and shapely's: by WKB, same coordinates, storage CRS."""

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.spatial.crs import storage_srid


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
