"""Where the features' names stand on a map: inside what they name, along streets, never on one another."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from shapely import Polygon, box, maximum_inscribed_circle, transform, union_all
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import local_digits
from geo.printing.maps.features import MapFeature, Symbol
from geo.printing.maps.label import MapLabel, reading_angle
from geo.printing.maps.sheet import Sheet
from geo.printing.maps.svg import NORTH_ARROW

#: Who chooses a place first.
IMPORTANCE: Final = (
    Symbol.SUBJECT, Symbol.STREET, Symbol.WORK, Symbol.ZONE, Symbol.BUILDING, Symbol.NEIGHBOUR, Symbol.POINT,
)  # fmt: skip
#: Symbols whose name runs along them and may reach over their edge.
ALONG: Final = frozenset({Symbol.STREET, Symbol.WORK, Symbol.ZONE})
#: Heights of letters, millimetres.
SIZES: Final = {Symbol.SUBJECT: 4.0, Symbol.STREET: 3.0, Symbol.NEIGHBOUR: 3.4}
OTHER_SIZE: Final = 2.8
#: Part of the best room that the centroid must have to be preferred: a name in the middle looks calm.
CENTROID_WILL_DO: Final = 0.75
#: Places tried along a street, as parts of its length, the middle first.
TRIED_ALONG: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9)

Spot = tuple[float, float]


def place_names(
    sheet: Sheet, features: Sequence[MapFeature], language: str, standing: Sequence[MapLabel]
) -> Iterator[MapLabel]:
    """Yield the names that find a place beside the labels that stand already; the others are left out.

    What has focus is named in any case. Millimetres on paper.
    """
    left, top, _right, _bottom = sheet.frame
    x, y, width, height = NORTH_ARROW
    arrow = box(left + x, top + y, left + x + width, top + y + height)
    taken = union_all([arrow, *(label.outline for label in standing)])
    houses = union_all([on_paper(sheet, f.geometry) for f in features if f.symbol is Symbol.BUILDING])
    named = sorted((f for f in features if f.label), key=lambda feature: IMPORTANCE.index(feature.symbol))
    for feature in named:
        closed = taken if feature.symbol is Symbol.BUILDING else taken.union(houses)
        label = _placed(sheet, feature, language, closed)
        if label is not None:
            yield label
            taken = taken.union(label.outline)


def on_paper(sheet: Sheet, geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry of the ground (m) as it lies on the sheet (mm, y downwards)."""
    return transform(geometry, lambda points: np.column_stack(sheet.place(points[:, 0], points[:, 1])))


def _placed(sheet: Sheet, feature: MapFeature, language: str, closed: BaseGeometry) -> MapLabel | None:
    frame = box(*sheet.frame)
    shape = on_paper(sheet, feature.geometry).intersection(frame)
    along = feature.symbol in ALONG
    label = MapLabel(
        text=local_digits(feature.label, language) if feature.numeric else feature.label,
        kind=feature.symbol.value, x=0, y=0, size=SIZES.get(feature.symbol, OTHER_SIZE),
        angle=reading_angle(*_long_axis(shape)) if along and not shape.is_empty else 0, numeric=feature.numeric,
    )  # fmt: skip
    for x, y in _spots(shape, closed, along=along):
        tried = replace(label, x=x, y=y)
        fits = along or shape.contains(tried.outline)
        if feature.focus or (fits and frame.contains(tried.outline) and not tried.outline.intersects(closed)):
            return tried
    return None


def _spots(shape: BaseGeometry, closed: BaseGeometry, *, along: bool) -> Iterator[Spot]:
    """Yield the middle, then the roomiest free place, then, for what is long, places along it."""
    if shape.is_empty:
        return
    yield _roomiest(shape)
    free = shape.difference(closed)
    if not free.is_empty:
        yield _roomiest(free)
    if along:
        (x0, y0), (x1, y1) = _axis_ends(shape)
        yield from ((x0 + part * (x1 - x0), y0 + part * (y1 - y0)) for part in TRIED_ALONG)


def _roomiest(geometry: BaseGeometry) -> Spot:
    """Return the centroid of the largest part, or the centre of the largest circle in it where that is far roomier."""
    if geometry.area == 0:
        middle = geometry.interpolate(0.5, normalized=True) if geometry.length else geometry.centroid
        return middle.x, middle.y
    largest = max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.area)
    circle = maximum_inscribed_circle(largest, tolerance=0.1)
    middle = largest.centroid
    if largest.contains(middle) and middle.distance(largest.boundary) >= CENTROID_WILL_DO * circle.length:
        return middle.x, middle.y
    x, y = circle.coords[0]
    return x, y


def _axis_ends(shape: BaseGeometry) -> tuple[Spot, Spot]:
    """Return the ends of the line through the middle of a shape, in the direction in which it is longest."""
    turned = shape.minimum_rotated_rectangle
    if not isinstance(turned, Polygon):
        return turned.coords[0], turned.coords[-1]
    a, b, c, d = turned.exterior.coords[:4]
    if math.dist(a, b) < math.dist(b, c):
        a, b, c, d = b, c, d, a
    return _middle(a, d), _middle(b, c)


def _long_axis(shape: BaseGeometry) -> Spot:
    (x0, y0), (x1, y1) = _axis_ends(shape)
    return x1 - x0, y1 - y0


def _middle(a: Spot, b: Spot) -> Spot:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
