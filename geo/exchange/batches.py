"""Rows in columns, some thousands at a time, so that memory does not grow with the layer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geo.exchange.columns import Column, Kind
from geo.exchange.operations import Operation

#: Rows held at once: about 20 MB of surfaces of ten corners.
BATCH = 20_000
#: How each kind is held. Moments are instants, told in UTC.
ARROW_TYPES: dict[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.YES_NO: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: `geometry` an Arrow array of WKB, `values` one Arrow array a column (ARROW_TYPES), all as long."""

    geometry: Any
    values: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.geometry)

    def shapes(self) -> NDArray[np.object_]:
        """Return the geometries as shapely has them."""
        return np.asarray(shapely.from_wkb(self.geometry.to_numpy(zero_copy_only=False)), dtype=object)


def batches_of(rows: Iterable[Sequence[Any]], columns: Sequence[Column], size: int = BATCH) -> Iterator[Batch]:
    """Yield rows, each its attributes and then its geometry as WKB; at least one batch, empty when there is no row."""
    waiting = iter(rows)
    chunk = list(islice(waiting, size))
    yield _batch(chunk, columns)
    while chunk := list(islice(waiting, size)):
        yield _batch(chunk, columns)


def moved(batches: Iterable[Batch], operation: Operation) -> Iterator[Batch]:
    """Yield the batches with their coordinates in the operation's target system."""
    for batch in batches:
        shapes = shapely.to_wkb(shapely.transform(batch.shapes(), operation))
        yield replace(batch, geometry=pa.array(shapes, type=pa.binary()))


def _batch(chunk: list[Sequence[Any]], columns: Sequence[Column]) -> Batch:
    *attributes, geometry = zip(*chunk, strict=True) if chunk else [()] * (len(columns) + 1)
    values = (_array(column, cells) for column, cells in zip(columns, attributes, strict=True))
    return Batch(pa.array([bytes(wkb) for wkb in geometry], type=pa.binary()), tuple(values))


def _array(column: Column, cells: Sequence[Any]) -> Any:
    convert = _CONVERTED[column.kind]
    stored = [None if cell is None else convert(cell) for cell in cells]
    return pa.array(stored, type=ARROW_TYPES[column.kind])


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


#: How a value from the database becomes one of the array.
_CONVERTED: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.YES_NO: bool,
    Kind.DATE: lambda day: day,
    Kind.MOMENT: _utc,
}
