"""The storage CRS and its neighbours: what is kept, what maps draw, what browsers ask for."""

from django.conf import settings

#: Web Mercator, EPSG:3857: the frame of map tiles. Not for measuring.
TILE_SRID = 3857
#: WGS 84 longitude and latitude, EPSG:4326, in x, y order as in GeoJSON (RFC 7946).
LONLAT_SRID = 4326


def storage_srid() -> int:
    """Return the EPSG code of the storage CRS: projected, metres."""
    return int(settings.STORAGE_SRID)
