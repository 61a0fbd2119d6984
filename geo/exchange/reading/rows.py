"""Rows on their way out of the confined process: lines of JSON, thousands of rows each; writing rows singly is dear."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

#: Names of what a reading leaves in its folder.
ROWS, FACTS = "rows", "facts.json"
#: What it leaves when it could not read.
OUTCOME = "refused.json"
#: Rows of a line.
_PORTION = 5_000
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class Row(NamedTuple):
    """One row: its number in the file from 1, geometry as WKB in the file's own coordinates (2D), its attributes.

    `faults` say why it cannot be taken, `notes` what was changed in reading it: each a code with its facts.
    """

    number: int
    wkb: bytes | None
    attributes: Mapping[str, Any]
    faults: list[dict[str, Any]]
    notes: list[dict[str, Any]]


@dataclass(slots=True)
class Facts:
    """What a file says of itself. `crs` is the WKT it carries, None where there is none; `questions` wait for a person.

    `crs_from`: "file" where it says so itself, "form" where its form implies it, "" where nothing does. `encodings`:
    encoding → sample of text, the likeliest first. `fit` is filled in later, from common points.
    """

    form: str
    layer: str = ""
    rows: int = 0
    columns: list[str] = field(default_factory=list)
    crs: str | None = None
    crs_from: str = ""
    encoding: str = ""
    encodings: dict[str, list[str]] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    confined: dict[str, Any] = field(default_factory=dict)
    fit: dict[str, Any] = field(default_factory=dict)


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write rows, thousands a line; return how many."""
    count, waiting = 0, iter(rows)
    with path.open("w", encoding="utf-8") as file:
        while portion := list(islice(waiting, _PORTION)):
            file.write(f"{_WRITER.encode(_columns(portion))}\n")
            count += len(portion)
    return count


def _columns(rows: list[Row]) -> list[Any]:
    """Return numbers, geometry in hexadecimal and attributes of rows; faults and notes of those that have some."""
    return [
        [row.number for row in rows],
        [row.wkb.hex() if row.wkb is not None else None for row in rows],
        [row.attributes for row in rows],
        {at: row.faults for at, row in enumerate(rows) if row.faults},
        {at: row.notes for at, row in enumerate(rows) if row.notes},
    ]


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows that write_rows wrote; nothing in them is more than text, numbers and WKB."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            numbers, shapes, attributes, faults, notes = json.loads(line)
            for at, (number, shape, told) in enumerate(zip(numbers, shapes, attributes, strict=True)):
                wkb = None if shape is None else bytes.fromhex(shape)
                yield Row(int(number), wkb, told, faults.get(str(at), []), notes.get(str(at), []))
