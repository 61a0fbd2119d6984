"""Reference systems and boxes of the API: `crs`, `bbox-crs` and `bbox`, checked before any query sees them."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyproj
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo.api.errors import BadParameter
from geo.calendars.digits import fold_digits
from geo.errors import InvalidInput
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_geos, to_shapely

CRS84_URI = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG_URI = "http://www.opengis.net/def/crs/EPSG/0/{}"
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:\.\d{1,15})?", re.ASCII)
#: Degrees by which a box may lie outside the area where the storage CRS is meant to be used,.
MARGIN_DEGREES = 1.0
#: Parts into which the sides of a box are cut, so that they follow parallels: within a metre for a box of six degrees.
PARTS_A_SIDE = 64
#: Corners of a geometry that is sent.
MOST_POINTS = 20_000


class CrsUnknown(BadParameter):
    """A reference system that is not offered."""

    code = "crs_unknown"
    message = _("This reference system is not offered: leave it out, or name one that the description lists.")


class BoxUnclear(BadParameter):
    """Not four numbers in their order."""

    code = "bbox_unclear"
    message = _("A box is four numbers: west, south, east, north, in this order, with commas between them.")


class BoxElsewhere(BadParameter):
    """A box outside the country of the storage CRS."""

    code = "bbox_elsewhere"
    message = _("This box lies outside the area of this register.")


class ShapeUnclear(InvalidInput):
    """Not a sound GeoJSON geometry of an expected form in the area of the register."""

    code = "shape_unclear"
    message = _("This is no sound GeoJSON geometry of the expected form inside the area of this register.")


class BoxAxesSwapped(BadParameter):
    """A box that would lie in the area if its axes were the other way round."""

    code = "bbox_axes_swapped"
    message = _("This box has latitude before longitude: longitude comes first.")


@dataclass(frozen=True, slots=True)
class Crs:
    """A reference system of answers: its URI, how pyproj knows it (x before y), decimals of 1 mm or less."""

    uri: str
    name: str
    decimals: int


def offered_crs() -> dict[str, Crs]:
    """Return the systems of answers and boxes by URI, the default first: CRS84 (RFC 7946), then the storage CRS."""
    srid = storage_srid()
    own = EPSG_URI.format(srid)
    return {CRS84_URI: Crs(CRS84_URI, "OGC:CRS84", 9), own: Crs(own, f"EPSG:{srid}", 3)}


def read_crs(parameter: str, typed: str) -> Crs:
    """Return a system by its URI, in angle brackets or not; CRS84 for an empty text. Errors: CrsUnknown."""
    offered = offered_crs()
    uri = typed.strip() or CRS84_URI
    found = offered.get(uri[1:-1] if uri.startswith("<") and uri.endswith(">") else uri)
    if found is None:
        raise CrsUnknown(parameter)
    return found


def read_box(typed: str, crs: Crs) -> GEOSGeometry | None:
    """Return the box that a text names as a surface in the storage CRS; None for an empty text.

    It is cut to the surroundings of the area of the storage CRS, where coordinates can be trusted; its sides stay
    straight in the system in which it was given. Errors: BoxUnclear, BoxElsewhere, BoxAxesSwapped.
    """
    if not typed.strip():
        return None
    west, south, east, north = _corners(typed)
    here = shapely.box(*_area(crs))
    box = shapely.box(west, south, east, north).intersection(here)
    if box.area == 0:
        swapped = shapely.box(south, west, north, east).intersects(here)
        raise BoxAxesSwapped("bbox") if swapped else BoxElsewhere("bbox")
    longest = max(box.bounds[2] - box.bounds[0], box.bounds[3] - box.bounds[1])
    return to_geos(_moved(shapely.segmentize(box, longest / PARTS_A_SIDE), crs.name, _own()))


def _corners(typed: str) -> tuple[float, float, float, float]:
    parts = [part.strip() for part in fold_digits(typed).split(",")]
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise BoxUnclear("bbox")
    west, south, east, north = map(float, parts)
    if not (west < east and south < north):
        raise BoxUnclear("bbox")
    return west, south, east, north


def _own() -> str:
    return f"EPSG:{storage_srid()}"


@cache
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@cache
def _area(crs: Crs) -> tuple[float, float, float, float]:
    """Return the surroundings of the area of use of the storage CRS, in a system: west, south, east, north."""
    use = pyproj.CRS(_own()).area_of_use
    if use is None:
        raise LookupError(f"{_own()} has no area of use")
    west, south, east, north = use.bounds
    around = (west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES)
    return _transformer("OGC:CRS84", crs.name).transform_bounds(*around)


def _moved(shape: BaseGeometry, source: str, target: str) -> BaseGeometry:
    if source == target:
        return shape
    return shapely.transform(shape, _transformer(source, target).transform, interleaved=False)


def as_geojson(geometry: GEOSGeometry, crs: Crs) -> dict[str, Any]:
    """Return a geometry of the storage CRS as GeoJSON in a system: x (longitude) first, outer rings anticlockwise."""
    shape = shapely.orient_polygons(_moved(to_shapely(geometry), _own(), crs.name))
    rounded = shapely.transform(shape, lambda points: points.round(crs.decimals))
    return dict(shapely.geometry.mapping(rounded))


def from_geojson(told: Any, crs: Crs, *, forms: Collection[str]) -> GEOSGeometry:
    """Return a GeoJSON geometry of one of these forms, given in a system, in the storage CRS: the way back.

    Surfaces and lines become their "Multi" form. Errors: ShapeUnclear: other forms, no numbers, more than MOST_POINTS
    points, not valid (a ring that crosses itself), or outside the area of the storage CRS.
    """
    if not isinstance(told, dict) or told.get("type") not in forms:
        raise ShapeUnclear
    try:
        shape = shapely.force_2d(shapely.geometry.shape(told))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.errors.ShapelyError) as error:
        raise ShapeUnclear from error
    if shape.is_empty or not 0 < shapely.get_num_coordinates(shape) <= MOST_POINTS or not shape.is_valid:
        raise ShapeUnclear
    if not shapely.box(*_area(crs)).covers(shape):
        raise ShapeUnclear
    moved = _moved(shape, crs.name, _own())
    whole = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString}.get(moved.geom_type)
    return to_geos(whole([moved]) if whole else moved)
