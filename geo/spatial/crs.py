"""The storage CRS and its neighbours: what is kept, what maps draw, what browsers ask for."""

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry, Polygon

from geo.errors import InvalidInput

#: Web Mercator, EPSG:3857: the frame of map tiles. Not for measuring.
TILE_SRID = 3857
#: WGS 84 longitude and latitude, EPSG:4326, in x, y order as in GeoJSON (RFC 7946).
LONLAT_SRID = 4326
#: Metres from the middle of EPSG:3857 to each of its sides, rounded up.
_WORLD_M = 20_037_509.0


def storage_srid() -> int:
    """Return the EPSG code of the storage CRS: projected, metres."""
    return int(settings.STORAGE_SRID)


def lonlat_bbox(geometry: GEOSGeometry) -> str:
    """Return the box of a geometry as "west,south,east,north": degrees, EPSG:4326, seven decimals (a centimetre)."""
    box = geometry.transform(LONLAT_SRID, clone=True).extent
    return ",".join(f"{degree:.7f}" for degree in box)


def lonlat_bbox_around(extent: tuple[float, float, float, float], margin_m: float) -> str:
    """Return a box of the storage CRS, grown by so many metres on each side, as `lonlat_bbox` writes it."""
    west, south, east, north = extent
    box = Polygon.from_bbox((west - margin_m, south - margin_m, east + margin_m, north + margin_m))
    box.srid = storage_srid()
    return lonlat_bbox(box)


def tile_box(typed: str) -> tuple[float, float, float, float]:
    """Read "west,south,east,north" in metres of EPSG:3857. Errors: InvalidInput."""
    try:
        west, south, east, north = (float(side) for side in typed.split(","))
    except ValueError as unread:
        raise InvalidInput from unread
    if not (-_WORLD_M <= west <= east <= _WORLD_M and -_WORLD_M <= south <= north <= _WORLD_M):
        raise InvalidInput
    return west, south, east, north
