"""Tiles out of our own cloud-optimised GeoTIFFs, by their place in the file: a picture file each, never decoded here.

Every tile of such a file is a whole WebP picture (TIFF compression 50001), and its directories are the zooms of the web
grid, the finest first. So a web worker needs no raster library, and no fault of one can end it. TIFF 6.0 and BigTIFF;
OGC 21-026, Cloud Optimized GeoTIFF.
"""

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo.raster.reading.grid import TILE

_WEBP = 50001
#: Bytes of values of the types that tags of ours have: SHORT, LONG, LONG8.
_KINDS = {3: "H", 4: "I", 16: "Q"}
_WIDTH, _HEIGHT, _FOLDED, _TILE_WIDTH, _OFFSETS, _COUNTS = 256, 257, 259, 322, 324, 325


class NotOurs(Exception):
    """The file is not one that this slice wrote."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One zoom: tiles across and down, and where the lists of places and lengths lie, with the format of a value."""

    across: int
    down: int
    offsets: tuple[int, str]
    counts: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Pyramid:
    """The zooms of one file, the finest first."""

    levels: tuple[_Level, ...]

    def tile(self, path: Path, level: int, column: int, row: int) -> bytes | None:
        """Return a tile, WebP, or None where the picture has none; `level` from the finest, columns from the west."""
        if not 0 <= level < len(self.levels):
            return None
        here = self.levels[level]
        if not (0 <= column < here.across and 0 <= row < here.down):
            return None
        number = row * here.across + column
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            length = _value(file, here.counts, number)
            return os.pread(file, length, _value(file, here.offsets, number)) if length else None
        finally:
            os.close(file)


def _value(file: int, where: tuple[int, str], number: int) -> int:
    start, kind = where
    size = struct.calcsize(kind)
    return int(struct.unpack(kind, os.pread(file, size, start + number * size))[0])


@lru_cache(maxsize=256)
def pyramid_of(path: Path) -> Pyramid:
    """Return the zooms of a file of ours, which never changes under its name. Errors: NotOurs, OSError."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        levels = tuple(_levels(file))
    except struct.error as error:
        raise NotOurs(path.name) from error
    finally:
        os.close(file)
    if not levels:
        raise NotOurs(path.name)
    return Pyramid(levels)


def _levels(file: int) -> Iterator[_Level]:
    head = os.pread(file, 16, 0)
    big = head[:4] == b"II+\x00"
    if not big and head[:4] != b"II*\x00":
        raise NotOurs("not a TIFF")
    (at,) = struct.unpack_from("<Q" if big else "<I", head, 8 if big else 4)
    while at:
        tags, at = _directory(file, at, big)
        if _number(file, tags[_FOLDED]) != _WEBP or _number(file, tags[_TILE_WIDTH]) != TILE:
            raise NotOurs("not folded as we do")
        width, height = _number(file, tags[_WIDTH]), _number(file, tags[_HEIGHT])
        yield _Level(-(-width // TILE), -(-height // TILE), tags[_OFFSETS], tags[_COUNTS])


def _number(file: int, where: tuple[int, str]) -> int:
    return _value(file, where, 0)


def _directory(file: int, at: int, big: bool) -> tuple[dict[int, tuple[int, str]], int]:
    """Return where the values of each tag lie, with their format, and the place of the next directory."""
    head, entry, inside = (8, 20, 8) if big else (2, 12, 4)
    (count,) = struct.unpack("<Q" if big else "<H", os.pread(file, head, at))
    raw = os.pread(file, count * entry + inside, at + head)
    found = {}
    for number in range(count):
        start = number * entry
        tag, kind = struct.unpack_from("<HH", raw, start)
        (many,) = struct.unpack_from("<Q" if big else "<I", raw, start + 4)
        if kind in _KINDS:
            form = "<" + _KINDS[kind]
            value = start + (12 if big else 8)
            here = many * struct.calcsize(form) <= inside
            place = at + head + value if here else struct.unpack_from("<Q" if big else "<I", raw, value)[0]
            found[tag] = (place, form)
    (following,) = struct.unpack_from("<Q" if big else "<I", raw, count * entry)
    return found, following
