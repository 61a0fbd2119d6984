"""Columns of arrays as attributes of rows: plain values, clean text."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from json.encoder import encode_basestring
from typing import Any

from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import PORTION, Portion, Row
from geo.exchange.reading.surfaces import Array, Examined, judge
from geo.exchange.reading.texts import clean

#: How JSON has the values that are left in columns; numbers are finite by then.
_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: encode_basestring, int: int.__repr__, float: float.__repr__, bool: {True: "true", False: "false"}.__getitem__,
    type(None): lambda _none: "null",
}  # fmt: skip


def portions_of(
    names: Sequence[str], columns: Sequence[Sequence[Any]], geometry: Array, options: Options, limits: Limits
) -> Iterator[Portion]:
    """Yield rows, numbered from 1, of columns and of geometries (WKB or None) of one length; no row becomes an object.

    Errors: Refused (text_nul), before the first portion.
    """
    tidy = [column_of(list(column)) for column in columns]
    cleaned = _cleaned(names, tidy)
    values = {name: column for name, (column, _places) in zip(names, tidy, strict=True)}
    wanted = {name.casefold() for name in options.picked}
    for start in range(0, len(geometry), PORTION):
        part = slice(start, start + PORTION)
        judged = judge(geometry[part], limits.vertices, points=options.points)
        notes = judged.notes
        for at in range(len(judged.shapes)) if cleaned else ():
            if start + at in cleaned:
                told = {"code": "text_cleaned", "columns": cleaned[start + at]}
                notes[at] = [*notes.get(at, []), told]
        yield Portion(
            list(range(start + 1, start + 1 + len(judged.shapes))),
            judged.shapes,
            _attributes({name: column[part] for name, column in values.items()}, len(judged.shapes)),
            {name: column[part] for name, column in values.items() if name.casefold() in wanted},
            judged.faults,
            notes,
        )


def _attributes(columns: dict[str, list[Any]], count: int) -> list[bytes]:
    """Return each row as a JSON object, put together column by column."""
    if not columns:
        return [b"{}"] * count
    form = ",".join(f"{encode_basestring(name).replace('%', '%%')}:%s" for name in columns)
    return [(f"{{{form}}}" % row).encode() for row in zip(*map(_cells, columns.values()), strict=True)]


def _cells(values: list[Any]) -> Iterable[str]:
    """Return values as JSON has them."""
    kinds = set(map(type, values))
    if len(kinds) == 1:
        return map(_WRITTEN[kinds.pop()], values)
    return [_WRITTEN[type(value)](value) for value in values]


def _cleaned(names: Sequence[str], tidy: Sequence[tuple[list[Any], list[int]]]) -> dict[int, list[str]]:
    """Return by row the columns whose text was cleaned."""
    found: dict[int, list[str]] = {}
    for name, (_values, places) in zip(names, tidy, strict=True):
        for at in places:
            found.setdefault(at, []).append(name)
    return found


def rows_of(names: Sequence[str], columns: Sequence[Sequence[Any]], shapes: Sequence[Examined]) -> list[Row]:
    """Return rows, numbered from 1, of columns and examined geometries of one length. Errors: Refused (text_nul)."""
    tidy = [column_of(list(column)) for column in columns]
    cleaned = _cleaned(names, tidy)
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
