"""Parallel lines that cut a surface into parts of given areas; pure."""

import math
from collections.abc import Sequence

import shapely
from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon
from shapely import affinity

from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.register.errors import NotCut

#: How far a line reaches past the surface, metres: it must cross it, not end in it.
_PAST = 1.0


def cuts_by_area(surface: MultiPolygon, areas_m2: Sequence[float], bearing: float) -> MultiLineString:
    """Return the lines between parts of these areas, from left to right of the bearing; areas in m² on the grid.

    The bearing is in degrees clockwise from grid north. Each line is found by halving, to the micrometre.
    Errors: NotCut when the areas are not positive or the last part would have none left.
    """
    whole = to_shapely(surface)
    if len(areas_m2) < 2 or min(areas_m2) <= 0 or sum(areas_m2[:-1]) >= whole.area:
        raise NotCut
    centre = whole.centroid
    turned = affinity.rotate(whole, bearing, origin=centre)  # counter-clockwise: the bearing now points north
    lines, target = [], 0.0
    for area in areas_m2[:-1]:
        target += area
        lines.append(affinity.rotate(_north_line(turned, _easting_of(turned, target)), -bearing, origin=centre))
    return MultiLineString([_line(line) for line in lines], srid=storage_srid())


def _easting_of(surface: shapely.Geometry, area_to_the_west: float) -> float:
    """Return the easting west of which so much of the surface lies."""
    west, south, east, north = surface.bounds
    left, right = west, east
    while right - left > 1e-6:
        middle = math.fsum((left, right)) / 2
        smaller = surface.intersection(shapely.box(west - _PAST, south - _PAST, middle, north + _PAST)).area
        left, right = (middle, right) if smaller < area_to_the_west else (left, middle)
    return (left + right) / 2


def _north_line(surface: shapely.Geometry, easting: float) -> shapely.LineString:
    _west, south, _east, north = surface.bounds
    return shapely.LineString([(easting, south - _PAST), (easting, north + _PAST)])


def _line(line: shapely.LineString) -> LineString:
    return LineString(list(line.coords), srid=storage_srid())
