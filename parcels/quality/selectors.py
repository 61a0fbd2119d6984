"""Reads of a check: parcels in force by parts as WKB, the frame around them; and what checks have found."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Count, QuerySet

from geo.municipalities.models import Municipality
from geo.municipalities.selectors import branch_ids
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import to_shapely
from parcels.plans.models import District
from parcels.quality.errors import FindingUnknown
from parcels.quality.land import Land
from parcels.quality.models import CheckFinding, CheckRun, PublishedFindingCount
from parcels.quality.parts import CELL_M, Cluster, clusters_of
from parcels.register.enums import PUBLIC_STATES
from parcels.register.models import PublishedParcel

IN_FORCE = [state.value for state in PUBLIC_STATES]
#: Rows that a cursor on the server hands over at a time.
PORTION = 2000
#: Metres around a part in which neighbours are read: more than any tolerance.
MARGIN_M = 1.0

#: The state of a parcel now, and at an instant: by its last change until then.
_STATE_NOW = "p.state"
_STATE_THEN = """coalesce((SELECT c.target FROM register_statechange c
                            WHERE c.parcel_id = p.id AND c.changed_at <= %(at)s
                            ORDER BY c.changed_at DESC, c.id DESC LIMIT 1), 'proposed')"""
_HELD = "upper_inf(v.recorded) AND v.valid @> %(at)s"
_COUNTED = """
SELECT coalesce(p.block_id, 0), floor(ST_XMin(v.geom) / %(cell)s)::integer, floor(ST_YMin(v.geom) / %(cell)s)::integer,
       count(*), min(ST_XMin(v.geom)), min(ST_YMin(v.geom)), max(ST_XMax(v.geom)), max(ST_YMax(v.geom))
  FROM register_boundaryversion v JOIN register_parcel p ON p.id = v.parcel_id
 WHERE v.municipality_id = %(body)s AND {held} AND {state} = ANY (%(states)s)
 GROUP BY 1, 2, 3
"""
_AROUND = """
SELECT p.id, p.municipality_id, coalesce(p.block_id, 0), ST_AsBinary(v.geom)
  FROM register_boundaryversion v JOIN register_parcel p ON p.id = v.parcel_id
 WHERE v.geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s)
   AND {held} AND {state} = ANY (%(states)s)
"""
# Set against set: asked parcel by parcel, the planner takes the index of the exclusion constraint.
_WITHOUT_VERSION = """
SELECT p.id FROM register_parcel p WHERE p.municipality_id = %(body)s AND {state} = ANY (%(states)s)
EXCEPT
SELECT v.parcel_id FROM register_boundaryversion v WHERE v.municipality_id = %(body)s AND {held}
"""
_WITHOUT_NUMBER = """
SELECT p.id, (SELECT ST_AsBinary(v.geom) FROM register_boundaryversion v WHERE v.parcel_id = p.id AND {held})
  FROM register_parcel p
 WHERE p.municipality_id = %(body)s AND {state} = ANY (%(states)s)
   AND (p.code IS NULL OR p.block_id IS NULL OR p.parcel_label = '')
"""
_BLOCKS = "SELECT id, ST_AsBinary(geom) FROM plans_block WHERE id = ANY (%s)"
_BLOCKS_IN_PLANS = """
SELECT b.id, ST_AsBinary(b.geom), pl.id, ST_AsBinary(pl.geom)
  FROM plans_block b JOIN plans_plan pl ON pl.id = b.plan_id WHERE b.municipality_id = %s ORDER BY b.id
"""


class Instant(NamedTuple):
    """The legal time of a check; `past` when states must be looked up in their journal."""

    at: datetime
    past: bool

    def query(self, template: str) -> str:
        """Return a query of this module for this time."""
        return template.format(held=_HELD, state=_STATE_THEN if self.past else _STATE_NOW)


def bodies_to_check(codes: Sequence[str]) -> list[Municipality]:
    """Return the bodies that answer for districts, by code: all, or those named and the ones below them."""
    bodies = Municipality.objects.filter(pk__in=District.objects.values("municipality_id")).order_by("code")
    if codes:
        named = Municipality.objects.filter(code__in=codes).values_list("pk", flat=True)
        bodies = bodies.filter(pk__in=branch_ids(named))
    return list(bodies)


def clusters_in(body_id: int, when: Instant) -> list[Cluster]:
    """Return the parcels in force of a body, counted by block."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"cell": CELL_M, "body": body_id, "at": when.at, "states": IN_FORCE}
        cursor.execute(when.query(_COUNTED), values)
        return clusters_of(((row[0], row[1], row[2]), row[3], (row[4], row[5], row[6], row[7])) for row in cursor)


