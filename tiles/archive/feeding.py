"""Rows of a layer on their way to the engine: read as the role of the tiles, in the form that tiles carry.

The database writes them as text (COPY), which Arrow reads and writes as GeoParquet without a Python object a row.
"""

import io
import json
from binascii import unhexlify
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from django.db import connections
from psycopg import sql

from geo.exchange.columns import Column, Kind, columns_of
from geo.exchange.selectors import READER
from geo.layers.layer import Layer, Span
from geo.spatial.crs import LONLAT_SRID

_GEOMETRY = "geometry"
#: GeoParquet 1.1 without a reference system: longitude and latitude.
_GEO = json.dumps(
    {
        "version": "1.1.0",
        "primary_column": _GEOMETRY,
        "columns": {_GEOMETRY: {"encoding": "WKB", "geometry_types": []}},
    }
)
#: Tiles know texts, numbers and truth: days and moments are texts, as in the tiles of the application.
_KINDS: dict[Kind, tuple[str, Any]] = {
    Kind.TEXT: ("text", pa.string()),
    Kind.DATE: ("text", pa.string()),
    Kind.MOMENT: ("text", pa.string()),
    Kind.INTEGER: ("bigint", pa.int64()),
    Kind.NUMBER: ("double precision", pa.float64()),
    Kind.YES_NO: ("boolean", pa.bool_()),
}
_ROWS = sql.SQL("""
COPY (SELECT {columns}, encode(ST_AsBinary(ST_Transform({geometry}, {lonlat})), 'hex')
        FROM {table} WHERE {geometry} IS NOT NULL) TO STDOUT (FORMAT CSV)
""")
#: Bytes that are read at once.
_BLOCK = 8 * 1024 * 1024
#: Rows that are put together at once.
_AT_ONCE = 8192
Told = Callable[[int], None]


def write_rows(layer: Layer, span: Span, path: Path, told: Told = lambda rows: None) -> int:
    """Write the rows of a layer as GeoParquet, degrees; return how many. Call it inside `snapshot`.

    `told` hears how many rows were written after each portion.
    """
    columns = columns_of(layer)
    schema = _schema(columns)
    count = 0
    with pq.ParquetWriter(path, schema, compression="none", use_dictionary=False, write_statistics=False) as file:
        for batch in _batches(layer, span, columns):
            values = [*batch.columns[:-1], _unhexed(batch.columns[-1])]
            file.write_batch(pa.RecordBatch.from_arrays(values, schema=schema))
            count += len(batch)
            told(len(batch))
    return count


def _schema(columns: tuple[Column, ...]) -> Any:
    fields = [pa.field(column.name, _KINDS[column.kind][1]) for column in columns]
    return pa.schema([*fields, pa.field(_GEOMETRY, pa.binary())], metadata={"geo": _GEO})


def _batches(layer: Layer, span: Span, columns: tuple[Column, ...]) -> Iterator[Any]:
    """Yield rows as the database writes them; the geometry in hexadecimal. None where there is no row."""
    with connections[READER].cursor() as cursor, cursor.copy(_query(layer, span, columns)) as rows:
        text = io.BufferedReader(_Text(iter(rows)), _BLOCK)
        if not text.peek(1):
            return
        yield from pc.open_csv(
            text,
            read_options=pc.ReadOptions(
                column_names=[*(column.name for column in columns), _GEOMETRY], block_size=_BLOCK
            ),
            parse_options=pc.ParseOptions(newlines_in_values=True),
            convert_options=pc.ConvertOptions(
                column_types={column.name: _KINDS[column.kind][1] for column in columns} | {_GEOMETRY: pa.string()},
                null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
                true_values=["t"], false_values=["f"],
            ),
        )  # fmt: skip


def _query(layer: Layer, span: Span, columns: tuple[Column, ...]) -> sql.Composed:
    cast = [
        sql.SQL("{}::{}").format(sql.Identifier(column.name), sql.SQL(_KINDS[column.kind][0])) for column in columns
    ]
    return _ROWS.format(
        columns=sql.SQL(", ").join(cast), geometry=sql.Identifier(span.geometry), lonlat=LONLAT_SRID,
        table=sql.Identifier(layer.model._meta.db_table),
    )  # fmt: skip


class _Text(io.RawIOBase):
    """The text of a COPY as a file that is read once; thousands of rows are put together at once."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self.rows = rows
        self.rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        """Fill as much of the target as there is at once."""
        if not self.rest:
            self.rest = memoryview(b"".join(islice(self.rows, _AT_ONCE)))
        piece = self.rest[: len(target)]
        target[: len(piece)] = piece
        self.rest = self.rest[len(piece) :]
        return len(piece)


def _unhexed(texts: Any) -> Any:
    """Return hexadecimal texts, none of them missing, as the bytes that they stand for."""
    _present, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    begin = int(ends[0])
    packed = unhexlify(memoryview(data)[begin : int(ends[-1])])
    halved = np.ascontiguousarray((ends - begin) // 2, dtype=np.int32)
    return pa.Array.from_buffers(pa.binary(), len(texts), [None, pa.py_buffer(halved), pa.py_buffer(packed)])
