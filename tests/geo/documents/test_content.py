"""What the archive takes is told from the bytes: hostile and broken files, and the answer that each gets."""

import struct
import zlib

import pytest

from geo.documents.content import MOST, PNG_MAGIC, media_type_of
from geo.documents.enums import MediaType
from geo.documents.errors import (
    DocumentActive,
    DocumentEmpty,
    DocumentImageTooLarge,
    DocumentTooLarge,
    DocumentTypeRefused,
    DocumentUnreadable,
)
from geo.documents.names import clean_name, clean_text


def chunk(kind, body=b""):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=1, height=1, *, more=b"", text=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    comment = chunk(b"tEXt", text) if text else b""
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return PNG_MAGIC + chunk(b"IHDR", header) + comment + pixels + chunk(b"IEND") + more


def jpeg(width=1, height=1, *, more=b"", comment=b""):
    frame = b"\xff\xc0" + struct.pack(">HBHHB3B", 11, 8, height, width, 1, 1, 0x11, 0)
    said = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    scan = b"\xff\xda" + struct.pack(">HB2B3B", 8, 1, 1, 0, 0, 63, 0) + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + said + frame + scan + b"\xff\xd9" + more


def pdf(body=b"1 0 obj\n<< /Type /Catalog >>\nendobj\n", *, more=b""):
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n" + more


def folded(objects, *, head=b"/Filter /FlateDecode"):
    held = zlib.compress(objects)
    return b"5 0 obj\n<< /Type /ObjStm " + head + b" >>\nstream\n" + held + b"\nendstream\nendobj\n"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (pdf(), MediaType.PDF),
        (pdf(folded(b"<< /Type /Page >>")), MediaType.PDF),
        (pdf(more=b"\r\n \0"), MediaType.PDF),
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
    "body",
    [
        b"<< /S /JavaScript /JS (app.alert(1)) >>", b"<< /S /J#61vaScript >>", b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile >>", b"<< /Names << /EmbeddedFiles 3 0 R >> >>", b"<< /S /GoToE >>",
        b"<< /Subtype /RichMedia >>", b"<< /XFA 9 0 R >>", b"<< /S /SubmitForm >>", b"<< /#4caunch 1 >>",
        folded(b"<< /S /JavaScript /JS (x) >>"), folded(b"<< /S /#4c#61unch >>"),
    ],
)  # fmt: skip
def test_a_pdf_that_acts_is_refused_also_where_the_action_is_folded_away(body):
    with pytest.raises(DocumentActive):
        media_type_of(pdf(body))


@pytest.mark.parametrize(
    "content",
    [
        pdf(b"<< /Encrypt 4 0 R >>"),
        pdf(more=b"<script>alert(1)</script>"),
        pdf(more=png()),
        pdf()[:-8],
        pdf(folded(b"x", head=b"/Filter [/ASCIIHexDecode /FlateDecode]")),
        pdf(folded(b"x", head=b"/Filter /FlateDecode /DecodeParms << /Predictor 12 >>")),
        pdf(b"5 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\nnot folded\nendstream"),
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
def test_a_paper_that_is_cut_short_locked_or_two_things_at_once_is_refused(content):
    with pytest.raises(DocumentUnreadable):
        media_type_of(content)


@pytest.mark.parametrize("content", [png(50_000, 50_000), png(30_001, 1), jpeg(60_000, 2_000), jpeg(20_000, 6_000)])
def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(content):
    with pytest.raises(DocumentImageTooLarge):
        media_type_of(content)


def test_objects_that_unfold_to_too_much_are_refused():
    with pytest.raises(DocumentUnreadable):
        media_type_of(pdf(folded(b"\0" * (65 * 1024 * 1024))))


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
