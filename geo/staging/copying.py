"""Rows into their table, thousands a statement: COPY itself does not know row level security."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
import shapely
from django.db import connection

from geo.exchange.placing import Placed, Told
from geo.spatial.crs import storage_srid
from geo.staging.models import StagedLayer, Upload

#: Each column is one array in the binary form of the protocol, which needs no quotes. JSON is read by the database.
_INSERT = """
INSERT INTO staging_stagedrow
  (layer_id, municipality_id, number, label, stated_area_m2, attributes, faults, notes, geom)
SELECT %s, %s, r.number, r.label, r.area, r.attributes::jsonb, coalesce(r.faults::jsonb, '[]'),
       coalesce(r.notes::jsonb, '[]'), r.geom::geometry
  FROM unnest(%b::integer[], %b::text[], %b::float8[], %b::text[], %b::text[], %b::text[], %b::bytea[])
       AS r (number, label, area, attributes, faults, notes, geom)
"""
_UPLOAD = """
INSERT INTO staging_upload
  (id, municipality_id, request_id, kind, name, size, sha256, content, uploaded_by_id, uploaded_at, replaces_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %b, %s, %s, %s)
"""
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Values(NamedTuple):
    """Rows by column as they are kept, one list a column; faults and notes by the place of the row."""

    numbers: Sequence[int]
    labels: Sequence[str]
    areas: Sequence[float | None]
    attributes: Sequence[bytes]
    faults: Told
    notes: Told


def keep_upload(upload: Upload, content: bytes) -> None:
    """Write a file and what is known of it; its bytes do not become text on their way."""
    values = [
        upload.pk, upload.municipality_id, upload.request_id, upload.kind, upload.name, upload.size, upload.sha256,
        content, upload.uploaded_by_id, upload.uploaded_at, upload.replaces_id,
    ]  # fmt: skip
    with _cursor() as cursor:
        cursor.execute(_UPLOAD, values)


def copy_rows(layer: StagedLayer, values: Values, placed: Iterable[Placed]) -> None:
    """Write the rows of a reading with their outlines in the storage CRS, sound or not, portion by portion.

    While the database takes one in, the next is made ready.
    """
    start = 0
    with _cursor() as cursor, cursor.connection.pipeline():
        for portion in placed:
            end = start + len(portion.shapes)
            cursor.execute(_INSERT, [layer.pk, layer.municipality_id, *_columns(values, portion, start, end)])
            start = end


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[Any]]:
    """Give a cursor whose values travel beside the statement: the framework's writes them into its text."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


def _columns(values: Values, portion: Placed, start: int, end: int) -> list[list[Any]]:
    shapes = shapely.to_wkb(shapely.set_srid(portion.shapes, storage_srid()), include_srid=True)
    return [
        list(values.numbers[start:end]),
        list(values.labels[start:end]),
        list(values.areas[start:end]),
        [told.decode() for told in values.attributes[start:end]],
        _told(values.faults, start, end),
        _told(values.notes, start, end),
        shapes.tolist(),
    ]


def _told(told: Told, start: int, end: int) -> list[str | None]:
    return [_WRITER.encode(told[at]) if at in told else None for at in range(start, end)]
