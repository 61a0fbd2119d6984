"""Coordinates typed as words: degrees, or metres in the storage CRS."""

import re

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from geo.calendars.digits import fold_digits
from geo.search.registry import Hit, finds
from geo.spatial.crs import LONLAT_SRID, storage_srid
from geo.spatial.shapes import transformed

_PAIR = re.compile(r"^\s*(-?\d+(?:[.٫]\d+)?)\s*[,،;؛\s]\s*(-?\d+(?:[.٫]\d+)?)\s*$")
HALF_WINDOW = 0.0005  # degrees, about 50 m: what is shown around a typed point


def parse_pair(words: str) -> tuple[float, float] | None:
    """Return two typed numbers, in either digits, or None when the words are no place.

    Two whole numbers of at most three digits are labels ("5 12"), not degrees.
    """
    found = _PAIR.match(fold_digits(words))
    if found is None or all(len(part) <= 3 and part.isdigit() for part in found.groups()):
        return None
    first, second = (float(part.replace("٫", ".")) for part in found.groups())
    return first, second


def to_lonlat(first: float, second: float) -> tuple[float, float] | None:
    """Return longitude and latitude: latitude first as people copy it, or easting and northing in metres."""
    if abs(first) <= 90 and abs(second) <= 180:
        return second, first
    if 100_000 <= first <= 900_000 and 0 <= second <= 10_000_000:
        point = transformed(Point(first, second, srid=storage_srid()), LONLAT_SRID)
        longitude, latitude = point.extent[:2]
        return longitude, latitude
    return None


@finds("coordinates")
def find_coordinates(words: str, most: int) -> list[Hit]:
    """Find a point on the map."""
    pair = parse_pair(words)
    lonlat = to_lonlat(*pair) if pair else None
    if lonlat is None:
        return []
    lon, lat = lonlat
    box = (lon - HALF_WINDOW, lat - HALF_WINDOW, lon + HALF_WINDOW, lat + HALF_WINDOW)
    url = f"/#map=18/{lat:.6f}/{lon:.6f}"
    return [Hit(kind="point", title=f"{lat:.6f}, {lon:.6f}", subtitle=_("Point on the map"), url=url, bbox=box)]
