"""Reads of streets: where outlines meet them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection


@dataclass(frozen=True, slots=True)
class Face:
    """Where an outline meets a street: the outline's turn, metres of it along the street, the street's width, m."""

    turn: int
    length_m: float
    width_m: float


_FACES = """
SELECT part.turn, s.width_m, ST_Length(ST_Intersection(
         ST_Boundary(part.geom), ST_Buffer(s.geom, s.width_m / 2 + %(gap)s, 'endcap=flat'))) AS along
  FROM unnest(%(shapes)s::text[]::geometry[]) WITH ORDINALITY AS part (geom, turn)
  JOIN fabric_street s ON s.geom && ST_Expand(part.geom, 60) AND ST_DWithin(s.geom, part.geom, s.width_m / 2 + %(gap)s)
   AND s.valid @> %(on)s::date
 ORDER BY part.turn, along DESC
"""


def street_faces(shapes: Sequence[GEOSGeometry], *, gap_m: Decimal, on: date) -> list[Face]:
    """Return where outlines meet the streets of a day, turns from 1; a frontage is at most `gap_m` beyond the edge.

    Storage CRS; streets of the reader's territories.
    """
    asked: dict[str, Any] = {"shapes": [shape.hexewkb.decode() for shape in shapes], "gap": gap_m, "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_FACES, asked)
        return [Face(turn, along, float(width)) for turn, width, along in cursor.fetchall() if along > 0]


def by_turn(faces: Sequence[Face], count: int) -> list[list[Face]]:
    """Return the faces of each of so many outlines, none where it meets no street."""
    found: list[list[Face]] = [[] for _turn in range(count)]
    for face in faces:
        found[face.turn - 1].append(face)
    return found
