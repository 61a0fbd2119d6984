"""GeoParquet 1.1: WKB with its reference system and boxes by which readers pass over what they do not need."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from geo.exchange.batches import ARROW_TYPES, Batch
from geo.exchange.columns import Column
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes

VERSION = "1.1.0"
GEOMETRY, BOX = "geometry", "bbox"
_EDGES = ("xmin", "ymin", "xmax", "ymax")
_BOX_TYPE = pa.struct([pa.field(edge, pa.float64()) for edge in _EDGES])


@writes("parquet", suffix=".parquet", title="GeoParquet", media_type="application/vnd.apache.parquet")
def write_geoparquet(path: Path, feed: Feed) -> None:
    """Write a layer, a row group a batch. Errors: CannotWrite."""
    extent = np.full(4, np.nan)
    try:
        with pq.ParquetWriter(path, _schema(feed), compression="zstd", use_dictionary=_words(feed)) as file:
            for bounds in _written(file, feed):
                extent = _joined(extent, bounds)
            file.add_key_value_metadata({"geo": json.dumps(_metadata(feed, extent))})
    except (OSError, pa.ArrowException) as error:
        raise CannotWrite(path=str(path), reason=str(error)) from error


def _written(file: Any, feed: Feed) -> Iterator[Any]:
    """Write each batch while the database packs the next one, which takes about as long; yield their boxes."""
    schema = _schema(feed)
    with ThreadPoolExecutor(max_workers=1) as beside:
        before: Future[Any] | None = None
        for batch in feed.batches:
            if before is not None:
                yield before.result()
            before = beside.submit(_write, file, schema, batch)
        if before is not None:
            yield before.result()


def _write(file: Any, schema: Any, batch: Batch) -> Any:
    """Write a batch; return its boxes, one row a surface."""
    bounds = _bounds(batch)
    boxes = pa.StructArray.from_arrays([pa.array(edge) for edge in bounds.T], fields=list(_BOX_TYPE))
    file.write_batch(pa.RecordBatch.from_arrays([*batch.values, batch.geometry, boxes], schema=schema))
    return bounds


def _words(feed: Feed) -> list[str]:
    """Return the columns in which values come again and again: not the key, not the surfaces."""
    return [column.name for column in feed.columns if column.name != feed.key]


def _schema(feed: Feed) -> Any:
    fields = [_field(column) for column in feed.columns]
    told = {"title": feed.title, "description": feed.description}
    return pa.schema([*fields, pa.field(GEOMETRY, pa.binary()), pa.field(BOX, _BOX_TYPE)], metadata=told)


def _field(column: Column) -> Any:
    return pa.field(column.name, ARROW_TYPES[column.kind], metadata={"title": column.title})


def _bounds(batch: Batch) -> Any:
    return shapely.bounds(batch.shapes()).reshape(-1, 4)


def _joined(extent: Any, bounds: Any) -> Any:
    """Return the box of a box and many others; edges that are not there (NaN) count for nothing."""
    all_of_them = np.vstack([extent, bounds])
    return np.hstack([np.fmin.reduce(all_of_them[:, :2]), np.fmax.reduce(all_of_them[:, 2:])])


def _metadata(feed: Feed, extent: Any) -> dict[str, Any]:
    shape = feed.geometry.shape
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [] if shape == "Unknown" else [shape],
        "crs": CRS.from_epsg(feed.geometry.srid).to_json_dict(),
        "covering": {BOX: {edge: [BOX, edge] for edge in _EDGES}},
    }
    if not np.isnan(extent).any():
        column["bbox"] = extent.tolist()
    return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
