"""What the archive takes is told from the bytes: hostile and broken files, and the answer that each gets."""

import struct
import zlib

import pytest

from geo.documents.content import MOST, PNG_MAGIC, media_type_of
from geo.documents.enums import MediaType
from geo.documents.errors import (
    DocumentEmpty,
    DocumentImageTooLarge,
    DocumentTooLarge,
    DocumentTypeRefused,
    DocumentUnreadable,
)
from geo.documents.names import clean_name, clean_text
from tests.factories.papers import pdf


def chunk(kind, body=b""):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=1, height=1, *, more=b"", text=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    comment = chunk(b"tEXt", text) if text else b""
    rows = (b"\0" * (width + 1)) * height if width * height < 10_000 else b"\0\0"
    pixels = chunk(b"IDAT", zlib.compress(rows))
    return PNG_MAGIC + chunk(b"IHDR", header) + comment + pixels + chunk(b"IEND") + more


def jpeg(width=1, height=1, *, more=b"", comment=b""):
    frame = b"\xff\xc0" + struct.pack(">HBHHB3B", 11, 8, height, width, 1, 1, 0x11, 0)
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    scan = b"\xff\xda" + struct.pack(">HB2B3B", 8, 1, 1, 0, 0, 63, 0) + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + said + frame + scan + b"\xff\xd9" + more


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), MediaType.PDF),
        (pdf() + b"\r\n \0", MediaType.PDF),
        (png(), MediaType.PNG),
        (jpeg(), MediaType.JPEG),
        (jpeg(comment=b"scanned"), MediaType.JPEG),
    ],
)
def test_plain_papers_are_taken_for_what_they_are(content, kind):
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"PK\3\4",
        b"\n%PDF-1.7\n%%EOF", b"II*\0", b"MZ\x90", b"plain words", b"<OGRVRTDataset/>",
    ],
)  # fmt: skip
def test_what_is_no_paper_is_refused_whatever_its_name(content):
    with pytest.raises(DocumentTypeRefused):
        media_type_of(content)


@pytest.mark.parametrize(
    "content",
    [
        pdf() + b"<script>alert(1)</script>",
        pdf() + png(),
        pdf()[:-8],
        png()[:-5],
        png(more=b"PK\3\4"),
        png(text=b"%PDF-1.7"),
        png().replace(b"IDAT", b"IDAX"),
        jpeg()[:-2],
        jpeg(more=pdf()),
        jpeg(comment=b"<SCRIPT src=x>"),
        jpeg(comment=b"%PDF-1.4"),
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff",
        PNG_MAGIC,
    ],
)
def test_a_paper_that_is_cut_short_or_two_things_at_once_is_refused(content):
    with pytest.raises(DocumentUnreadable):
        media_type_of(content)


@pytest.mark.parametrize("content", [png(50_000, 50_000), png(30_001, 1), jpeg(60_000, 2_000), jpeg(20_000, 6_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(content):
    with pytest.raises(DocumentImageTooLarge):
        media_type_of(content)


def test_nothing_and_too_much_are_refused():
    with pytest.raises(DocumentEmpty):
        media_type_of(b"")
    with pytest.raises(DocumentTooLarge):
        media_type_of(b"%PDF-" + b" " * MOST)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("مخطط الحي.pdf", "مخطط الحي.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\scans\\plan.exe", "plan.png"),
        ("a\u202egnp.exe", "agnp.png"),
        ("x" * 300 + ".png", "x" * 120 + ".png"),
        ("...", "document.png"),
        ("", "document.png"),
        ('"; rm -rf\r\nSet-Cookie: a=b', "; rm -rf Set-Cookie a=b.png"),
        ("PG:host=db", "PG host=db.png"),
    ],
)
def test_a_file_name_is_made_harmless(name, kept):
    assert clean_name(name, MediaType.PNG) == kept


def test_a_title_is_one_line_without_signs_that_turn_it():
    assert clean_text(" محضر\u202e \n اللجنة\u200f\x07 ") == "محضر اللجنة"
