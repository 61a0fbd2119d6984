"""What the rules of plans look at: a plan on a day."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from geo.spatial_rules.rule import MissingSource
from geo.spatial_rules.selectors import value_on
from parcels.plans.models import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOnDay:
    """A plan, and the day whose values judge it."""

    plan: Plan
    on: date


def tolerance(code: str, on: date) -> float:
    """Return a dated value; raise MissingSource when none is recorded for the day."""
    found = value_on(code, on)
    if found is None:
        raise MissingSource(f"reference value {code} on {on.isoformat()}")
    return float(found.value)


def ask_row(query: str, parameters: dict[str, Any]) -> tuple[Any, ...]:
    """Return the one row of a question to PostGIS."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        row: tuple[Any, ...] = cursor.fetchone()
    return row


def geometry_of(told: str | None) -> dict[str, Any] | None:
    """Return the GeoJSON geometry that PostGIS wrote as text; None for none and for an empty one."""
    geometry: dict[str, Any] | None = json.loads(told) if told else None
    return geometry if geometry and geometry.get("coordinates") else None
