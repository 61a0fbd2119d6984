"""Dig once: the next free days at a place, and the trench that could be shared, with the asphalt that this saves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from geo.spatial_rules.selectors import needed_value
from permits.excavations.conflicts import barred_days, other_digs, young_pavements
from permits.excavations.proposal import DigProposal

#: How far ahead free days are looked for.
HORIZON = timedelta(days=730)
#: First day, and the first that is free again.
Span = tuple[date, date]

# What lies within the reach of another's trench need not be opened again.
_SHARED = """
SELECT d.application_id, d.trench, d.network, d.starts_on, d.ends_on,
       ST_Area(ST_Intersection(%(works)s::geometry, ST_Buffer(d.geom, %(reach)s))) AS saved
  FROM published_dig d
 WHERE d.site && ST_Expand(%(works)s::geometry, %(reach)s) AND ST_DWithin(d.geom, %(works)s::geometry, %(reach)s)
   AND d.standing = 'coming' AND d.manner <> 'emergency' AND d.municipality_id = %(office)s
   AND d.application_id IS DISTINCT FROM %(case)s AND d.network <> %(network)s
 ORDER BY saved DESC, d.id LIMIT 3
"""


@dataclass(frozen=True, slots=True)
class JointTrench:
    """A coming dig whose trench could be shared: its days (both included), and m² that need not be opened twice."""

    application_id: UUID
    trench: UUID
    network: str
    starts_on: date
    ends_on: date
    saved_m2: float


@dataclass(frozen=True, slots=True)
class Advice:
    """The first day from which the dig could last its days, None within two years; and trenches to share."""

    starts_on: date | None
    ends_on: date | None
    joint: tuple[JointTrench, ...]


def next_free(barred: Iterable[Span], *, earliest: date, days: int, spacing_days: int) -> date | None:
    """Return the first day, not before `earliest`, on which a dig of so many days and its spacing meets no span.

    >>> d = date
    >>> next_free([(d(2026, 1, 5), d(2026, 1, 20))], earliest=d(2026, 1, 1), days=3, spacing_days=2)
    datetime.date(2026, 1, 20)
    >>> next_free([(d(2026, 1, 5), d(2026, 1, 20))], earliest=d(2026, 1, 1), days=3, spacing_days=1)
    datetime.date(2026, 1, 1)
    """
    start, reach = earliest, timedelta(days=days + spacing_days)
    for since, until in sorted(barred):
        if since < start + reach and start < until:
            start = until
    return start if start <= earliest + HORIZON else None


def advise(proposal: DigProposal, *, earliest: date) -> Advice:
    """Return the next free days at the place and the trenches that could be shared. Errors: MissingSource."""
    spacing = int(needed_value("excavation_spacing", proposal.on))
    young = timedelta(days=int(needed_value("road_works_moratorium", proposal.on)))
    until = earliest + HORIZON
    digs = other_digs(
        proposal, distance_m=needed_value("excavation_distance", proposal.on), spacing_days=spacing, until=until
    )
    spans = [(dig.busy_from, max(dig.free_from, proposal.on + timedelta(days=spacing))) for dig in digs]
    spans += [(date.min, laid.laid_on + young) for laid in young_pavements(proposal, since=earliest - young)]
    # A season bars the digging itself, not the days of spacing after it.
    spans += [(barred.since + timedelta(days=spacing), barred.until) for barred in barred_days(proposal, until=until)]
    start = next_free(spans, earliest=earliest, days=proposal.days, spacing_days=spacing)
    last = start + timedelta(days=proposal.days - 1) if start else None
    return Advice(start, last, joint_trenches(proposal, reach_m=needed_value("joint_trench_reach", proposal.on)))


def joint_trenches(proposal: DigProposal, *, reach_m: Decimal) -> tuple[JointTrench, ...]:
    """Return up to three coming digs of other networks in the same office whose trench runs along, the best first."""
    asked: dict[str, Any] = {
        "works": proposal.works.hexewkb.decode(), "reach": reach_m, "office": proposal.office_id,
        "case": proposal.case_id, "network": proposal.network.value,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, asked)
        found = [JointTrench(*row) for row in cursor.fetchall()]
    return tuple(joint for joint in found if joint.saved_m2 > 0)
