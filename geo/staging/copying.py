"""Rows into their table, thousands a statement: COPY itself does not know row level security."""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import shapely
from django.db import connection

from geo.exchange.placing import Placed
from geo.exchange.reading.rows import Row
from geo.spatial.crs import storage_srid
from geo.staging.models import StagedLayer
from geo.staging.profiles import Profile

#: Each column is one text or one array of JSON: thousands of texts by themselves are dearer than all else here.
_INSERT = """
INSERT INTO staging_stagedrow
  (layer_id, municipality_id, number, label, stated_area_m2, attributes, faults, notes, geom)
SELECT %s, %s, r.number::integer, coalesce(r.label, ''), r.area::float8, r.attributes, r.faults, r.notes,
       r.geom::geometry
  FROM ROWS FROM (
         unnest(string_to_array(%s, E'\x1f'), string_to_array(%s, E'\x1f'), string_to_array(%s, E'\x1f', ''),
                string_to_array(%s, E'\x1f', '')),
         jsonb_array_elements(%s::jsonb), jsonb_array_elements(%s::jsonb), jsonb_array_elements(%s::jsonb)
       ) AS r (number, label, area, geom, attributes, faults, notes)
"""
#: Between values: no text of a file holds it (geo.exchange.reading.texts.clean), and JSON writes it as an escape.
_BETWEEN = "\x1f"
_PORTION = 10_000
#: Characters of a number that are kept; the kinds say which are too many.
_LABEL = 200
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def copy_rows(
    layer: StagedLayer, rows: Sequence[Row], placed: Placed, faults: Sequence[list[dict[str, Any]]], profile: Profile
) -> None:
    """Write the rows of a reading with their outlines in the storage CRS, sound or not."""
    waiting = _values(rows, placed, faults, profile)
    with connection.cursor() as cursor:
        while portion := list(islice(waiting, _PORTION)):
            *texts, attributes, faults_of, notes_of = zip(*portion, strict=True)
            columns = [_BETWEEN.join(column) for column in texts]
            columns += [_WRITER.encode(column) for column in (attributes, faults_of, notes_of)]
            cursor.execute(_INSERT, [layer.pk, layer.municipality_id, *columns])


def _values(
    rows: Sequence[Row], placed: Placed, faults: Sequence[list[dict[str, Any]]], profile: Profile
) -> Iterator[tuple[Any, ...]]:
    """Yield number, label, area and geometry of each row as text, then its attributes, faults and notes."""
    shapes = shapely.to_wkb(shapely.set_srid(placed.shapes, storage_srid()), hex=True, include_srid=True)
    meant = profile.among(rows[0].attributes) if rows else profile
    for row, shape, why, notes in zip(rows, shapes, faults, placed.notes, strict=True):
        label = meant.label_of(row.attributes)[:_LABEL].replace(_BETWEEN, " ")
        area = meant.area_of(row.attributes)
        text = "" if area is None else repr(area)
        yield str(row.number), label, text, shape or "", row.attributes, why, row.notes + notes
