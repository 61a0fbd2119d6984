"""What a file is, told from its bytes: PDF, PNG, JPEG, whole and nothing behind them.

Nothing is decoded here: pictures are walked by their headers, and what a PDF holds is looked at by rewriting.py.
"""

import re
import struct
import zlib

from geo.documents.enums import MediaType
from geo.documents.errors import (
    DocumentEmpty,
    DocumentImageTooLarge,
    DocumentTooLarge,
    DocumentTypeRefused,
    DocumentUnreadable,
)

#: Bytes.
MOST = 20 * 1024 * 1024
#: Pixels of a picture, and of one side.
PIXELS, SIDE = 100_000_000, 30_000

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_FOREIGN = re.compile(rb"%PDF-|<script|<html|<!doctype|<\?php", re.IGNORECASE)
#: Markers of a JPEG that stand alone, and those of a frame header (ITU T.81, table B.1).
_ALONE = {0x01, *range(0xD0, 0xD8)}
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def is_tiff(content: bytes) -> bool:
    """Say whether bytes begin as a TIFF does (TIFF 6.0, section 2), and are no more than is taken.

    Errors: DocumentTooLarge.
    """
    if len(content) > MOST:
        raise DocumentTooLarge(size=len(content))
    return content[:4] in (b"II*\0", b"MM\0*")


def media_type_of(content: bytes) -> MediaType:
    """Return what the bytes are, whatever they were called.

    Errors: DocumentEmpty, DocumentTooLarge, DocumentTypeRefused, DocumentUnreadable, DocumentImageTooLarge.
    """
    if not content:
        raise DocumentEmpty
    if len(content) > MOST:
        raise DocumentTooLarge(size=len(content))
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return MediaType.PDF
    if content.startswith(PNG_MAGIC):
        _check_png(content)
        return MediaType.PNG
    if content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        return MediaType.JPEG
    raise DocumentTypeRefused


def _check_pdf(content: bytes) -> None:
    """Refuse a PDF that is cut short, or behind which something follows; rewriting.py looks at the rest."""
    if not content.rstrip(b"\x00\t\n\x0c\r ").endswith(b"%%EOF"):
        raise DocumentUnreadable(reason="nothing may follow the end of a PDF, nor may its end be missing")


def _check_png(content: bytes) -> None:
    """Walk the chunks (PNG specification, 5.3): a header first, the end last, every checksum right."""
    at = len(PNG_MAGIC)
    kinds: list[bytes] = []
    while at < len(content) and kinds[-1:] != [b"IEND"]:
        if len(content) < at + 12:
            raise DocumentUnreadable(reason="cut short")
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        if content[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(kind + body)):
            raise DocumentUnreadable(reason="a chunk is damaged")
        if not kinds:
            _check_png_header(kind, body)
        kinds.append(kind)
        at += 12 + length
    if at != len(content) or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds or _FOREIGN.search(content):
        raise DocumentUnreadable(reason="more, or less, than one picture")


def _check_png_header(kind: bytes, body: bytes) -> None:
    if kind != b"IHDR" or len(body) != 13:
        raise DocumentUnreadable(reason="no header")
    _check_size(*struct.unpack_from(">II", body))


def _check_jpeg(content: bytes) -> None:
    """Walk the segments (ITU T.81, annex B) from the start of the image to its end, which is the end of the file."""
    at, framed = 2, False
    while content[at : at + 2] != b"\xff\xd9":
        if len(content) < at + 4 or content[at] != 0xFF:
            raise DocumentUnreadable(reason="cut short")
        marker = content[at + 1]
        if marker == 0xFF or marker in _ALONE:  # a fill byte, or a marker without a length
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker in _FRAMES and length >= 8 and len(content) >= at + 9:
            height, width = struct.unpack_from(">HH", content, at + 5)
            _check_size(width, height)
            framed = True
        at += 2 + max(length, 2)
        if marker == 0xDA:
            at = _after_scan(content, at)
    if at + 2 != len(content) or not framed or _FOREIGN.search(content):
        raise DocumentUnreadable(reason="more, or less, than one picture")


def _after_scan(content: bytes, at: int) -> int:
    """Return where the coded data of a scan end: at the next marker that is neither stuffing nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following[0] != 0 and following[0] not in _ALONE:
            return at
        at += 2 if following else 1
    raise DocumentUnreadable(reason="cut short")


def _check_size(width: int, height: int) -> None:
    if width == 0 or height == 0:
        raise DocumentUnreadable(reason="a picture of no size")
    if width * height > PIXELS or max(width, height) > SIDE:
        raise DocumentImageTooLarge(width=width, height=height)
