"""The certificate that leaves the office: its words, its dates, its code, and what it must not say to everyone."""

import hashlib
import re
import subprocess
import unicodedata
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image

from geo.calendars.digits import fold_digits
from geo.municipalities.scope import territory
from geo.printing.models import Printout
from geo.printing.qr import QUIET_ZONE
from geo.printing.selectors import find_by_code, printout_pdf
from geo.printing.services import QR_SIZE_MM, verify_url
from tests.factories.cases import APPLICANT, canaries_in, open_thread

DPI = 300
MM = DPI / 25.4


@pytest.fixture
def thread(ground):
    return open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"), drawing="BB\nAA")


@pytest.fixture
def printout(thread):
    with territory([thread.office.body.pk]):
        return Printout.objects.get()


@pytest.fixture
def pdf(thread, printout):
    with territory([thread.office.body.pk]):
        return printout_pdf(printout)


@pytest.fixture
def words(pdf):
    """The words of the document without marks of direction, Arabic letters in their plain forms."""
    found = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    plain = "".join(letter for letter in found if unicodedata.category(letter) != "Cf")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", plain))


@pytest.mark.parametrize(
    "expected",
    [
        "رخصة تسوير", "المملكة العربية السعودية", "أمانة الاختبار", "بلدية الاختبار", "الغربية", "صاحب الرخصة",
        "كناريا بنت طائر المنجم", "حي قديم غير مخطط", "موقع العمل", "السور", "القطع المجاورة", "الاشتراطات",
        "هذه الوثيقة لا تثبت الملكية", "الختم الرسمي", "head-5011",
    ],
)  # fmt: skip
def test_the_certificate_speaks_arabic(words, expected):
    assert expected in words


def test_the_certificate_holds_number_code_and_both_dates(thread, printout, words):
    permit = thread.permit()
    assert permit.number in fold_digits(words)
    assert f"{permit.application.details['length_m']:.2f}".replace(".", "٫") in fold_digits(words)
    assert re.sub(r"(\d{3})(\d{3})(\d{3})(\d{4})(\d{3})(\d{2})", r"\1/\2/\3/\4/\5/\6", thread.parcel.code) in words
    assert words.count("هـ") >= 3  # the letterhead, the day of issue, the day of expiry
    assert len(re.findall(r"[٠-٩]{4} ?م", words)) >= 3
    assert printout.code[:5] in words
    assert permit.chain_hash in words


def test_the_certificate_hides_most_of_the_identity_number_and_all_of_the_mobile(words):
    assert "••••••٥٤٣٢" in words
    folded = fold_digits(words)
    assert APPLICANT.identifier not in folded
    assert APPLICANT.mobile not in folded


def test_what_was_filed_is_what_is_hashed(printout, pdf):
    assert hashlib.sha256(pdf).hexdigest() == printout.sha256
    assert len(pdf) < 400_000


def test_the_certificate_has_an_outline_for_screen_readers_and_names_its_language(pdf):
    info = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert re.search(r"Tagged:\s+yes", info)
    assert re.search(r"Title:\s+رخصة تسوير", info)
    assert re.search(r"Page size:.*A4", info)


def test_no_letter_is_missing_and_every_font_travels_with_the_document(pdf):
    fonts = (
        subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode().splitlines()[2:]
    )
    assert any("Noto-Naskh-Arabic" in line for line in fonts)
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts), fonts


def test_the_code_on_every_page_leads_to_the_verification_page_of_this_document(printout, pdf, tmp_path):
    url = verify_url(printout.code)
    expected = np.array([[bool(module) for module in row] for row in segno.make_qr(url, error="m").matrix])
    pages = pages_of(pdf, tmp_path)
    assert len(pages) == 2
    for page in pages:
        assert (modules_in(page, len(expected)) == expected).all()


def test_a_changed_letter_of_the_address_would_be_seen_in_the_code(printout):
    url = verify_url(printout.code)
    other = url.replace(printout.code[-1], "0" if printout.code[-1] != "0" else "1")
    assert segno.make_qr(url, error="m").matrix != segno.make_qr(other, error="m").matrix


def test_what_the_verification_page_may_know_names_no_person(ground, printout):
    told = find_by_code(printout.code)
    assert told is not None
    everything = " ".join([told.title, told.number, *(str(fact) for fact in told.facts)])
    assert not canaries_in(everything)


def pages_of(pdf, folder: Path):
    """Return the pages as arrays that are True where there is ink."""
    subprocess.run(["pdftoppm", "-r", str(DPI), "-gray", "-png", "-", str(folder / "page")], input=pdf, check=True)
    return [
        np.asarray(Image.open(BytesIO(path.read_bytes())).convert("L")) < 128
        for path in sorted(folder.glob("page*.png"))
    ]


def modules_in(page, count):
    """Return the modules of the QR code at the foot of a right-to-left page, read at the centre of each.

    Finding it: in the lowest 45 mm, the ink within a code's width of the right margin.
    """
    size = QR_SIZE_MM / (count + 2 * QUIET_ZONE) * MM
    height, width = page.shape
    corner = page[height - round(45 * MM) :, width - round((17 + QR_SIZE_MM) * MM) : width - round(15 * MM)]
    rows = np.flatnonzero(corner.sum(axis=1) > 3 * size)
    top = rows[rows > rows[-1] - (count + 1) * size][0]  # above it lies the rule of the foot
    left = np.flatnonzero(corner[top : rows[-1]].any(axis=0))[-1] + 1 - count * size
    centres = (np.arange(count) + 0.5) * size
    return corner[np.ix_((top + centres).astype(int), (left + centres).astype(int))]
