"""Rows on their way out of the confined process: portions of columns, JSON and WKB, one behind the other in one file.

A portion is the length of its head (four bytes), the head as JSON, the lengths of its texts and of its geometries (four
bytes each, little-endian, -1 for no geometry), then the texts and the geometries themselves. The first head of a file
has no rows: it is its facts. What reads the file trusts none of these numbers.
"""

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

#: Name of what a reading leaves in its folder, and of what it leaves when it could not read.
ROWS, OUTCOME = "rows", "refused.json"
#: Rows of a portion: enough to be cheap, few enough that both sides of the file work at once.
PORTION = 10_000
WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)
_LENGTH = struct.Struct("<I")
#: Bytes of a head: those of a portion whose every row is faulty in several ways.
_HEAD = 64 * 1024 * 1024


class Row(NamedTuple):
    """One row: its number in the file from 1, geometry as WKB in the file's own coordinates (2D), its attributes.

    `faults` say why it cannot be taken, `notes` what was changed in reading it: each a code with its facts.
    """

    number: int
    wkb: bytes | None
    attributes: Mapping[str, Any]
    faults: list[dict[str, Any]]
    notes: list[dict[str, Any]]


class Portion(NamedTuple):
    """Rows by column: `attributes` of each as a JSON object (UTF-8), `picked` values of the columns asked for.

    `faults` and `notes` are those of the rows that have some, by their place in the portion.
    """

    numbers: list[int]
    shapes: list[bytes | None]
    attributes: list[bytes]
    picked: dict[str, list[Any]]
    faults: dict[int, list[dict[str, Any]]]
    notes: dict[int, list[dict[str, Any]]]

    def rows(self) -> Iterator[Row]:
        """Yield the rows one by one."""
        told = zip(self.numbers, self.shapes, self.attributes, strict=True)
        for at, (number, wkb, attributes) in enumerate(told):
            yield Row(number, wkb, json.loads(attributes), self.faults.get(at, []), self.notes.get(at, []))


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


def portions(rows: Iterable[Row], picked: Iterable[str]) -> Iterator[Portion]:
    """Yield rows by column; `picked` names columns, in any case."""
    waiting, wanted = iter(rows), {name.casefold() for name in picked}
    while some := list(islice(waiting, PORTION)):
        names = [name for name in some[0].attributes if name.casefold() in wanted]
        yield Portion(
            [row.number for row in some],
            [row.wkb for row in some],
            [WRITER.encode(row.attributes).encode() for row in some],
            {name: [row.attributes.get(name) for row in some] for name in names},
            {at: row.faults for at, row in enumerate(some) if row.faults},
            {at: row.notes for at, row in enumerate(some) if row.notes},
        )


def write(path: Path, facts: Facts, found: Iterable[Portion]) -> None:
    """Write the facts, then the portions, each as soon as it is there."""
    with path.open("ab", buffering=0) as file:
        _put(file.write, asdict(facts))
        for part in found:
            head = {"numbers": part.numbers, "picked": part.picked, "faults": part.faults, "notes": part.notes}
            _put(file.write, head, _blocks(part.attributes), _blocks(part.shapes))


def _blocks(values: list[bytes] | list[bytes | None]) -> tuple[bytes, bytes]:
    lengths = np.fromiter((-1 if value is None else len(value) for value in values), "<i4", len(values))
    return lengths.tobytes(), b"".join(value for value in values if value is not None)


def _put(write_out: Callable[[bytes], int | None], head: dict[str, Any], *blocks: tuple[bytes, bytes]) -> None:
    told = WRITER.encode(head).encode()
    lengths, values = zip(*blocks, strict=True) if blocks else ((), ())
    whole = memoryview(b"".join([_LENGTH.pack(len(told)), told, *lengths, *values]))
    while whole:
        whole = whole[write_out(whole) or 0 :]  # type: ignore[arg-type]


def read_head(take: Callable[[int], bytes]) -> dict[str, Any]:
    """Return the next head; `take` returns so many bytes, or raises. Errors: ValueError."""
    (length,) = _LENGTH.unpack(take(_LENGTH.size))
    if length > _HEAD:
        raise ValueError("a head without end")
    told = json.loads(take(length))
    if not isinstance(told, dict):
        raise ValueError("no head")
    return told


def read_portion(take: Callable[[int], bytes], most: int) -> Portion:
    """Return the next portion, of 1 to `most` rows.

    Errors: ValueError, KeyError, TypeError, AttributeError: what came is no portion.
    """
    head = read_head(take)
    numbers, picked = [int(number) for number in head["numbers"]], head["picked"]
    if not 1 <= len(numbers) <= most:
        raise ValueError("as many rows as were not told")
    lengths = [np.frombuffer(take(4 * len(numbers)), "<i4") for _block in range(2)]
    attributes, shapes = (_values(take, each) for each in lengths)
    if any(len(values) != len(numbers) for values in picked.values()) or None in attributes:
        raise ValueError("columns of several lengths")
    faults, notes = ({int(at): list(told) for at, told in head[name].items()} for name in ("faults", "notes"))
    return Portion(numbers, shapes, [value or b"" for value in attributes], picked, faults, notes)


def _values(take: Callable[[int], bytes], lengths: Any) -> list[bytes | None]:
    there = np.maximum(lengths, 0).astype(np.int64)
    ends = np.cumsum(there)
    whole = take(int(ends[-1]) if len(ends) else 0)
    places = zip((ends - there).tolist(), ends.tolist(), lengths.tolist(), strict=True)
    return [None if length < 0 else whole[start:end] for start, end, length in places]
