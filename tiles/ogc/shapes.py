"""Boxes and shapes of requests as SQL in the storage CRS: nothing that PROJ cannot transform reaches the database."""

import re
from math import isfinite

import shapely
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import fold_digits
from geo.spatial.crs import LONLAT_SRID, storage_srid
from tiles.ogc.errors import BoxUnreadable
from tiles.ogc.systems import System, surroundings

_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,40})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
#: Parts into which the longest side is cut, so that it follows a parallel: within a metre for six degrees.
PARTS_A_SIDE = 64


def read_box(parameter: str, typed: str, system: System) -> BaseGeometry | None:
    """Return the box that a text names, x before y in its system; None for an empty text. Errors: BoxUnreadable.

    Heights are ignored. A box whose west is east of its east spans the antimeridian, where degrees are meant.
    """
    if not typed.strip():
        return None
    parts = [part.strip() for part in fold_digits(typed).split(",")]
    if len(parts) not in (4, 6) or not all(_NUMBER.fullmatch(part) for part in parts):
        raise BoxUnreadable(parameter)
    numbers = [float(part) for part in parts]
    half = len(numbers) // 2
    return box_of(parameter, (*numbers[:2], *numbers[half : half + 2]), system)


def box_of(parameter: str, sides: tuple[float, ...], system: System) -> BaseGeometry:
    """Return a box from its least and greatest corner, in the axis order of its system. Errors: BoxUnreadable."""
    if not all(isfinite(side) for side in sides):
        raise BoxUnreadable(parameter)
    west, south, east, north = (sides[1], sides[0], sides[3], sides[2]) if system.northing_first else sides
    if south > north or (west > east and system.srid != LONLAT_SRID):
        raise BoxUnreadable(parameter)
    if west > east:
        return shapely.union_all([_box(west, south, 180.0, north), _box(-180.0, south, east, north)])
    return _box(west, south, east, north)


def _box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """Return a box; a line or a point where it has no width."""
    return shapely.envelope(shapely.MultiPoint([(west, south), (east, north)]))


def reachable(shape: BaseGeometry, system: System) -> BaseGeometry:
    """Return the part of a shape (x before y) that lies around the land of this register; maybe empty."""
    return shapely.intersection(shape, shapely.box(*surroundings(system.srid)))


def in_storage(shape: BaseGeometry, system: System) -> sql.Composable:
    """Return a reachable shape in the storage CRS, transformed by PostGIS as the answers are.

    Its sides stay straight in the system in which it was given.
    """
    west, south, east, north = shape.bounds
    longest = max(east - west, north - south)
    if system.srid != storage_srid() and longest > 0:
        shape = shapely.segmentize(shape, longest / PARTS_A_SIDE)
    told = sql.SQL("{}::geometry").format(
        shapely.to_wkb(shapely.set_srid(shape, system.srid), hex=True, include_srid=True)
    )
    if system.srid == storage_srid():
        return told
    return sql.SQL("ST_Transform({}, {})").format(told, storage_srid())


def meets(geometry: sql.Composable, shape: BaseGeometry, system: System) -> sql.Composable:
    """Return the condition that a geometry of the storage CRS has a point in common with a shape."""
    part = reachable(shape, system)
    if part.is_empty:
        return sql.SQL("false")
    place = in_storage(part, system)
    # The overlap of boxes stands beside it for the index: under row level security it would not be used otherwise.
    return sql.SQL("({g} && {p} AND ST_Intersects({g}, {p}))").format(g=geometry, p=place)
