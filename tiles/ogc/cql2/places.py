"""Shapes of filters, and how the geometry of a feature lies to them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely
from django.utils.translation import gettext as _
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from tiles.ogc.cql2.limits import MOST_POINTS
from tiles.ogc.errors import FilterMistyped, FilterTooLarge, FilterUnreadable, FilterUnsupported
from tiles.ogc.shapes import box_of, in_storage, meets, reachable
from tiles.ogc.systems import System

_LISTS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
#: Geometries in one collection.
MOST_OF_COLLECTION = 100


class Relation(StrEnum):
    """How a feature lies to a shape, by the function of PostGIS that says it."""

    INTERSECTS = "ST_Intersects"
    DISJOINT = "ST_Disjoint"
    EQUALS = "ST_Equals"
    TOUCHES = "ST_Touches"
    CROSSES = "ST_Crosses"
    WITHIN = "ST_Within"
    CONTAINS = "ST_Contains"
    OVERLAPS = "ST_Overlaps"

    @classmethod
    def named(cls, op: str, *, swapped: bool) -> "Relation":
        """Return what an operator means; `swapped` where the shape comes first. Errors: FilterUnsupported."""
        found = cls.__members__.get(op.removeprefix("s_").upper())
        if found is None:
            raise FilterUnsupported(_("The operator “%(name)s” is not offered here.") % {"name": op[:40]})
        return {cls.WITHIN: cls.CONTAINS, cls.CONTAINS: cls.WITHIN}.get(found, found) if swapped else found


@dataclass(frozen=True, slots=True)
class Place:
    """A shape, x before y, in a system."""

    shape: BaseGeometry
    system: System


def place_of(told: Any, system: System) -> Place:
    """Return the shape that a filter gives as GeoJSON or as {"bbox": …}, in the axis order of its system.

    Errors: FilterUnreadable, FilterTooLarge, FilterMistyped.
    """
    if not isinstance(told, dict):
        raise FilterUnreadable(_("A spatial operator has no shape."))
    if "bbox" in told:
        sides = told["bbox"]
        if not isinstance(sides, list) or len(sides) not in (4, 6) or not all(_is_number(side) for side in sides):
            raise FilterUnreadable(_("A box is four numbers."))
        half = len(sides) // 2
        return Place(box_of("filter", (*sides[:2], *sides[half : half + 2]), system), system)
    shape = _shape(told)
    if not shapely.is_valid(shape):
        raise FilterMistyped(_("A shape of the filter crosses itself."))
    return Place(shapely.transform(shape, lambda xy: xy[:, ::-1]) if system.northing_first else shape, system)


def _shape(told: dict[str, Any]) -> BaseGeometry:
    if told.get("type") == "GeometryCollection" and isinstance(told.get("geometries"), list):
        parts = told["geometries"]
        if not 0 < len(parts) <= MOST_OF_COLLECTION or not all(isinstance(part, dict) for part in parts):
            raise FilterUnreadable(_("A spatial operator has no shape."))
        return shapely.GeometryCollection([_simple(part) for part in parts])
    return _simple(told)


def _simple(told: dict[str, Any]) -> BaseGeometry:
    depth = next((depth for kind, depth in _LISTS.items() if kind == told.get("type")), None)
    if depth is None:
        raise FilterUnreadable(_("A spatial operator has no shape."))
    coordinates = told.get("coordinates")
    if _count(coordinates, depth) > MOST_POINTS:
        raise FilterTooLarge(_("The shapes of the filter have too many points."))
    try:
        found: BaseGeometry = shapely.geometry.shape({"type": told["type"], "coordinates": _flat(coordinates, depth)})
    except (ValueError, shapely.errors.ShapelyError) as error:
        raise FilterUnreadable(_("A shape of the filter has too few points, or its ring is not closed.")) from error
    if found.is_empty:
        raise FilterUnreadable(_("A spatial operator has no shape."))
    return found


def _count(coordinates: Any, depth: int) -> int:
    """Return how many points there are. Errors: FilterUnreadable."""
    if not isinstance(coordinates, list):
        raise FilterUnreadable(_("A spatial operator has no shape."))
    if depth:
        return sum(_count(part, depth - 1) for part in coordinates)
    if len(coordinates) not in (2, 3) or not all(_is_number(each) for each in coordinates):
        raise FilterUnreadable(_("A point of the filter is not two numbers."))
    return 1


def _flat(coordinates: Any, depth: int) -> Any:
    return [_flat(part, depth - 1) for part in coordinates] if depth else coordinates[:2]


def _is_number(told: Any) -> bool:
    return isinstance(told, int | float) and not isinstance(told, bool) and abs(told) < 1e12


def related(geometry: sql.Composable, relation: Relation, place: Place) -> sql.Composable:
    """Return the condition that a geometry of the storage CRS lies so to a place.

    What lies far from the land of the register is left out where that changes nothing; else it is refused, for its
    coordinates cannot be trusted there. Errors: FilterMistyped.
    """
    if relation == Relation.INTERSECTS:
        return meets(geometry, place.shape, place.system)
    if relation == Relation.DISJOINT:
        return sql.SQL("(NOT {})").format(meets(geometry, place.shape, place.system))
    if place.shape.geom_type == "GeometryCollection":
        raise FilterUnsupported(_("Collections of shapes can be intersected only."))
    near = _alike(reachable(place.shape, place.system), place.shape)
    if relation != Relation.WITHIN and not shapely.equals(near, place.shape):
        raise FilterMistyped(_("A shape of the filter lies outside the area of this register."))
    if near.is_empty:
        return sql.SQL("false")
    there = in_storage(near, place.system)
    return sql.SQL("({g} && {p} AND {relation}({g}, {p}))").format(
        g=geometry, p=there, relation=sql.SQL(relation.value)
    )


def _alike(part: BaseGeometry, whole: BaseGeometry) -> BaseGeometry:
    """Return what of a part has the dimension of the whole: a cut along its edge leaves lines beside surfaces."""
    pieces = shapely.get_parts(part)
    return shapely.union_all(pieces[shapely.get_dimensions(pieces) == shapely.get_dimensions(whole)])
