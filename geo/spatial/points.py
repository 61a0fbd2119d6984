"""Points as people type them and as the map writes them: "easting northing", one a line."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib.gis.geos import MultiPoint, Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.spatial.shapes import transformed

#: In which coordinates the map hands over what was drawn; without this first line they are those of the register.
DRAWN_ON_THE_MAP = "EPSG:3857"
MOST_POINTS = 500
SEPARATORS = re.compile(r"[\s,،;؛]+")

Place = tuple[float, float]


def plain(text: Any) -> str:
    """Return typed text with its digits as 0-9 and its decimal mark as a point."""
    return fold_digits("" if text is None else str(text)).replace("٫", ".").strip()


def read_points(text: str) -> tuple[Place, ...]:
    """Return points in the storage CRS, metres, of "easting northing" lines in either digits.

    After a first line EPSG:3857 they are places on the map, and PostGIS puts them to the millimetre. Errors:
    ValidationError for a line that is no point, and for too many.
    """
    lines = [line.strip() for line in plain(text).splitlines() if line.strip()]
    drawn = bool(lines) and lines[0].upper() == DRAWN_ON_THE_MAP
    points = [_point(line) for line in lines[1 if drawn else 0 :]]
    if len(points) > MOST_POINTS:
        raise ValidationError(_("Too many points: five hundred at most."))
    return tuple(_placed(points, TILE_SRID, storage_srid(), 3)) if drawn else tuple(points)


def _point(line: str) -> Place:
    words = [word for word in SEPARATORS.split(line) if word]
    wrong = ValidationError(
        _("“%(line)s” is no point: write easting, a space, and northing."), params={"line": line[:60]}
    )
    try:
        east, north = (float(word) for word in words)
    except ValueError as unread:
        raise wrong from unread
    if not (-1e8 < east < 1e8 and -1e8 < north < 1e8):
        raise wrong
    return east, north


def on_the_map(points: Iterable[Place]) -> list[list[float]]:
    """Return points of the storage CRS as places on the map, EPSG:3857, to a tenth of a millimetre."""
    return [list(place) for place in _placed(list(points), storage_srid(), TILE_SRID, 4)]


def _placed(points: Sequence[Place], of: int, into: int, digits: int) -> list[Place]:
    if not points:
        return []
    placed = cast(MultiPoint, transformed(MultiPoint([Point(*point) for point in points], srid=of), into))
    return [(round(x, digits), round(y, digits)) for x, y in placed.coords]


def written(points: Iterable[Place]) -> str:
    """Return points as they are typed: "easting northing" in metres, one a line."""
    return "\n".join(f"{x:.3f} {y:.3f}" for x, y in points)
