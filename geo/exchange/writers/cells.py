"""Values as text, for formats of lines: the same spelling in every one of them."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any


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


def texts_of(values: Any, write: Callable[[Any], str], *, missing: str = "") -> list[str]:
    """Return the cells of a column (an Arrow array) as `write` writes them: each different value once."""
    coded = values.dictionary_encode()
    told = [write(value) for value in coded.dictionary.to_pylist()]
    return [missing if index is None else told[index] for index in coded.indices.to_pylist()]
