"""From points to routes, and from routes to the ground that is dug; metres, storage CRS."""

from collections.abc import Sequence
from typing import Any

import shapely
from django.contrib.gis.geos import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import to_geos, to_surface
from permits.excavations.errors import NoRoute

Place = tuple[float, float]
#: The grid of stored coordinates, metres.
GRID_M = 0.001


def lines_of(routes: Sequence[Sequence[Place]]) -> BaseGeometry:
    """Return routes as one MultiLineString. Errors: NoRoute for a route without two different points."""
    if not routes or any(len(set(route)) < 2 for route in routes):
        raise NoRoute
    return shapely.MultiLineString([shapely.LineString(route) for route in routes])


def dug(routes: BaseGeometry, width_m: float) -> MultiPolygon:
    """Return the ground that trenches of a width along routes open: flat ends, mitred bends, to the millimetre."""
    shape = routes.buffer(width_m / 2, cap_style="flat", join_style="mitre", mitre_limit=2.0)
    surface = shapely.make_valid(shapely.set_precision(shape, GRID_M))
    if surface.is_empty:
        raise NoRoute
    return to_surface(surface)


def stored_lines(routes: Any) -> MultiLineString:
    """Return the routes of an application's details, [[[x, y], …], …], as a stored geometry."""
    found = to_geos(lines_of([[(x, y) for x, y in route] for route in routes]))
    if not isinstance(found, MultiLineString):
        raise NoRoute
    return found
