"""Rows into their table, thousands a statement: COPY itself does not know row level security."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import shapely
from django.db import connection

from geo.exchange.placing import Placed
from geo.exchange.reading.rows import Row
from geo.spatial.crs import storage_srid
from geo.staging.models import StagedLayer
from geo.staging.profiles import Profile

_INSERT = """
INSERT INTO staging_stagedrow
  (layer_id, municipality_id, number, label, stated_area_m2, attributes, faults, notes, geom)
SELECT %s, %s, r.number, r.label, r.area, r.attributes::jsonb, r.faults::jsonb, r.notes::jsonb, r.geom::geometry
  FROM unnest(%s::integer[], %s::text[], %s::float8[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS r (number, label, area, attributes, faults, notes, geom)
"""
_PORTION = 5_000
#: Characters of a number that are kept; the kinds say which are too many.
_LABEL = 200


def copy_rows(
    layer: StagedLayer, rows: Sequence[Row], placed: Placed, faults: Sequence[list[dict[str, Any]]], profile: Profile
) -> None:
    """Write the rows of a reading with their outlines in the storage CRS, sound or not."""
    waiting = _values(rows, placed, faults, profile)
    with connection.cursor() as cursor:
        while portion := list(islice(waiting, _PORTION)):
            columns: Iterable[list[Any]] = (list(column) for column in zip(*portion, strict=True))
            cursor.execute(_INSERT, [layer.pk, layer.municipality_id, *columns])


def _values(
    rows: Sequence[Row], placed: Placed, faults: Sequence[list[dict[str, Any]]], profile: Profile
) -> Iterator[tuple[Any, ...]]:
    shapes = shapely.to_wkb(shapely.set_srid(placed.shapes, storage_srid()), hex=True, include_srid=True)
    for row, shape, why, notes in zip(rows, shapes, faults, placed.notes, strict=True):
        attributes = dict(row.attributes)
        label, area = profile.label_of(attributes)[:_LABEL], profile.area_of(attributes)
        yield row.number, label, area, _json(attributes), _json(why), _json([*row.notes, *notes]), shape


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
