"""Shapes that WFS filters give as GML 3.2, read here: what a person sends does not reach the system's GDAL."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import shapely
from django.contrib.gis.geos import GEOSGeometry
from gisserver.exceptions import ExternalParsingError
from shapely.geometry.base import BaseGeometry

from tiles.ogc.cql2.limits import MOST_POINTS

Points = list[tuple[float, float]]
_NUMBER_MOST = 1e12


def read_gml(element: Element) -> GEOSGeometry:
    """Return the shape of a GML element, coordinates in the order in which they stand. Errors: ExternalParsingError."""
    try:
        shape = _shape(element)
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise ExternalParsingError(f"<{_name(element)}> is no shape: {error}") from error
    return GEOSGeometry(memoryview(shapely.to_wkb(shape)))


def _shape(element: Element) -> BaseGeometry:
    name = _name(element)
    if name == "Point":
        return shapely.Point(_points(element)[0])
    if name in ("LineString", "LinearRing"):
        return shapely.LineString(_points(element))
    if name == "Envelope":
        (west, south), (east, north) = (_pairs(_child(element, corner))[0] for corner in ("lowerCorner", "upperCorner"))
        return shapely.box(west, south, east, north)
    if name == "Polygon":
        return _polygon(element)
    if name in _COLLECTIONS:
        return _COLLECTIONS[name]([_shape(member) for member in _members(element)])
    raise ValueError("this element is not read here")


def _polygon(element: Element) -> BaseGeometry:
    rings = {"exterior": [], "interior": []}  # type: dict[str, list[Points]]
    for border in element:
        if _name(border) in rings:
            rings[_name(border)].append(_points(_child(border, "LinearRing")))
    (outer,) = rings["exterior"]
    return shapely.Polygon(outer, rings["interior"])


def _members(element: Element) -> Iterator[Element]:
    for member in element:
        yield from member


def _points(element: Element) -> Points:
    """Return the points of an element: of its posList, or of its pos one after the other."""
    found = [pair for each in element if _name(each) in ("pos", "posList") for pair in _pairs(each)]
    if not 0 < len(found) <= MOST_POINTS:
        raise ValueError("it has no points, or too many")
    return found


def _pairs(element: Element) -> Points:
    if element.get("srsDimension", "2") != "2":
        raise ValueError("points have two coordinates")
    numbers = [float(word) for word in (element.text or "").split()]
    if not numbers or len(numbers) % 2 or not all(abs(number) < _NUMBER_MOST for number in numbers):
        raise ValueError("points have two coordinates")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _child(element: Element, name: str) -> Element:
    found = next((each for each in element if _name(each) == name), None)
    if found is None:
        raise ValueError(f"it has no {name}")
    return found


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


_COLLECTIONS: dict[str, Any] = {
    "MultiPoint": shapely.MultiPoint,
    "MultiLineString": shapely.MultiLineString,
    "MultiCurve": shapely.MultiLineString,
    "MultiPolygon": shapely.MultiPolygon,
    "MultiSurface": shapely.MultiPolygon,
}
