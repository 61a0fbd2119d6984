"""From HTML to PDF: Arabic as it should look and read, nothing fetched, nothing missing."""

import re

import pytest
from django.template import engines
from django.utils import translation

from geo.printing import fonts
from geo.printing.errors import ArabicFontMissing, ForeignResourceError, GlyphsMissing, RenderingError
from geo.printing.pdf import RESOURCES, html_to_pdf, render_pdf
from geo.printing.qr import qr_svg
from tests.geo.printing import picture, sample

LETTER = "[\u0621-\u064a]"


@pytest.fixture(scope="module")
def html():
    return sample.sample_html()


@pytest.fixture(scope="module")
def pdf(html):
    return html_to_pdf(html)


def test_the_certificate_looks_as_it_did_when_it_was_approved(pdf):
    assert picture.distance(picture.golden_pages(), picture.pages_of(pdf)) < picture.LIMIT


@pytest.mark.parametrize(
    ("fault", "pattern", "replacement"),
    [
        ("letters stand unjoined", f"({LETTER})(?={LETTER})", "\\1\u200c"),
        ("words run backwards", f"{LETTER}+", lambda word: word[0][::-1]),
        ("letters are boxes", LETTER, "\u25a1"),
        ("columns are mirrored", 'dir="rtl"', 'dir="ltr"'),
        ("the map is missing", r"<figure.*?</figure>", ""),
    ],
)
def test_the_golden_picture_notices_when(fault, pattern, replacement, html):
    broken = re.sub(pattern, replacement, html, flags=re.DOTALL)
    found = picture.distance(picture.golden_pages(), picture.pages_of(html_to_pdf(broken)))
    assert found > picture.LIMIT, fault


@pytest.mark.parametrize(
    "words",
    [
        "المملكة العربية السعودية",
        "رخصة تسوير أرض",
        "عبدالله بن محمد الخالدي",  # the ligature of «لله» would be read in the wrong order
        "1448/512/000127",
        "١١ جمادى الآخرة ١٤٤٨هـ",
        "٢١ نوفمبر ٢٠٢٦م",
        "٧١٣/٣",
        "٥٣٥٫٥٠ م²",
        "٤٠٠١٣٦٫٠٤٨",
        "مقياس الرسم",
        "١:٥٠٠",
        "صفحة ١ من ٢",
        "https://mukhattat.example/verify/",
        sample.face().grouped_code,
    ],
)
def test_the_text_can_be_copied_out_in_reading_order(words, pdf):
    assert picture.squeezed(words) in picture.words_of(pdf)


def test_the_document_names_itself_and_is_tagged_for_screen_readers(pdf):
    facts = picture.facts_of(pdf)
    assert facts["Title"] == "رخصة تسوير أرض"
    assert facts["Author"] == "بلدية محافظة القطيف"
    assert facts["Subject"] == "1448/512/000127"
    assert facts["Tagged"] == "yes"
    assert facts["Page size"].endswith("(A4)")
    assert 'pdfaid:part="2" pdfaid:conformance="A"' in picture.metadata_of(pdf)


def test_the_same_document_has_the_same_bytes(html, pdf):
    assert html_to_pdf(html) == pdf


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="http://192.0.2.1/a.png">',
        '<img src="https://example.org/a.png">',
        '<img src="//example.org/a.png">',
        '<link rel="stylesheet" href="http://192.0.2.1/a.css">',
        '<style>@import url("http://192.0.2.1/a.css");</style>',
        '<p style="background: url(http://192.0.2.1/a.png)">ا</p>',
        "<style>@font-face { font-family: X; src: url(http://192.0.2.1/x.woff) } p { font: 1em X }</style>",
        '<svg width="10" height="10"><image href="http://192.0.2.1/a.png" width="10" height="10"/></svg>',
        '<img src="ftp://192.0.2.1/a.png">',
        '<img src="file:///etc/hostname">',
        '<img src="../../models.py">',
        '<img src="..%2f..%2fmodels.py">',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<img src="not-there.png">',
    ],
)  # fmt: skip
def test_nothing_outside_our_own_files_is_fetched(markup):
    with pytest.raises(ForeignResourceError):
        html_to_pdf(f"<!doctype html><html lang=ar><title>ت</title>{markup}<p>نص</p>")


def test_data_and_our_own_files_are_allowed():
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    page = f'<!doctype html><html lang=ar><title>ت</title><img alt="نقطة" src="{pixel}"><p>نص</p>'
    assert html_to_pdf(page).startswith(b"%PDF-1.7")
    assert (RESOURCES / "verify.js").is_file()


def test_without_an_arabic_font_nothing_is_printed(monkeypatch):
    monkeypatch.setattr(fonts, "ARABIC_FAMILY", "No Such Family")
    with pytest.raises(ArabicFontMissing) as refused:
        html_to_pdf("<p>نص</p>")
    assert "fonts-noto-core" in str(refused.value.message)


@pytest.mark.parametrize(
    "broken",
    ['<svg width="1" height="1"><path d="A 1 2"/></svg>', '<img src="data:image/png;base64,AAAA" alt="">'],
)
def test_a_picture_that_cannot_be_drawn_is_not_left_out_in_silence(broken):
    with pytest.raises(RenderingError, match="image"):
        html_to_pdf(f"<!doctype html><html lang=ar><title>ت</title>{broken}<p>نص</p>")


def test_a_character_without_a_glyph_is_refused_and_named():
    with pytest.raises(GlyphsMissing) as refused:
        html_to_pdf("<!doctype html><html lang=ar><title>ت</title><p>نص \U0010fffd</p>")
    assert refused.value.context["characters"] == ["U+10FFFD"]


def test_what_people_entered_is_never_markup():
    face = sample.face()
    page = engines["django"].from_string(
        '{% extends "printing/base_print.html" %}{% block content %}{{ name }}{% endblock %}'
    )
    with translation.override("ar"):
        html = page.render({"printout": face, "language": "ar", "rtl": True, "name": '<img src="http://192.0.2.1/x">'})
    assert "&lt;img" in html
    assert html_to_pdf(html).startswith(b"%PDF")


def test_an_english_document_runs_left_to_right_with_western_page_numbers():
    pdf = render_pdf("printing/base_print.html", {"printout": sample.face()}, language="en")
    words = picture.words_of(pdf)
    assert "Page1of1" in words
    assert "11Jumadaal-Akhirah1448AH" in words


def test_a_qr_is_as_large_as_asked_and_keeps_its_quiet_zone():
    svg = qr_svg("https://mukhattat.example/verify/0/", size_mm=23)
    assert 'width="23mm" height="23mm"' in svg
    modules = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    assert (modules - 8 - 17) % 4 == 0
    assert "M4 4.5" in svg
