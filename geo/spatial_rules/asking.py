"""Asking PostGIS for the facts of a rule."""

import json
from typing import Any

from django.db import connection


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
