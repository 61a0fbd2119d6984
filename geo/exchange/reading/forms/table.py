"""Columns of arrays as attributes of rows: plain values, clean text."""

import math
from collections.abc import Sequence
from itertools import repeat
from typing import Any

from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Row
from geo.exchange.reading.surfaces import Examined
from geo.exchange.reading.texts import clean


def rows_of(names: Sequence[str], columns: Sequence[Sequence[Any]], shapes: Sequence[Examined]) -> list[Row]:
    """Return rows, numbered from 1, of columns and examined geometries of one length. Errors: Refused (text_nul)."""
    tidy = [column_of(list(column)) for column in columns]
    cleaned: dict[int, list[str]] = {}
    for name, (_values, places) in zip(names, tidy, strict=True):
        for at in places:
            cleaned.setdefault(at, []).append(name)
    lines = zip(*(values for values, _places in tidy), strict=True) if tidy else repeat((), len(shapes))
    found = [
        Row(number, shape.wkb, dict(zip(names, line, strict=True)), shape.faults, shape.notes)
        for number, (shape, line) in enumerate(zip(shapes, lines, strict=True), start=1)
    ]
    for at, changed in cleaned.items():
        found[at] = found[at]._replace(notes=[*found[at].notes, {"code": "text_cleaned", "columns": changed}])
    return found


def column_of(values: list[Any]) -> tuple[list[Any], list[int]]:
    """Return values as JSON holds them, and the places of those whose text was cleaned."""
    changed: list[int] = []
    if _plain(values):
        return values, changed
    for at, value in enumerate(values):
        if isinstance(value, str):
            if not value.isprintable():
                values[at] = checked_text(value)
                changed.append(at)
        elif isinstance(value, float):
            values[at] = value if math.isfinite(value) else None
        elif value is not None and not isinstance(value, bool | int):
            values[at] = None if isinstance(value, bytes) else clean(str(value))
    return values, changed


def _plain(values: list[Any]) -> bool:
    """Say whether nothing in a column needs a look at each value: one type, and nothing odd in all of it together."""
    kinds = set(map(type, values)) - {type(None)}
    if kinds == {str}:
        return "".join(filter(None, values)).isprintable()
    if kinds == {float} and None not in values:
        return math.isfinite(sum(values))
    return kinds <= {int, bool}


def checked_text(text: str) -> str:
    """Return text cleaned of what does not show. Errors: Refused (text_nul)."""
    if "\x00" in text:
        raise Refused("text_nul")
    return clean(text)
