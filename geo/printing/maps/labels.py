"""The map's words and numbers, placed in millimetres; drawn as HTML because Arabic must be shaped."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import pgettext
from shapely import Polygon, box, maximum_inscribed_circle, union_all
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import format_number
from geo.printing.maps.features import MapFeature, Symbol
from geo.printing.maps.sheet import Sheet
from geo.printing.maps.sides import Side, sides_of
from geo.printing.maps.svg import grid, number, scale_bar

#: Heights of letters, millimetres.
SIZES = {Symbol.SUBJECT: 4.0, Symbol.STREET: 3.0, Symbol.NEIGHBOUR: 3.4}
OTHER_SIZE = 2.8
SIDE_SIZE = 3.0
CORNER_SIZE = 2.6
GRID_SIZE = 2.3
#: Width of a letter, as part of its height: enough to say whether a text has room.
LETTER = 0.52
#: Millimetres from a side to the middle of its length, and from a corner to its number.
SIDE_GAP = 2.3
CORNER_GAP = 2.6
#: Millimetres across the corner of the frame that the north arrow takes.
NORTH_ARROW_SIZE = 12.0
#: Part of the best room that the centroid must have to be preferred: a name in the middle looks calm.
CENTROID_WILL_DO = 0.75


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A text whose middle lies at (x, y) millimetres, turned clockwise by `angle` degrees."""

    text: str
    kind: str
    x: float
    y: float
    size: float
    angle: float = 0
    numeric: bool = False

    @property
    def style(self) -> str:
        """The place as CSS: numbers only."""
        return (
            f"left:{number(self.x)}mm;top:{number(self.y)}mm;font-size:{number(self.size)}mm;"
            f"transform:translate(-50%,-50%) rotate({number(self.angle)}deg)"
        )

    @property
    def width(self) -> float:
        """About how wide the text is, millimetres."""
        return len(self.text) * self.size * LETTER


def place_labels(sheet: Sheet, features: Sequence[MapFeature], language: str) -> tuple[MapLabel, ...]:
    """Return all labels of a map in a language: names, lengths, corners, coordinates, scale bar, north."""
    labels = [*_grid(sheet, language), *_scale_bar(sheet, language), _north(sheet)]
    taken = _taken(sheet, features)
    for feature in features:
        if feature.label:
            labels += _name(sheet, feature, taken)
        if feature.sides:
            labels += _lengths(sheet, sides_of(feature.geometry), language)
            labels += _corners(sheet, sides_of(feature.geometry), language)
    return tuple(labels)


def _taken(sheet: Sheet, features: Sequence[MapFeature]) -> BaseGeometry:
    """Return the ground (m) on which no other name may stand: under the north arrow and on buildings."""
    left, top, _right, _bottom = sheet.frame
    corner, opposite = (sheet.ground_at(left + d, top + d * 1.5) for d in (0, NORTH_ARROW_SIZE))
    buildings = (feature.geometry for feature in features if feature.symbol is Symbol.BUILDING)
    return union_all([box(corner[0], opposite[1], opposite[0], corner[1]), *buildings])


def _name(sheet: Sheet, feature: MapFeature, taken: BaseGeometry) -> Iterator[MapLabel]:
    """The feature's name where it has most room; left out where it would run over the neighbours."""
    along = feature.symbol in (Symbol.STREET, Symbol.ZONE, Symbol.WORK)
    label = MapLabel(
        feature.label, feature.symbol.value, 0, 0,
        SIZES.get(feature.symbol, OTHER_SIZE), _angle(feature.geometry) if along else 0.0, feature.numeric,
    )  # fmt: skip
    free = feature.geometry.intersection(sheet.ground(beyond=-label.width / 2))
    if feature.symbol is not Symbol.BUILDING:
        free = free.difference(taken.buffer(sheet.to_metres(label.width / 2)) if along else taken)
    if free.is_empty:
        return
    easting, northing, room = _roomiest(free)
    if along or feature.focus or label.width <= 2 * sheet.to_mm(room):
        x, y = sheet.place(easting, northing)
        yield replace(label, x=x, y=y)


def _roomiest(geometry: BaseGeometry) -> tuple[float, float, float]:
    """Return where a name goes (m) and the room there (m): the centroid, unless elsewhere is more."""
    if geometry.area == 0:
        middle = geometry.interpolate(0.5, normalized=True) if geometry.length else geometry.centroid
        return middle.x, middle.y, 0.0
    largest = max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.area)
    circle = maximum_inscribed_circle(largest, tolerance=0.1)
    middle = largest.centroid
    if largest.contains(middle) and middle.distance(largest.boundary) >= CENTROID_WILL_DO * circle.length:
        return middle.x, middle.y, circle.length
    x, y = circle.coords[0]
    return x, y, circle.length