def read_land(body_id: int, part: Cluster, when: Instant) -> Land:
    """Return the parcels in force of a part of a body, and those of any body that may touch them."""
    west, south, east, north = part.box
    values = {
        "west": west - MARGIN_M, "south": south - MARGIN_M, "east": east + MARGIN_M, "north": north + MARGIN_M,
        "srid": storage_srid(), "at": when.at, "states": IN_FORCE,
    }  # fmt: skip
    rows = list(_streamed(when.query(_AROUND), values))
    shapes = shapely.from_wkb(np.array([row[3] for row in rows], dtype=object))
    mine = np.array([row[1] == body_id for row in rows], dtype=bool)
    blocks = np.array([row[2] for row in rows], dtype=np.int64)
    cells = np.floor(shapely.bounds(shapes)[:, :2] / CELL_M).astype(np.int64)
    places = zip(blocks.tolist(), cells[:, 0].tolist(), cells[:, 1].tolist(), strict=True)
    own = mine & np.fromiter((place in part.cells for place in places), dtype=bool, count=len(rows))
    return Land([row[0] for row in rows], mine, own, blocks, shapes)


def _streamed(query: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield rows through a cursor on the server, in PostgreSQL's binary form."""
    connection.ensure_connection()
    with connection.connection.cursor(name="land", binary=True) as cursor:
        cursor.itersize = PORTION
        cursor.execute(query, values)
        yield from cursor


def block_shapes(ids: Sequence[int]) -> dict[int, shapely.Geometry]:
    """Return the outlines of blocks by key."""
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS, [list(ids)])
        return {row[0]: shapely.from_wkb(bytes(row[1])) for row in cursor}


def blocks_in_plans(body_id: int) -> list[tuple[int, shapely.Geometry, shapely.Geometry]]:
    """Return the blocks of a body: key, outline, outline of the plan, which blocks of one plan share."""
    plans: dict[int, shapely.Geometry] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BLOCKS_IN_PLANS, [body_id])
        return [
            (key, shapely.from_wkb(bytes(block)), plans.setdefault(plan, shapely.from_wkb(bytes(around))))
            for key, block, plan, around in cursor
        ]


def territory_of(body_id: int) -> shapely.Geometry | None:
    """Return the territory of a body, or None where none is recorded."""
    territory = Municipality.objects.values_list("territory", flat=True).get(pk=body_id)
    return None if territory is None else to_shapely(territory)


def without_version(body_id: int, when: Instant) -> list[UUID]:
    """Return the parcels in force that have no outline."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"body": body_id, "at": when.at, "states": IN_FORCE}
        cursor.execute(when.query(_WITHOUT_VERSION), values)
        return [row[0] for row in cursor]


def without_number(body_id: int, when: Instant) -> list[tuple[UUID, bytes | None]]:
    """Return the parcels in force that lack code, block or number, with their outlines as WKB."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"body": body_id, "at": when.at, "states": IN_FORCE}
        cursor.execute(when.query(_WITHOUT_NUMBER), values)
        return [(row[0], None if row[1] is None else bytes(row[1])) for row in cursor]


def open_findings(*, kind: str = "") -> QuerySet[CheckFinding]:
    """Return the findings that the latest checks still saw, within the territories of the transaction."""
    found = CheckFinding.objects.filter(resolved_in=None).select_related("municipality", "block", "first_run")
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("municipality__code", "kind", "id")


def open_counts() -> dict[str, int]:
    """Return how many open findings of each kind there are within the territories of the transaction."""
    rows = CheckFinding.objects.filter(resolved_in=None).values("kind").annotate(number=Count("id")).order_by("kind")
    return {row["kind"]: row["number"] for row in rows}


def finding(pk: int) -> CheckFinding:
    """Return a finding, resolved or not. Errors: FindingUnknown."""
    known = CheckFinding.objects.select_related("municipality", "block", "first_run", "last_run", "resolved_in")
    found = known.filter(pk=pk).first()
    if found is None:
        raise FindingUnknown
    return found


def parcels_named(ids: Sequence[UUID]) -> dict[UUID, PublishedParcel]:
    """Return the public records of parcels by id; those that are not public are left out."""
    return PublishedParcel.objects.in_bulk(list(ids))


def latest_runs() -> QuerySet[CheckRun]:
    """Return the latest check of each body within the territories of the transaction."""
    runs = CheckRun.objects.select_related("municipality").order_by("municipality_id", "-started_at")
    return runs.distinct("municipality_id")


def published_counts(body_id: int) -> QuerySet[PublishedFindingCount]:
    """Return how many findings of each kind the latest check of a body counted; none where nobody has checked."""
    return PublishedFindingCount.objects.filter(municipality_id=body_id).order_by("kind")


def place_around(found: CheckFinding, metres: float = 15.0) -> GEOSGeometry | None:
    """Return the box of a finding with so much ground around it, storage CRS, or None where it has no place."""
    if found.geom is None:
        return None
    west, south, east, north = found.geom.extent
    box = shapely.box(west - metres, south - metres, east + metres, north + metres)
    return GEOSGeometry(memoryview(shapely.to_wkb(box)), srid=storage_srid())
