"""What writers share: a feed as a stream of Arrow batches, and GDAL's side of the stream."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

from geo.exchange.batches import ARROW_TYPES, Batch
from geo.exchange.columns import Column, Kind
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed

#: GDAL counts milliseconds.
GDAL_TYPES: dict[Kind, Any] = {**ARROW_TYPES, Kind.MOMENT: pa.timestamp("ms", tz="UTC")}
GEOMETRY = "geom"
_REFUSALS = (DataSourceError, DataLayerError, FeatureError, FieldError)
#: Changes a column's values on their way into a file.
Change = Callable[[Any], Any]


def write_with_gdal(
    path: Path,
    feed: Feed,
    driver: str,
    *,
    layer_options: Mapping[str, str],
    dataset_options: Mapping[str, str] | None = None,
    types: Mapping[Kind, Any] = GDAL_TYPES,
    changes: Mapping[Kind, Change] | None = None,
    watch: Callable[[Batch], None] = lambda batch: None,
) -> None:
    """Write a feed through one of GDAL's drivers, a batch at a time. `watch` sees each batch as it passes.

    Errors: CannotWrite, and whatever the feed's own batches raise.
    """
    stream = _Stream(feed, types, changes or {}, watch)
    try:
        pyogrio.raw.write_arrow(
            stream.reader(),
            path,
            layer=feed.name,
            driver=driver,
            geometry_name=GEOMETRY,
            geometry_type=feed.geometry.shape,
            crs=f"EPSG:{feed.geometry.srid}",
            encoding="UTF-8",
            dataset_options=dict(dataset_options or {}),
            layer_options=dict(layer_options),
        )
    except (*_REFUSALS, RuntimeError) as error:
        if stream.failed is not None:
            raise stream.failed from error
        raise CannotWrite(path=str(path), reason=str(error)) from error


class _Stream:
    """Batches on their way through C: what Python raises meanwhile is kept, for C would make a text of it."""

    def __init__(self, feed: Feed, types: Mapping[Kind, Any], changes: Mapping[Kind, Change], watch: Any) -> None:
        self.feed, self.types, self.changes, self.watch = feed, types, changes, watch
        self.failed: BaseException | None = None

    def reader(self) -> Any:
        """Return the stream as Arrow's readers have it."""
        schema = pa.schema(
            [*(pa.field(column.name, self.types[column.kind]) for column in self.feed.columns), _geometry_field()]
        )
        return pa.RecordBatchReader.from_batches(schema, self._batches(schema))

    def _batches(self, schema: Any) -> Iterator[Any]:
        try:
            for batch in self.feed.batches:
                self.watch(batch)
                cells = map(self._cells, self.feed.columns, batch.values)
                yield pa.RecordBatch.from_arrays([*cells, batch.geometry], schema=schema)
        except BaseException as error:  # raised again by write_with_gdal
            self.failed = error
            raise

    def _cells(self, column: Column, values: Any) -> Any:
        change = self.changes.get(column.kind)
        return change(values) if change else values.cast(self.types[column.kind], safe=False)


def _geometry_field() -> Any:
    return pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "ogc.wkb"})


def renamed(feed: Feed, names: Mapping[str, str]) -> Feed:
    """Return the feed with other names of columns, in its style too."""
    drawing = feed.drawing
    lettering = drawing.lettering
    return replace(
        feed,
        columns=tuple(replace(column, name=names[column.name]) for column in feed.columns),
        key=names.get(feed.key, ""),
        drawing=replace(
            drawing,
            category_column=names.get(drawing.category_column, ""),
            width_column=names.get(drawing.width_column, ""),
            lettering=lettering and replace(lettering, column=names[lettering.column]),
        ),
    )
