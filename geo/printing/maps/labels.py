"""The map's words and numbers; drawn as HTML over the SVG because Arabic must be shaped."""

import math
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import pgettext

from geo.calendars.digits import format_number
from geo.printing.maps.features import MapFeature
from geo.printing.maps.label import LETTER, MapLabel, reading_angle
from geo.printing.maps.names import place_names
from geo.printing.maps.sheet import Sheet
from geo.printing.maps.sides import Side, sides_of
from geo.printing.maps.svg import NORTH_ARROW, grid, scale_bar

#: Heights of letters, millimetres.
SIDE_SIZE: Final = 3.0
CORNER_SIZE: Final = 2.6
GRID_SIZE: Final = 2.3
NORTH_SIZE: Final = 3.2
#: Millimetres from a side to the middle of its length, and from a corner to its number.
SIDE_GAP: Final = 2.3
CORNER_GAP: Final = 2.6


def place_labels(sheet: Sheet, features: Sequence[MapFeature], language: str) -> tuple[MapLabel, ...]:
    """Return all labels of a map in a language: coordinates, scale bar, north, lengths, corners, names."""
    labels = [*_grid(sheet, language), *_scale_bar(sheet, language), _north(sheet)]
    for feature in features:
        if feature.sides:
            labels += _lengths(sheet, sides_of(feature.geometry), language)
            labels += _corners(sheet, sides_of(feature.geometry), language)
    return (*labels, *place_names(sheet, features, language, labels))


def _lengths(sheet: Sheet, sides: Sequence[Side], language: str) -> Iterator[MapLabel]:
    """The length of each side, outside of it; a side too short for its text is left to the table of sides."""
    for side in sides:
        (x0, y0), (x1, y1) = sheet.place(*side.start), sheet.place(*side.end)
        east, north = side.outward
        label = MapLabel(
            text=format_number(side.length, language, places=2), kind="side", size=SIDE_SIZE, numeric=True,
            x=(x0 + x1) / 2 + east * SIDE_GAP, y=(y0 + y1) / 2 - north * SIDE_GAP,
            angle=reading_angle(x1 - x0, y1 - y0),
        )  # fmt: skip
        if label.width <= sheet.to_mm(side.length) - 2 * CORNER_SIZE * LETTER:
            yield label


def _corners(sheet: Sheet, sides: Sequence[Side], language: str) -> Iterator[MapLabel]:
    """The number of each corner, outside of it; where corners crowd, the later number is left out."""
    taken: list[tuple[float, float]] = []
    arriving = {side.to_corner: side for side in sides}
    for side in sides:
        x, y = _beside_corner(sheet, arriving[side.from_corner], side)
        if all(math.dist((x, y), other) >= CORNER_SIZE for other in taken):
            taken.append((x, y))
            text = format_number(side.from_corner, language)
            yield MapLabel(text=text, kind="corner", x=x, y=y, size=CORNER_SIZE, numeric=True)


def _beside_corner(sheet: Sheet, arriving: Side, leaving: Side) -> tuple[float, float]:
    """Return the place (mm) outside the corner in which two sides meet, half way between their outward directions."""
    east = arriving.outward[0] + leaving.outward[0]
    north = arriving.outward[1] + leaving.outward[1]
    reach = math.hypot(east, north)
    if reach < 1e-9:  # the boundary turns back on itself: any direction is as good
        (east, north), reach = leaving.outward, 1.0
    x, y = sheet.place(*leaving.start)
    return x + east / reach * CORNER_GAP, y - north / reach * CORNER_GAP


def _grid(sheet: Sheet, language: str) -> Iterator[MapLabel]:
    """Eastings below the frame, northings beside it, read upwards."""
    eastings, northings = grid(sheet)
    left, _top, _right, bottom = sheet.frame
    for easting in eastings:
        x, _y = sheet.place(easting, sheet.northing)
        yield _small(format_number(easting, language, places=0), x, bottom + 3)
    for northing in northings:
        _x, y = sheet.place(sheet.easting, northing)
        yield _small(format_number(northing, language, places=0), left - 2.8, y, angle=-90)


def _scale_bar(sheet: Sheet, language: str) -> Iterator[MapLabel]:
    bar = scale_bar(sheet)
    for part in (0, 0.5, 1):
        metres = bar.metres * part
        text = format_number(metres, language, places=1 if metres % 1 else 0)
        yield _small(text, bar.x + bar.length * part, bar.y + 2.7)
    unit = pgettext("map", "metres")
    yield MapLabel(text=unit, kind="unit", x=bar.x + bar.length + 6, y=bar.y + 0.6, size=GRID_SIZE)


def _small(text: str, x: float, y: float, *, angle: float = 0) -> MapLabel:
    return MapLabel(text=text, kind="grid", x=x, y=y, size=GRID_SIZE, angle=angle, numeric=True)


def _north(sheet: Sheet) -> MapLabel:
    left, top, _right, _bottom = sheet.frame
    x, y, width, _height = NORTH_ARROW
    return MapLabel(text=pgettext("map", "N"), kind="north", x=left + x + width / 2, y=top + y + 2.4, size=NORTH_SIZE)
