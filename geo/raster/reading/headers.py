"""What a picture says of itself in its first bytes and directories, read before anything of it is decoded; pure.

TIFF 6.0 (Adobe, 1992) and BigTIFF; PNG (ISO/IEC 15948), 5.3; JPEG (ITU T.81), annex B.
"""

import os
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from geo.exchange.reading.refusals import Refused
from geo.raster.reading.limits import PictureLimits


class Form(StrEnum):
    """A form of picture that is read."""

    TIFF = "tiff"
    PNG = "png"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class Header:
    """Size in pixels, as the file states it."""

    form: Form
    width: int
    height: int


_PNG = b"\x89PNG\r\n\x1a\n"
#: First bytes → order of bytes, and whether offsets have eight of them.
_TIFF = {b"II*\x00": ("<", False), b"MM\x00*": (">", False), b"II+\x00": ("<", True), b"MM\x00+": (">", True)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ALONE = {0x01, *range(0xD0, 0xD8)}
#: Segments of a JPEG that are looked through for its frame, and chunks of a PNG for its end.
_SEGMENTS, _CHUNKS = 500, 1_000_000
#: Tags of a TIFF: their numbers by our names.
_TAGS = {
    256: "width", 257: "height", 258: "bits", 259: "compression", 277: "samples", 278: "strip_rows", 284: "planar",
    322: "tile_width", 323: "tile_height", 273: "strips", 324: "tiles",
}  # fmt: skip
#: Values that stand where a tag is missing.
_UNTOLD = {"bits": 1, "compression": 1, "samples": 1, "planar": 1}
#: Ways of folding that are unfolded: none, CCITT, LZW, JPEG, deflate, packbits, Zstandard, WebP.
_FOLDED = {1, 2, 3, 4, 5, 7, 8, 32773, 32946, 50000, 50001}
#: Bytes of a value, by the type's number.
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 16: "Q"}
#: Entries of one directory, and strips or tiles of one picture.
_ENTRIES, _BLOCKS = 512, 4_000_000


def read_header(path: Path, limits: PictureLimits) -> Header:
    """Return what a picture states of its size.

    Errors: Refused (picture_type, picture_unreadable, picture_pixels, picture_pages, picture_block, picture_folded).
    """
    with path.open("rb") as file:
        head = file.read(16)
        if head.startswith(_PNG):
            found = _png(file)
        elif head.startswith(b"\xff\xd8\xff"):
            found = _jpeg(file)
        elif head[:4] in _TIFF:
            found = _Tiff(file, *_TIFF[head[:4]], limits).header()
        else:
            raise Refused("picture_type")
    check_size(found.width, found.height, limits)
    return found


def check_size(width: int, height: int, limits: PictureLimits) -> None:
    """Refuse a picture of no size or of more than is drawn. Errors: Refused (picture_pixels, picture_unreadable)."""
    if width <= 0 or height <= 0:
        raise Refused("picture_unreadable", reason="a picture of no size")
    if width * height > limits.pixels or max(width, height) > limits.side:
        most = limits.pixels // 1_000_000
        raise Refused("picture_pixels", width=width, height=height, most=most, side=limits.side)


def _png(file: BinaryIO) -> Header:
    file.seek(8)
    head = file.read(16)
    if len(head) < 16 or head[4:8] != b"IHDR":
        raise Refused("picture_unreadable", reason="no header")
    width, height = struct.unpack_from(">II", head, 8)
    _check_png_end(file)
    return Header(Form.PNG, width, height)