def _angle(geometry: BaseGeometry) -> float:
    return _reading_angle(*_long_axis(geometry))


def _long_axis(geometry: BaseGeometry) -> tuple[float, float]:
    """Return the direction (east, north) in which a feature is longest."""
    turned = geometry.minimum_rotated_rectangle
    if not isinstance(turned, Polygon):
        (x0, y0), (x1, y1) = turned.coords[0], turned.coords[-1]
        return x1 - x0, y1 - y0
    corners = list(turned.exterior.coords)
    edges = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners[:3])]
    return max(edges, key=lambda edge: math.hypot(*edge))


def _reading_angle(east: float, north: float) -> float:
    """Return degrees clockwise for a text along a direction, never upside down; upright ones read upwards."""
    angle = -math.degrees(math.atan2(north, east))
    while angle > 90 - 1e-6:
        angle -= 180
    while angle < -90 - 1e-6:
        angle += 180
    return round(angle, 2)


def _lengths(sheet: Sheet, sides: Sequence[Side], language: str) -> Iterator[MapLabel]:
    """The length of each side, outside of it; a side too short for its text is left to the table of sides."""
    for side in sides:
        text = format_number(side.length, language, places=2)
        (x0, y0), (x1, y1) = sheet.place(*side.start), sheet.place(*side.end)
        east, north = side.outward
        x, y = (x0 + x1) / 2 + east * SIDE_GAP, (y0 + y1) / 2 - north * SIDE_GAP
        label = MapLabel(text, "side", x, y, SIDE_SIZE, _reading_angle(x1 - x0, y0 - y1), numeric=True)
        if label.width <= sheet.to_mm(side.length) - 2 * CORNER_SIZE * LETTER:
            yield label


def _corners(sheet: Sheet, sides: Sequence[Side], language: str) -> Iterator[MapLabel]:
    """The number of each corner, outside of it; where corners crowd, the later number is left out."""
    taken: list[tuple[float, float]] = []
    arriving = {side.to_corner: side for side in sides}
    for side in sides:
        before = arriving[side.from_corner].outward
        east, north = before[0] + side.outward[0], before[1] + side.outward[1]
        reach = math.hypot(east, north)
        if reach < 1e-9:  # the boundary turns back on itself: any direction is as good
            east, north, reach = side.outward[0], side.outward[1], 1.0
        corner = sheet.place(*side.start)
        x, y = corner[0] + east / reach * CORNER_GAP, corner[1] - north / reach * CORNER_GAP
        if all(math.dist((x, y), other) >= CORNER_SIZE for other in taken):
            taken.append((x, y))
            text = format_number(side.from_corner, language)
            yield MapLabel(text, "corner", x, y, CORNER_SIZE, numeric=True)


def _grid(sheet: Sheet, language: str) -> Iterator[MapLabel]:
    """Eastings below the frame, northings beside it, read upwards."""
    eastings, northings = grid(sheet)
    left, _top, _right, bottom = sheet.frame
    for easting in eastings:
        x, _y = sheet.place(easting, sheet.northing)
        text = format_number(easting, language, places=0)
        yield MapLabel(text, "grid", x, bottom + 3, GRID_SIZE, numeric=True)
    for northing in northings:
        _x, y = sheet.place(sheet.easting, northing)
        text = format_number(northing, language, places=0)
        yield MapLabel(text, "grid", left - 2.8, y, GRID_SIZE, -90, numeric=True)


def _scale_bar(sheet: Sheet, language: str) -> Iterator[MapLabel]:
    bar = scale_bar(sheet)
    for part in (0, 0.5, 1):
        metres = bar.metres * part
        text = format_number(metres, language, places=1 if metres % 1 else 0)
        yield MapLabel(text, "grid", bar.x + bar.length * part, bar.y + 2.7, GRID_SIZE, numeric=True)
    yield MapLabel(pgettext("map", "metres"), "unit", bar.x + bar.length + 6, bar.y + 0.6, GRID_SIZE)


def _north(sheet: Sheet) -> MapLabel:
    left, top, _right, _bottom = sheet.frame
    return MapLabel(pgettext("map", "N"), "north", left + 7, top + 4.4, 3.2)
