"""What stands in the way of a dig at a place: other digs, young pavement, days on which nobody digs. Pure reads."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from geo.spatial_rules.asking import geometry_of
from permits.excavations.proposal import DigProposal
from permits.excavations.route import GRID_M

#: More digs at one place than this say nothing more.
MOST = 50
#: Surfaces that border on each other along an oblique edge overlap by so much at most, metres: corners of routes and of
#: trenches lie on the grid of stored coordinates.
EDGE_M = 3 * GRID_M

# Both areas grow by half the distance: they meet where the digs come nearer than the distance to each other. The
# projection holds the digs of every office, and those alone that hold a place.
_DIGS = """
WITH asked AS (SELECT ST_Multi(ST_Buffer(%(works)s::geometry, %(distance)s / 2.0)) AS site)
SELECT d.application_id, d.manner, d.network, d.starts_on, d.ends_on, lower(d.busy), upper(d.busy), d.trench,
       ST_Distance(d.geom, %(works)s::geometry), ST_Area(ST_Intersection(d.geom, %(works)s::geometry)),
       ST_AsGeoJSON(ST_Transform(d.geom, 4326), 9)
  FROM published_dig d, asked
 WHERE d.site && asked.site AND ST_Relate(d.site, asked.site, 'T********')
   AND (d.busy && daterange(%(since)s, %(until)s) OR upper(d.period) <= %(today)s)
   AND d.application_id IS DISTINCT FROM %(case)s AND d.trench IS DISTINCT FROM %(trench)s
 ORDER BY d.starts_on, d.id LIMIT %(most)s
"""
_PAVEMENTS = """
SELECT p.laid_on, p.surface, ST_Area(ST_Intersection(p.geom, %(works)s::geometry)),
       ST_AsGeoJSON(ST_Transform(ST_Intersection(p.geom, %(works)s::geometry), 4326), 9)
  FROM excavations_pavement p
 WHERE p.geom && %(works)s::geometry AND ST_Relate(p.geom, ST_Buffer(%(works)s::geometry, -%(edge)s), 'T********')
   AND p.laid_on > %(since)s AND p.surface <> 'unpaved'
   AND (p.application_id IS NULL OR p.application_id IS DISTINCT FROM %(case)s)
 ORDER BY p.laid_on DESC, p.id LIMIT %(most)s
"""
_MORATORIA = """
SELECT m.name, m.name_en, lower(m.period), upper(m.period)
  FROM excavations_moratorium m
 WHERE m.geom && %(works)s::geometry AND ST_Relate(m.geom, ST_Buffer(%(works)s::geometry, -%(edge)s), 'T********')
   AND m.period && daterange(%(since)s, %(until)s)
 ORDER BY 3, m.id LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class OtherDig:
    """Another dig at the place: its days (both included), the days it keeps others off (end excluded), how near."""

    application_id: UUID
    manner: str
    network: str
    starts_on: date
    ends_on: date
    busy_from: date
    free_from: date
    trench: UUID
    distance_m: float
    shared_m2: float
    geometry: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class YoungPavement:
    """Pavement on the route: the day it was laid, what it is, how many m² would be cut, and where."""

    laid_on: date
    surface: str
    cut_m2: float
    geometry: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class BarredDays:
    """Days on which nobody digs in an area (end excluded), and what they are called."""

    name: str
    name_en: str
    since: date
    until: date


def other_digs(
    proposal: DigProposal, *, distance_m: Decimal, spacing_days: int, until: date | None = None
) -> list[OtherDig]:
    """Return the digs within a distance whose days, with the days of spacing, meet those of the proposal.

    Also those that should have ended and still hold the ground. `until`: look as far as this day instead. One query.
    """
    asked = {
        "works": proposal.works.hexewkb.decode(),
        "distance": distance_m,
        "since": proposal.starts_on,
        "until": until or proposal.after + timedelta(days=spacing_days),
        "today": proposal.on,
        "case": proposal.case_id,
        "trench": proposal.trench,
        "most": MOST,
    }
    return [
        OtherDig(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], geometry_of(row[10]))
        for row in _rows(_DIGS, asked)
    ]


def young_pavements(proposal: DigProposal, *, since: date) -> list[YoungPavement]:
    """Return the pavements that the dig would cut and that were laid after a day. One query."""
    asked = {
        "works": _ewkb(proposal.works), "edge": EDGE_M, "since": since, "case": proposal.case_id, "most": MOST,
    }  # fmt: skip
    return [YoungPavement(row[0], row[1], row[2], geometry_of(row[3])) for row in _rows(_PAVEMENTS, asked)]


def barred_days(proposal: DigProposal, *, until: date | None = None) -> list[BarredDays]:
    """Return the moratoria in force at the place on days of the proposal, or as far as a day. One query."""
    asked = {
        "works": _ewkb(proposal.works), "edge": EDGE_M, "since": proposal.starts_on, "until": until or proposal.after,
        "most": MOST,
    }  # fmt: skip
    return [BarredDays(*row) for row in _rows(_MORATORIA, asked)]


def _ewkb(geometry: GEOSGeometry) -> str:
    return str(geometry.hexewkb.decode())


def _rows(query: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def together(geometries: list[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Return GeoJSON geometries as one collection, or None for none: what a finding shows."""
    found = [geometry for geometry in geometries if geometry]
    return {"type": "GeometryCollection", "geometries": found} if found else None
