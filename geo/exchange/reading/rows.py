"""Rows on their way out of the confined process: one line a row, as PostgreSQL's COPY reads text."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

#: Names of what a reading leaves in its folder.
ROWS, FACTS = "rows", "facts.json"
#: What it leaves when it could not read.
OUTCOME = "refused.json"
_NULL = "\\N"
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
    encoding → sample of text, the likeliest first.
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


def write_rows(path: Path, rows: Iterable[Row]) -> int:
    """Write rows; return how many. JSON has no bare tab or line end: only its backslashes are doubled."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            shape = row.wkb.hex() if row.wkb is not None else _NULL
            texts = (_json(row.attributes), _json(row.faults), _json(row.notes))
            file.write(f"{row.number}\t{shape}\t" + "\t".join(text.replace("\\", "\\\\") for text in texts) + "\n")
            count += 1
    return count


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows that write_rows wrote; nothing in them is more than text, numbers and WKB."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            number, shape, *texts = line.rstrip("\n").split("\t")
            attributes, faults, notes = (json.loads(_plain(text)) for text in texts)
            yield Row(int(number), None if shape == _NULL else bytes.fromhex(shape), attributes, faults, notes)


def _json(value: Any) -> str:
    return _WRITER.encode(value) if value else "[]" if isinstance(value, list) else "{}"


def _plain(text: str) -> str:
    # JSON writes tabs and line ends as escapes of its own: only its backslashes were doubled.
    return text.replace("\\\\", "\\")
