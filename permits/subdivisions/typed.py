"""Reading codes, points and areas as people type them and as the map writes them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.contrib.gis.geos import MultiPoint, Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.municipalities.scope import current
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.spatial.shapes import transformed
from parcels.register.codes import LENGTH, is_valid, parse
from parcels.register.models import PublishedParcel

#: In which coordinates the map hands over what was drawn; without this first line they are those of the register.
DRAWN_ON_THE_MAP = "EPSG:3857"
MOST_PARCELS = 40
MOST_POINTS = 500
SEPARATORS = re.compile(r"[\s,،;؛]+")
BETWEEN_CODES = re.compile(r"[\n,،;؛]+")

Place = tuple[float, float]


def plain(text: Any) -> str:
    """Return typed text with its digits as 0-9 and its decimal mark as a point."""
    return fold_digits("" if text is None else str(text)).replace("٫", ".").strip()


def parcels_named(text: str) -> list[PublishedParcel]:
    """Return the parcels that a text names by their codes, each once, in the order named.

    Errors: ValidationError for none, too many, a mistyped or unknown code, land of another office.
    """
    typed = _codes(text)
    if not typed or len(typed) > MOST_PARCELS:
        raise ValidationError(_("Name between one and forty parcels by their codes."))
    found = PublishedParcel.objects.in_bulk([parse(word) or "" for word in typed], field_name="code")
    offices = set(current())
    named = [_known(word, found.get(parse(word) or ""), offices) for word in typed]
    return list({parcel.pk: parcel for parcel in named}.values())


def _known(word: str, parcel: PublishedParcel | None, offices: set[int]) -> PublishedParcel:
    code, params = parse(word), {"code": word[:40]}
    if parcel is not None and parcel.municipality_id in offices:
        return parcel
    if parcel is not None:
        raise ValidationError(_("%(code)s belongs to another office: the request is made there."), params=params)
    if code is None:
        raise ValidationError(
            _("%(code)s is no code: it has eighteen digits. Compare it with the parcel's page."), params=params
        )
    if not is_valid(code):
        raise ValidationError(
            _("%(code)s is mistyped: compare it digit by digit, or tap the land on the map."), params=params
        )
    raise ValidationError(
        _("No parcel has the code %(code)s today: it may have been divided or merged."), params=params
    )


def _codes(text: str) -> list[str]:
    """Return the codes of a text; one that was typed in groups is put together: digits up to the eighteenth."""
    codes: list[str] = []
    for line in BETWEEN_CODES.split(text):
        fresh = True
        for word in line.split():
            if not fresh and len(_digits(codes[-1])) + len(_digits(word)) <= LENGTH:
                codes[-1] += f" {word}"
            else:
                codes.append(word)
            fresh = False
    return codes


def _digits(word: str) -> str:
    return re.sub(r"\D", "", fold_digits(word))


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


def read_areas(text: str) -> tuple[float, ...]:
    """Return areas in square metres of a text in either digits. Errors: ValidationError."""
    wrong = ValidationError(_("Write areas as numbers with a space between them, for example: 300 300 250."))
    try:
        areas = tuple(float(word) for word in SEPARATORS.split(plain(text)) if word)
    except ValueError as unread:
        raise wrong from unread
    if any(not 0 < area < 1e9 for area in areas):
        raise wrong
    if len(areas) == 1:
        raise ValidationError(_("Two areas or more: one for each part."))
    return areas
