"""Rows in arrays, some thousands at a time, so that memory does not grow with the layer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.exchange.columns import Column, Kind
from geo.exchange.operations import Operation

#: Rows held at once: about 20 MB of surfaces of ten corners.
BATCH = 20_000
Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows: geometry as WKB, shape (n,); one array a column, each with its mask of missing values, shape (n,)."""

    geometry: Array
    values: tuple[Array, ...]
    missing: tuple[Array, ...]

    def __len__(self) -> int:
        return len(self.geometry)


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
        shapes = shapely.transform(shapely.from_wkb(batch.geometry), operation)
        yield replace(batch, geometry=np.asarray(shapely.to_wkb(shapes), dtype=object))


def _batch(chunk: list[Sequence[Any]], columns: Sequence[Column]) -> Batch:
    *attributes, geometry = zip(*chunk, strict=True) if chunk else [()] * (len(columns) + 1)
    pairs = [_array(values, column.kind) for values, column in zip(attributes, columns, strict=True)]
    shapes = np.fromiter((bytes(wkb) for wkb in geometry), dtype=object, count=len(geometry))
    return Batch(shapes, tuple(values for values, _ in pairs), tuple(missing for _, missing in pairs))


def _array(values: Sequence[Any], kind: Kind) -> tuple[Array, Array]:
    dtype, filler, convert = _STORED[kind]
    missing = np.fromiter((value is None for value in values), dtype=bool, count=len(values))
    stored = [filler if value is None else convert(value) for value in values]
    return np.array(stored, dtype=dtype), missing


def _utc(moment: datetime) -> datetime:
    """Return the moment in UTC without its zone, which numpy cannot hold."""
    return moment.astimezone(UTC).replace(tzinfo=None)


#: Array type, what stands where a value is missing, and how a value from the database becomes one of the array.
_STORED: dict[Kind, tuple[Any, Any, Callable[[Any], Any]]] = {
    Kind.TEXT: (object, None, str),
    Kind.INTEGER: (np.int64, 0, int),
    Kind.NUMBER: (np.float64, np.nan, float),
    Kind.YES_NO: (np.bool_, False, bool),
    Kind.DATE: ("datetime64[D]", None, lambda day: day),
    Kind.MOMENT: ("datetime64[ms]", None, _utc),
}