def _check_png_end(file: BinaryIO) -> None:
    """Walk from chunk to chunk to the last one: a reader draws what is cut short as if the rest were black."""
    at = 8
    for _chunk in range(_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            break
        if head[4:] == b"IEND":
            return
        at += 12 + int(struct.unpack_from(">I", head)[0])
    raise Refused("picture_unreadable", reason="cut short")


def _jpeg(file: BinaryIO) -> Header:
    at = 2
    for _segment in range(_SEGMENTS):
        file.seek(at)
        head = file.read(9)
        if len(head) < 4 or head[0] != 0xFF:
            raise Refused("picture_unreadable", reason="cut short")
        if head[1] == 0xFF or head[1] in _ALONE:
            at += 1 if head[1] == 0xFF else 2
            continue
        if head[1] in _FRAMES and len(head) == 9:
            height, width = struct.unpack_from(">HH", head, 5)
            return Header(Form.JPEG, width, height)
        at += 2 + max(struct.unpack_from(">H", head, 2)[0], 2)
    raise Refused("picture_unreadable", reason="no frame")


class _Tiff:
    """The chain of directories of a TIFF, each looked at by its tags alone."""

    def __init__(self, file: BinaryIO, order: str, big: bool, limits: PictureLimits) -> None:
        self.file, self.order, self.big, self.limits = file, order, big, limits
        self.size = os.fstat(file.fileno()).st_size

    def header(self) -> Header:
        """Walk all directories; return the size that the first states."""
        seen: set[int] = set()
        found: Header | None = None
        at = self._number(8 if self.big else 4, "Q" if self.big else "I")
        while at:
            if at in seen or at >= self.size:
                raise Refused("picture_unreadable", reason="directories that lead nowhere")
            seen.add(at)
            if len(seen) > self.limits.directories:
                raise Refused("picture_pages", most=self.limits.directories)
            tags, at = self._directory(at)
            self._check(tags)
            found = found or Header(Form.TIFF, tags["width"], tags["height"])
        if found is None:
            raise Refused("picture_unreadable", reason="no picture")
        return found

    def _number(self, at: int, kind: str) -> int:
        self.file.seek(at)
        raw = self.file.read(struct.calcsize(kind))
        if len(raw) != struct.calcsize(kind):
            raise Refused("picture_unreadable", reason="cut short")
        return int(struct.unpack(self.order + kind, raw)[0])

    def _directory(self, at: int) -> tuple[dict[str, int], int]:
        """Return the values of a directory by name (of "strips" and "tiles" the count), and the next one's place."""
        count = self._number(at, "Q" if self.big else "H")
        if not 0 < count <= _ENTRIES:
            raise Refused("picture_unreadable", reason="a directory of absurd length")
        start, width = (at + 8, 20) if self.big else (at + 2, 12)
        tags = dict(_UNTOLD)
        for entry in range(count):
            self._entry(start + entry * width, tags)
        return tags, self._number(start + count * width, "Q" if self.big else "I")

    def _entry(self, at: int, tags: dict[str, int]) -> None:
        tag, kind = self._number(at, "H"), self._number(at + 2, "H")
        many = self._number(at + 4, "Q" if self.big else "I")
        name = _TAGS.get(tag)
        if many * _WIDTHS.get(kind, 1) > self.size:
            raise Refused("picture_unreadable", reason="values longer than the file")
        if name in ("strips", "tiles"):
            tags[name] = many
        elif name is not None and kind in _NUMBERS and many:
            inside = many * _WIDTHS[kind] <= (8 if self.big else 4)
            value = at + (12 if self.big else 8)
            where = value if inside else self._number(value, "Q" if self.big else "I")
            tags[name] = self._number(where, _NUMBERS[kind])

    def _check(self, tags: dict[str, int]) -> None:
        if "width" not in tags or "height" not in tags:
            raise Refused("picture_unreadable", reason="a picture of no size")
        check_size(tags["width"], tags["height"], self.limits)
        if tags["compression"] not in _FOLDED:
            raise Refused("picture_folded", number=tags["compression"])
        wide, high = tags.get("tile_width", tags["width"]), tags.get("tile_height", self._rows(tags))
        sample = max(1, tags["bits"]) * (1 if tags["planar"] == 2 else max(1, tags["samples"])) / 8
        if min(wide, high) < 1 or wide * high * sample > self.limits.block or tags["samples"] > 64:
            raise Refused("picture_block", width=wide, height=high, most_mb=self.limits.block // (1024 * 1024))
        across, down = -(-tags["width"] // wide), -(-tags["height"] // high)
        blocks = across * down * (tags["samples"] if tags["planar"] == 2 else 1)
        if blocks > _BLOCKS or blocks != tags.get("tiles", tags.get("strips")):
            raise Refused("picture_unreadable", reason="its tiles or strips do not make up its size")

    @staticmethod
    def _rows(tags: dict[str, int]) -> int:
        return min(tags.get("strip_rows", tags["height"]), tags["height"])
