"""Values as text, for formats of lines: the same spelling in every one of them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from geo.exchange.batches import Batch


def written(value: Any) -> str:
    """Return a value as text that reads back the same; "" for a missing one. Days and moments as ISO 8601, in UTC."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)


def rows_of(batch: Batch) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row as Python has them."""
    columns = [values.to_pylist() for values in batch.values]
    yield from zip(*columns, strict=True) if columns else iter([()] * len(batch))
