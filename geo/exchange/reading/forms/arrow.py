"""Layers that GDAL gives column by column: no feature becomes an object of the library or of ours."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
from numpy.typing import NDArray

from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts

Array = NDArray[Any]
#: Types of geometry that are curves or made of them (OGC 06-103r4, table 7), and the flag of measures in extended WKB.
_CURVES, _MEASURED = (8, 9, 10, 11, 12), 0x40000000
#: Bytes in which a geometry says its byte order and its type.
_HEAD = 5


def columns_of(path: Path, layer: str, facts: Facts) -> tuple[Array, list[str], list[list[Any]]]:
    """Return geometries as WKB or None, shape (n,), names of columns, and columns; measures are noted.

    Errors: Refused (curves), UnicodeDecodeError, those of the library.
    """
    with pyogrio.raw.open_arrow(path, layer=layer, use_pyarrow=True) as (meta, source):
        table = source.read_all()
    place = meta["geometry_name"] or "wkb_geometry"
    types = np.concatenate([types_of(chunk) for chunk in table.column(place).chunks] or [np.zeros(0, dtype="<u4")])
    if np.isin(types % 1000, _CURVES).any():
        raise Refused("curves")
    if ((types & _MEASURED != 0) | np.isin(types % 0x10000000 // 1000, (2, 3))).any():
        facts.notes.append({"code": "measures_dropped"})
    names = [str(name) for name in meta["fields"]]
    geometry = np.asarray(table.column(place).to_numpy(zero_copy_only=False), dtype=object)
    return geometry, names, [table.column(name).to_pylist() for name in names]


def types_of(values: pa.BinaryArray) -> Array:
    """Return the types that geometries say they are of, where they are long enough to say it; nulls are left out."""
    told, kind = values.drop_null(), "<i8" if pa.types.is_large_binary(values.type) else "<i4"
    offsets = np.frombuffer(told.buffers()[1], kind)[told.offset : told.offset + len(told) + 1].astype(np.int64)
    starts = offsets[:-1][np.diff(offsets) >= _HEAD]
    if not len(starts):
        return np.zeros(0, dtype="<u4")
    content = np.frombuffer(told.buffers()[2], np.uint8)
    heads = content[starts[:, None] + np.arange(_HEAD)]
    little, big = (np.ascontiguousarray(heads[:, 1:]).view(order)[:, 0] for order in ("<u4", ">u4"))
    return np.where(heads[:, 0] == 1, little, big)
