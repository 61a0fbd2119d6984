"""The storage CRS and its neighbours: what is kept, what maps draw, what browsers ask for."""

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry

#: Web Mercator, EPSG:3857: the frame of map tiles. Not for measuring.
TILE_SRID = 3857
#: WGS 84 longitude and latitude, EPSG:4326, in x, y order as in GeoJSON (RFC 7946).
LONLAT_SRID = 4326


def storage_srid() -> int:
    """Return the EPSG code of the storage CRS: projected, metres."""
    return int(settings.STORAGE_SRID)


def lonlat_bbox(geometry: GEOSGeometry) -> str:
    """Return the box of a geometry as "west,south,east,north": degrees, EPSG:4326, seven decimals (a centimetre)."""
    box = geometry.transform(LONLAT_SRID, clone=True).extent
    return ",".join(f"{degree:.7f}" for degree in box)
