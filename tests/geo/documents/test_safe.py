"""What is kept of pictures: what is seen, and nothing of where, with what, or behind it."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from geo.documents import reencoding
from geo.documents.content import media_type_of
from geo.documents.enums import MediaType
from geo.documents.errors import DocumentImageTooLarge, DocumentTypeRefused, DocumentUnreadable
from geo.documents.safe import made_safe
from tests.geo.documents.test_content import jpeg

SECRET = "HERE-26.55-50.00"


def drawn(mode="RGB", size=(60, 40)):
    picture = Image.new(mode, size, 1 if mode == "1" else "white")
    ImageDraw.Draw(picture).rectangle((5, 5, 20, 30), fill=0 if mode in ("1", "L", "P") else "black")
    return picture


def told(picture, form, **options):
    made = BytesIO()
    picture.save(made, form, **options)
    return made.getvalue()


def exif(orientation=1):
    data = Image.Exif()
    data[0x010E], data[0x0112] = SECRET, orientation
    data.get_ifd(0x8825)[1] = "N"
    return data


def opened(content):
    return Image.open(BytesIO(content))


@pytest.mark.parametrize("quality", [60, 95])
def test_a_photograph_loses_all_but_its_pixels(quality):
    sent = told(drawn(), "JPEG", exif=exif(), comment=SECRET.encode(), quality=quality)
    kept = made_safe(sent)
    assert SECRET.encode() in sent
    assert (kept.media_type, SECRET.encode() in kept.content) == (MediaType.JPEG, False)
    assert not opened(kept.content).getexif()
    assert opened(kept.content).size == (60, 40)


def test_a_photograph_taken_on_its_side_is_kept_upright():
    kept = made_safe(told(drawn(), "JPEG", exif=exif(orientation=6)))
    assert opened(kept.content).size == (40, 60)
    assert not opened(kept.content).getexif()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_a_png_loses_its_texts_and_keeps_its_pixels(mode):
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET)
    picture = drawn(mode)
    kept = made_safe(told(picture, "PNG", pnginfo=text))
    assert (kept.media_type, SECRET.encode() in kept.content) == (MediaType.PNG, False)
    assert opened(kept.content).convert("RGBA").tobytes() == picture.convert("RGBA").tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "CMYK"])
def test_a_scan_in_tiff_becomes_a_pdf_of_its_pages(mode):
    sent = told(drawn(mode), "TIFF", save_all=True, append_images=[drawn(mode)] * 2, description=SECRET, dpi=(300, 300))
    kept = made_safe(sent)
    assert (kept.media_type, media_type_of(kept.content)) == (MediaType.PDF, MediaType.PDF)
    assert kept.content.count(b"/Type /Page\n") == 3
    assert SECRET.encode() not in kept.content


def test_the_same_picture_gives_the_same_bytes():
    for sent in (told(drawn(), "TIFF"), told(drawn(), "JPEG"), told(drawn(), "PNG")):
        first, again = made_safe(sent), made_safe(sent)
        assert hashlib.sha256(first.content).digest() == hashlib.sha256(again.content).digest()


@pytest.mark.parametrize(
    "content",
    [
        jpeg(), told(drawn(), "PNG")[:60], b"II*\0" + b"\0" * 40, b"MM\0*" + b"\xff" * 60,
        told(drawn(), "TIFF")[:-2000], told(drawn(), "JPEG") + b"%PDF-1.7",
    ],
)  # fmt: skip
def test_what_cannot_be_decoded_is_refused(content):
    with pytest.raises(DocumentUnreadable):
        made_safe(content)


@pytest.mark.parametrize("form", ["GIF", "BMP", "WEBP"])
def test_other_pictures_are_not_taken(form):
    with pytest.raises(DocumentTypeRefused):
        made_safe(told(drawn(), form))


def test_a_tiff_of_too_many_pages_or_pixels_is_refused(monkeypatch):
    with pytest.raises(reencoding.TooLarge):
        monkeypatch.setattr(reencoding, "PAGES", 1)
        reencoding.remade(told(drawn(), "TIFF", save_all=True, append_images=[drawn()]), "TIFF")
    with pytest.raises(reencoding.TooLarge):
        monkeypatch.setattr(reencoding, "PIXELS", 100)
        reencoding.remade(told(drawn(), "TIFF"), "TIFF")


def test_a_bomb_is_refused_by_its_header():
    bomb = told(Image.new("1", (20_000, 20_000)), "TIFF", compression="group4")
    assert len(bomb) < 100_000
    with pytest.raises(DocumentImageTooLarge):
        made_safe(bomb)


def test_the_process_answers_only_with_codes_that_are_known(tmp_path):
    with pytest.raises(DocumentUnreadable) as refused:
        made_safe(b"II*\0" + b"\0" * 40)
    assert refused.value.context["reason"] in ("UnidentifiedImageError", "OSError", "SyntaxError", "ValueError")
