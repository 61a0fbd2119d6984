"""Attributes of a shapefile (dBASE III+ table): bytes first, their encoding told afterwards."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.exchange.reading.refusals import Refused

_FIELD = struct.Struct("<11sc4xBB14x")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its name as bytes, its type by one letter, where it lies in the record."""

    name: bytes
    kind: str
    start: int
    width: int
    decimals: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table in memory; `count` records of `width` bytes from `start`."""

    content: bytes
    fields: tuple[Field, ...]
    start: int
    width: int
    count: int

    def records(self) -> Iterator[tuple[bool, list[bytes]]]:
        """Yield for each record whether it is deleted, and its values as they stand."""
        for at in range(self.start, self.start + self.count * self.width, self.width):
            record = self.content[at : at + self.width]
            yield record[:1] == b"*", [record[f.start : f.start + f.width] for f in self.fields]


def read_table(path: Path, most_columns: int) -> Table:
    """Return the table of a .dbf file, its header held against its bytes. Errors: Refused (shapefile_counts)."""
    content = path.read_bytes()
    if len(content) < 33:
        raise Refused("shapefile_counts", part=".dbf")
    count, start, width = struct.unpack_from("<IHH", content, 4)
    fields: list[Field] = []
    at, place = 32, 1
    while at + 32 <= min(start, len(content)) and content[at] != 0x0D and len(fields) <= most_columns:
        name, kind, length, decimals = _FIELD.unpack_from(content, at)
        fields.append(Field(name.split(b"\x00")[0], kind.decode("latin-1"), place, length, decimals))
        at, place = at + 32, place + length
    if not fields or len(fields) > most_columns or place > width or start + count * width > len(content) + 1:
        raise Refused("shapefile_counts", part=".dbf")
    return Table(content, tuple(fields), start, width, count)


def value_of(field: Field, raw: bytes, text: str) -> Any:
    """Return a value of the column's type; text where the bytes are not what the type says."""
    plain = text.strip(" \x00")
    if field.kind in "NF":
        return _number(plain, field)
    if field.kind == "L":
        return {"T": True, "Y": True, "F": False, "N": False}.get(plain.upper())
    if field.kind == "D" and len(plain) == 8 and plain.isdigit():
        return f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    return plain or None


def _number(text: str, field: Field) -> Any:
    if not text or set(text) == {"*"}:
        return None
    try:
        return int(text) if field.kind == "N" and not field.decimals else float(text)
    except ValueError:
        return text
