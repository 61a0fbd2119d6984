"""Parcels ready for a race: numbered in the register, and waiting for an outline."""

import random
from collections.abc import Iterable, Sequence
from uuid import UUID, uuid4

import psycopg
import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely import affinity

from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import ORIGIN, Office, square
from tests.sql.connections import connect
from tests.sql.races import Job

#: Where identities are entered and numbered before the race: far from the contested ground.
NURSERY = (20_000, 20_000)
INSERT = """
INSERT INTO register_boundaryversion (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
SELECT id, municipality_id, ST_Multi(ST_GeomFromText(%(wkt)s, %(srid)s)), %(parts)s, tstzrange(%(since)s, %(until)s),
       tstzrange(now(), NULL), 'race' FROM register_parcel WHERE id = %(parcel)s
"""
#: Pairs in force whose common land holds a circle of 1.5 mm: more than snapping to the millimetre makes of neighbours.
OVERLAPPING = """
SELECT count(*)
  FROM register_boundaryversion a JOIN register_parcel pa ON pa.id = a.parcel_id AND pa.state <> 'proposed'
  JOIN register_boundaryversion b ON b.geom && a.geom AND b.id > a.id AND b.parcel_id <> a.parcel_id
   AND b.valid && a.valid
  JOIN register_parcel pb ON pb.id = b.parcel_id AND pb.state <> 'proposed'
 WHERE upper_inf(a.recorded) AND upper_inf(b.recorded) AND ST_Relate(a.geom, b.geom, 'T********')
   AND (ST_MaximumInscribedCircle(ST_Intersection(a.geom, b.geom))).radius > 0.00075
"""


def surface(shape: shapely.Geometry) -> GEOSGeometry:
    """Return a shape drawn from (0, 0) as a surface of the storage CRS on the tests' ground."""
    moved = affinity.translate(shape, *ORIGIN)
    parts = moved if isinstance(moved, shapely.MultiPolygon) else shapely.MultiPolygon([moved])
    return GEOSGeometry(parts.wkt, srid=storage_srid())


def number(office: Office, geometries: Sequence[GEOSGeometry], *, several_parts: bool = False) -> list[UUID]:
    """Enter parcels of an office and number them; return their ids."""
    with territory([office.body.pk]):
        new = [NewParcel(geom=geom, several_parts=several_parts) for geom in geometries]
        entered = enter_parcels(plan=office.plan, parcels=new, source="test")
        ids = [parcel.pk for parcel in entered]
        allot_numbers(block=office.block, parcel_ids=ids, request_id=uuid4())
    return ids


def numbered_without_outline(office: Office, count: int) -> list[UUID]:
    """Return numbered parcels whose first outline the register holds no more. The test must commit."""
    x, y = NURSERY
    ids = number(office, [square(x + 20 * (i % 100), y + 20 * (i // 100), 10) for i in range(count)])
    with connect("admin") as admin:
        admin.execute("UPDATE register_boundaryversion SET recorded = tstzrange(lower(recorded), now())")
    return ids


def drawing(
    parcel: UUID, shape: shapely.Geometry, *, since: str = "2020-01-01", until: str | None = None, parts: bool = False
) -> Job:
    """Return the job that gives a parcel this outline (metres from ORIGIN) from a day on."""
    wkt = affinity.translate(shape, *ORIGIN).wkt
    values = {"parcel": parcel, "wkt": wkt, "srid": storage_srid(), "since": since, "until": until, "parts": parts}

    def job(connection: psycopg.Connection) -> None:
        assert connection.execute(INSERT, values).rowcount == 1

    return job


def overlapping_pairs() -> int:
    """Return how many pairs of parcels in force share land, whatever their office."""
    with connect("admin") as admin:
        return admin.execute(OVERLAPPING).fetchone()[0]


def contested(count: int, *, seed: int, side_m: float) -> list[shapely.Geometry]:
    """Return rectangles of 5 to 30 m strewn over a square, most over each other; a fifth have a hole or two parts."""
    dice = random.Random(seed)
    return [_strewn(dice, side_m, place) for place in range(count)]


def _strewn(dice: random.Random, side_m: float, place: int) -> shapely.Geometry:
    x, y = round(dice.uniform(0, side_m), 3), round(dice.uniform(0, side_m), 3)
    width, height = round(dice.uniform(5, 30), 3), round(dice.uniform(5, 30), 3)
    whole = shapely.box(x, y, x + width, y + height)
    if place % 10 == 0:
        return whole.difference(shapely.box(x + 1, y + 1, x + 3, y + 3))
    if place % 10 == 5:
        return shapely.union_all([whole, shapely.box(x + 60, y, x + 60 + width, y + height)])
    return whole


def neighbours(count: int, *, at: tuple[float, float], cell_m: float = 12.5) -> Iterable[shapely.Geometry]:
    """Return a coverage of squares that share sides and corners and no land."""
    row = int(count**0.5) + 1
    for place in range(count):
        x, y = at[0] + cell_m * (place % row), at[1] + cell_m * (place // row)
        yield shapely.box(x, y, x + cell_m, y + cell_m)
