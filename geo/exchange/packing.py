"""Batches packed by the database: a column of thousands of rows comes as one value, and no row becomes an object.

The server puts the rows of a query together column by column, in the byte order of the wire (big-endian); here the
bytes become Arrow arrays as they are. What that saves is measured by bin/bench exchange.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from django.contrib.gis.db.models.functions import AsWKB
from django.db import connections
from django.db.models import Model, QuerySet

from geo.exchange.batches import ARROW_TYPES, BATCH, Batch
from geo.exchange.columns import Column, Kind

#: A cell as bytes, of one length for all; what stands where there is none is never read.
_SENT = {
    Kind.INTEGER: "int8send(coalesce({cell}, 0)::int8)",
    Kind.NUMBER: "float8send(coalesce({cell}, 0)::float8)",
    Kind.YES_NO: "boolsend(coalesce({cell}, false))",
    Kind.DATE: "int4send(coalesce({cell}, 'epoch') - 'epoch'::date)",
    Kind.MOMENT: "timestamptz_send(coalesce({cell}, 'epoch'))",
}
_WIRE = {Kind.INTEGER: ">i8", Kind.NUMBER: ">f8", Kind.YES_NO: "?", Kind.DATE: ">i4", Kind.MOMENT: ">i8"}
#: The wire counts microseconds from 2000-01-01, Arrow from 1970-01-01.
_FROM_1970_TO_2000 = 946_684_800_000_000
#: Two values a column: of texts and geometry the lengths (4 bytes each, -1 for none) and the bytes one after the other;
#: of the rest which cells are there (a byte each) and the bytes of all.
Packed = tuple[bytes | None, bytes | None]


def packed(
    rows: QuerySet[Model], columns: Sequence[Column], geometry: str, *, key: str, size: int = BATCH
) -> Iterator[Batch]:
    """Yield the rows in the order of `key`, a field that every row has and no two rows share.

    At least one batch, empty when there is no row. Call it where all queries see the same state of the register.
    """
    last: Any = None
    while True:
        asked = rows if last is None else rows.filter(**{f"{key}__gt": last})
        count, later, cells = _ask(asked.order_by(key)[:size], columns, geometry, key)
        if count or last is None:
            yield _batch(count, cells, columns)
        if count < size:
            return
        last = later


def _ask(rows: QuerySet[Model], columns: Sequence[Column], geometry: str, key: str) -> tuple[int, Any, list[Packed]]:
    """Return how many rows there are, the last key, and the columns, the geometry after the others."""
    named = rows.annotate(as_wkb=AsWKB(geometry)).values_list(*(column.name for column in columns), "as_wkb", key)
    inner, parameters = named.query.sql_with_params()
    cells = [f"c{index}" for index in range(len(columns))]
    packs = ", ".join(
        [*(_pack(cell, column.kind) for cell, column in zip(cells, columns, strict=True)), _lengths("shape"),
         "string_agg(shape, '')"]
    )  # fmt: skip
    names = ", ".join([*cells, "shape", "k"])
    query = f"SELECT count(*), (array_agg(k))[count(*)], {packs} FROM ({inner}) AS source ({names})"  # noqa: S608 - names of ours
    with connections[rows.db].cursor() as cursor:
        cursor.execute(query, parameters)
        count, last, *values = cursor.fetchone()
    return count, last, list(zip(values[::2], values[1::2], strict=True))


def _pack(cell: str, kind: Kind) -> str:
    if kind == Kind.TEXT:
        return f"{_lengths(f'{cell}::text')}, convert_to(string_agg({cell}::text, ''), 'UTF8')"
    return f"string_agg(boolsend({cell} IS NOT NULL), ''), string_agg({_SENT[kind].format(cell=cell)}, '')"


def _lengths(cell: str) -> str:
    return f"string_agg(int4send(coalesce(octet_length({cell}), -1)), '')"


def _batch(count: int, cells: Sequence[Packed], columns: Sequence[Column]) -> Batch:
    *attributes, geometry = cells
    values = (_column(count, column.kind, cell) for column, cell in zip(columns, attributes, strict=True))
    return Batch(_texts(count, pa.binary(), geometry), tuple(values))


def _column(count: int, kind: Kind, cell: Packed) -> Any:
    if kind == Kind.TEXT:
        return _texts(count, pa.string(), cell)
    there, data = cell
    values = np.frombuffer(data or b"", dtype=_WIRE[kind])
    values = values.astype(values.dtype.newbyteorder("="))
    if kind == Kind.MOMENT:
        values = values + _FROM_1970_TO_2000
    missing = ~np.frombuffer(there or b"", dtype=bool)
    return pa.array(values, mask=missing).cast(ARROW_TYPES[kind]) if count else pa.array([], type=ARROW_TYPES[kind])


def _texts(count: int, kind: Any, cell: Packed) -> Any:
    """Return values of any length: their bytes lie one after the other as they came."""
    told, data = cell
    lengths = np.frombuffer(told or b"", dtype=">i4")
    offsets = np.zeros(count + 1, dtype=np.int32)
    np.cumsum(np.maximum(lengths, 0), out=offsets[1:])
    present = pa.array(lengths >= 0)
    buffers = [present.buffers()[1], pa.py_buffer(offsets), pa.py_buffer(data or b"")]
    return pa.Array.from_buffers(kind, count, buffers, null_count=int((lengths < 0).sum()))
