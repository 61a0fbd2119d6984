"""What the rules look at: a parcel version and the works asked for on it, on a day."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from geo.spatial_rules.rule import MissingSource
from geo.spatial_rules.selectors import value_on
from parcels.register.models import BoundaryVersion, Parcel

#: The grid of stored coordinates, metres: what differs by less lies in the same place.
GRID_M = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A parcel, the boundary version that is checked, the works (storage CRS, metres), the rules' day, the case."""

    parcel: Parcel
    version: BoundaryVersion
    works: GEOSGeometry
    on: date
    case_id: UUID


def tolerance(code: str, on: date) -> Decimal:
    """Return a dated value; raise MissingSource when none is recorded for the day."""
    found = value_on(code, on)
    if found is None:
        raise MissingSource(f"reference value {code} on {on.isoformat()}")
    return found.value


def geometry_of(told: str | None) -> dict[str, Any] | None:
    """Return the GeoJSON geometry that PostGIS wrote as text; None for none and for an empty one."""
    geometry: dict[str, Any] | None = json.loads(told) if told else None
    return geometry if geometry and geometry.get("coordinates") else None


def ask_row(query: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    """Return the one row of a question to PostGIS."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
