"""The signature in a PDF: which level it reaches, every change that is found, and what a certificate is worth when."""

import os
import random
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from io import BytesIO

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, sign_pdf

from geo.printing.pdf import html_to_pdf
from geo.printing.signing.check import Trust, check
from geo.printing.signing.seal import SealUnusable, read_seal
from geo.printing.signing.signer import STAMP_TIMEOUT_S, About, HttpStamper, sign
from geo.printing.signing.verdicts import EXIT_CODES, Level, Report, Verdict
from tests.conftest import FULL
from tests.geo.printing.pki import DAY, NOW, Pki, write_seal
from tests.geo.printing.sample import sample_html

ABOUT = About(reason="رخصة تسوير 1448/512/000127", location="القطيف", name="بلدية محافظة القطيف")


@lru_cache(maxsize=1)
def plain() -> bytes:
    return html_to_pdf(sample_html())


@pytest.fixture(scope="module")
def pki():
    return Pki()


@pytest.fixture(scope="module")
def chain(pki):
    """A seal that an authority between it and the root certified."""
    between = pki.certified("Test authority", uses=("key_cert_sign", "crl_sign"), authority=True)
    return pki.certified("Test seal", by=between), between


def judged(pdf, pki, *, at=None, crls=()):
    return check(pdf, Trust((pki.root.asn1,), tuple(crls)), now=at or datetime.now(UTC))


@pytest.fixture(scope="module")
def signed(pki, chain):
    held, between = chain
    return sign(plain(), pki.seal(held, chain=[between]), about=ABOUT).pdf


@pytest.fixture(scope="module")
def proven(pki, chain):
    """A document that carries a time stamp and all proofs."""
    held, between = chain
    seal = pki.seal(held, chain=[between], crls=[pki.crl(), pki.crl(by=between)])
    return sign(plain(), seal, about=ABOUT, stamper=pki.stamper()).pdf


def test_levels_are_the_ones_that_were_reached(pki, chain):
    held, between = chain
    lists = [pki.crl(), pki.crl(by=between)]
    bare, listed = pki.seal(held, chain=[between]), pki.seal(held, chain=[between], crls=lists)
    reached = [
        sign(plain(), seal, about=ABOUT, stamper=stamper).report.level
        for seal, stamper in [(bare, None), (listed, None), (bare, pki.stamper()), (listed, pki.stamper())]
    ]
    assert reached == [Level.B, Level.B, Level.T, Level.LT]


@pytest.mark.parametrize("elliptic", [True, False])
def test_the_report_names_who_signed_and_when(pki, elliptic):
    held = pki.certified("Seal of the office", elliptic=elliptic)
    report = sign(plain(), pki.seal(held), about=ABOUT).report
    assert (report.verdict, report.signer, report.authority) == (Verdict.VALID, "Seal of the office", "Test root")
    assert abs(datetime.fromisoformat(report.signed_at) - datetime.now(UTC)) < timedelta(minutes=1)
    assert Report.from_json(report.to_json()) == report


def test_the_page_looks_as_before_and_nothing_is_drawn_on_it(signed, tmp_path):
    for name, pdf in (("plain", plain()), ("signed", signed)):
        subprocess.run(["pdftoppm", "-r", "50", "-", str(tmp_path / name)], input=pdf, check=True)
    pages = sorted(path.name.removeprefix("plain") for path in tmp_path.glob("plain*"))
    assert pages
    for page in pages:
        assert (tmp_path / f"plain{page}").read_bytes() == (tmp_path / f"signed{page}").read_bytes()
    assert signed.startswith(plain())


# --- changes


def found_after(pdf, pki, changes):
    """Return what was said of each changed file; `changes` yields files."""
    return Counter(judged(changed, pki).verdict for changed in changes)


def flipped(pdf, count, seed):
    """Yield files in which one bit of one byte is another."""
    chance = random.Random(seed)
    for _ in range(count):
        changed = bytearray(pdf)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        yield bytes(changed)


def replaced(pdf, count, seed):
    """Yield files in which one byte is any other."""
    chance = random.Random(seed)
    for _ in range(count):
        changed, place = bytearray(pdf), chance.randrange(len(pdf))
        changed[place] = (changed[place] + chance.randrange(1, 256)) % 256
        yield bytes(changed)


@pytest.mark.parametrize("way", [flipped, replaced])
def test_every_change_of_one_byte_is_found(signed, pki, way):
    count = 500 if FULL else 100
    assert found_after(signed, pki, way(signed, count, seed=count))[Verdict.VALID] == 0


def test_every_change_of_one_byte_is_found_in_a_document_with_its_proofs(proven, pki):
    assert judged(proven, pki).level == Level.LT
    assert found_after(proven, pki, flipped(proven, 300 if FULL else 40, seed=7))[Verdict.VALID] == 0


def envelope(pdf):
    """Return where the hexadecimal text of the signature begins and ends."""
    begin = pdf.index(b"/Contents <") + len(b"/Contents <")
    return begin, pdf.index(b">", begin)


@pytest.mark.parametrize("document", ["signed", "proven"])
def test_every_change_inside_the_signature_itself_is_found(document, pki, request):
    pdf = request.getfixturevalue(document)
    begin, end = envelope(pdf)
    chance = random.Random(11)
    places = range(begin, end) if FULL else sorted(chance.sample(range(begin, end), 80))

    def changes():
        for place in places:
            other = chance.choice([digit for digit in b"0123456789ABCDEFabcdef" if digit != pdf[place]])
            yield pdf[:place] + bytes([other]) + pdf[place + 1 :]

    assert found_after(pdf, pki, changes())[Verdict.VALID] == 0


@pytest.mark.parametrize("tail", [b"\n", b"\0", b"%%EOF", b"% a remark\n%%EOF\n", b"A" * 5000])
def test_bytes_after_the_end_are_found(signed, pki, tail):
    assert judged(signed + tail, pki).verdict == Verdict.ALTERED


def test_a_file_cut_short_is_found_wherever_it_is_cut(signed, pki):
    chance = random.Random(3)
    for size in [len(signed) - 1, *(chance.randrange(1, len(signed)) for _ in range(25))]:
        assert judged(signed[:size], pki).verdict != Verdict.VALID


def test_a_later_revision_is_found_even_one_that_readers_allow(signed, pki):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root.get("/Lang")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(signed)
    assert len(out.getvalue()) > len(signed)
    assert judged(out.getvalue(), pki).verdict == Verdict.ALTERED


def test_a_second_signature_is_a_change(signed, pki):
    """Ours forbid one; of a document that does not, the second shows."""
    seals = [pki.seal(), Pki("Another root").seal()]
    with pytest.raises(SigningError, match="forbids all changes"):
        countersigned(signed, seals[1], "Second")
    pdf = countersigned(plain(), seals[0], "First")
    assert judged(pdf, pki).verdict == Verdict.VALID
    assert judged(countersigned(pdf, seals[1], "Second"), pki).reason == "another_signature"


def countersigned(pdf, seal, field):
    """Return a PDF with a signature that allows further ones."""
    metadata = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    return sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), metadata, signer=seal.signer).getvalue()


def test_the_signature_of_another_document_does_not_fit(signed, pki, chain):
    held, between = chain
    other = sign(html_to_pdf("<html lang=ar><title>x</title><p>غيره</p>"), pki.seal(held, chain=[between]), about=ABOUT)
    begin, end = envelope(signed)
    there_begin, there_end = envelope(other.pdf)
    assert end - begin == there_end - there_begin
    assert judged(signed[:begin] + other.pdf[there_begin:there_end] + signed[end:], pki).verdict == Verdict.ALTERED


def test_small_letters_in_the_signature_say_the_same_to_readers_and_are_a_change_all_the_same(signed, pki):
    begin, end = envelope(signed)
    lowered = signed[:begin] + signed[begin:end].lower() + signed[end:]
    assert lowered != signed
    assert judged(lowered, pki).reason == "hexadecimal"


def test_a_document_signed_anew_by_another_authority_is_not_ours(pki):
    other = Pki("Test root")  # of the same name
    again = sign(plain(), other.seal(other.certified("Test seal")), about=ABOUT).pdf
    report = judged(again, pki)
    assert (report.verdict, report.reason) == (Verdict.UNTRUSTED, "unknown_authority")
    assert judged(again, other).verdict == Verdict.VALID


def test_nobody_is_believed_when_no_authority_is_named(signed):
    assert check(signed, Trust(()), now=datetime.now(UTC)).verdict == Verdict.UNTRUSTED


def test_a_certificate_for_other_uses_seals_nothing(pki):
    with pytest.raises(SealUnusable):
        sign(plain(), pki.seal(pki.certified("A server", uses=("key_encipherment",))), about=ABOUT)


@pytest.mark.parametrize(
    ("data", "verdict"),
    [
        (b"", Verdict.UNREADABLE),
        (b"not a PDF", Verdict.UNREADABLE),
        (b"%PDF-1.7\n", Verdict.UNREADABLE),
        (b"%PDF-1.7\n" + b"[" * 100_000, Verdict.UNREADABLE),
        (b"%PDF-1.7\n/ByteRange", Verdict.ALTERED),
    ],
)
def test_what_is_no_document_is_said_to_be_none(data, verdict, pki):
    assert judged(data, pki).verdict == verdict


def test_an_unsigned_document_is_said_to_be_unsigned(pki):
    assert judged(plain(), pki).verdict == Verdict.UNSIGNED


# --- time


@pytest.fixture(scope="module")
def short(pki):
    """A seal that holds for one more day."""
    return pki.certified("Short seal", since=NOW - 30 * DAY, until=NOW + DAY)


def test_a_certificate_that_ran_out_is_told_where_nobody_proves_the_time(pki, short):
    pdf = sign(plain(), pki.seal(short), about=ABOUT).pdf
    assert judged(pdf, pki).verdict == Verdict.VALID
    report = judged(pdf, pki, at=NOW + 5 * DAY)
    assert (report.verdict, report.reason) == (Verdict.CERTIFICATE, "run_out")


def test_a_time_stamp_proves_that_the_file_was_signed_before(pki, short):
    pdf = sign(plain(), pki.seal(short), about=ABOUT, stamper=pki.stamper()).pdf
    report = judged(pdf, pki, at=NOW + 5 * DAY)
    assert (report.verdict, report.level, report.stamped) == (Verdict.VALID, Level.T, True)


def test_a_revoked_certificate_is_told_with_the_day(pki, short):
    pdf = sign(plain(), pki.seal(short), about=ABOUT).pdf
    report = judged(pdf, pki, crls=[pki.crl([short], at=NOW - DAY / 4)])
    assert (report.verdict, report.reason) == (Verdict.CERTIFICATE, "revoked")
    assert report.revoked_at == (NOW - DAY / 4).isoformat(timespec="seconds")


def test_a_list_that_ran_out_still_says_what_was_revoked(pki, short):
    pdf = sign(plain(), pki.seal(short), about=ABOUT).pdf
    old = pki.crl([short], since=NOW - 20 * DAY, at=NOW - 20 * DAY, until=NOW - 10 * DAY)
    assert judged(pdf, pki, crls=[old]).reason == "revoked"


def test_what_was_revoked_after_a_proven_time_was_signed_in_time(pki, short):
    pdf = sign(plain(), pki.seal(short), about=ABOUT, stamper=pki.stamper()).pdf
    later = pki.crl([short], since=NOW + DAY, at=NOW + DAY, until=NOW + 9 * DAY)
    assert judged(pdf, pki, at=NOW + 5 * DAY, crls=[later]).verdict == Verdict.VALID
    before = pki.crl([short], at=NOW - DAY / 4)
    assert judged(pdf, pki, at=NOW + 5 * DAY, crls=[before]).reason == "revoked"


def test_a_list_of_somebody_else_revokes_nothing(pki, short):
    pdf = sign(plain(), pki.seal(short), about=ABOUT).pdf
    assert judged(pdf, pki, crls=[Pki("Test root").crl([short])]).verdict == Verdict.VALID


def test_a_revoked_authority_ends_what_it_certified(pki, chain, signed):
    assert judged(signed, pki, crls=[pki.crl([chain[1]])]).reason == "authority_revoked"


def test_a_time_stamp_of_nobody_whom_we_believe_is_not_taken(pki, short):
    stranger = Pki("A stranger's clock")
    seal = pki.seal(short, roots=(stranger.root.asn1,))
    pdf = sign(plain(), seal, about=ABOUT, stamper=stranger.stamper()).pdf
    report = judged(pdf, pki)
    assert (report.verdict, report.reason) == (Verdict.UNTRUSTED, "unknown_stamp")


@pytest.mark.parametrize(
    ("ago", "verdict"),
    [(timedelta(minutes=4), Verdict.VALID), (timedelta(minutes=7), Verdict.CLOCK), (timedelta(hours=9), Verdict.CLOCK)],
)
def test_clocks_may_differ_by_minutes_and_not_by_more(signed, pki, ago, verdict):
    """The check runs on a machine whose clock is behind the signer's."""
    assert judged(signed, pki, at=datetime.now(UTC) - ago).verdict == verdict


def test_a_seal_that_ran_out_or_was_revoked_signs_nothing(pki):
    gone = pki.certified("Gone", since=NOW - 9 * DAY, until=NOW - DAY)
    revoked = pki.certified("Revoked")
    for seal in (pki.seal(gone), pki.seal(revoked, crls=[pki.crl([revoked], at=NOW - DAY / 4)])):
        with pytest.raises(SealUnusable):
            sign(plain(), seal, about=ABOUT)


def test_lists_that_ran_out_are_not_put_into_documents(pki):
    stale = pki.crl(since=NOW - 9 * DAY, at=NOW - 9 * DAY, until=NOW - DAY)
    with pytest.raises(SealUnusable):
        sign(plain(), pki.seal(crls=[stale]), about=ABOUT)


# --- the operator's files


@pytest.mark.parametrize("passphrase", [None, "سرّ"])
def test_a_seal_is_read_from_pem_and_from_pkcs12(pki, tmp_path, passphrase):
    told = write_seal(tmp_path, pki, pki.certified("From files"), passphrase=passphrase)
    key = tmp_path / "seal.key" if told["SIGNING_KEY"] else None
    seal = read_seal(
        certificate=tmp_path / ("seal.pem" if key else "seal.p12"), key=key, passphrase=passphrase or "",
        trust=tmp_path / "root.pem",
    )  # fmt: skip
    assert seal.name == "From files"
    assert sign(plain(), seal, about=ABOUT).report.verdict == Verdict.VALID


def test_files_that_make_no_seal_are_refused_with_the_reason(pki, tmp_path):
    write_seal(tmp_path, pki, pki.certified("One"))
    place = {"certificate": tmp_path / "seal.pem", "key": tmp_path / "seal.key", "trust": tmp_path / "root.pem"}
    (tmp_path / "broken").write_text("no certificate")
    for change in ({"certificate": tmp_path / "root.pem"}, {"key": tmp_path / "none"}, {"trust": tmp_path / "broken"}):
        with pytest.raises(SealUnusable):
            read_seal(**{**place, "passphrase": "", **change})


def test_a_time_stamp_authority_that_is_no_web_address_or_does_not_answer_stops_the_signing(pki):
    with pytest.raises(SealUnusable):
        HttpStamper("file:///etc/passwd")
    assert STAMP_TIMEOUT_S <= 5
    with pytest.raises(SealUnusable, match="time stamp"):
        sign(plain(), pki.seal(), about=ABOUT, stamper=HttpStamper("http://127.0.0.1:9/"))


def test_exit_codes_are_what_the_handbook_says():
    assert [EXIT_CODES[verdict] for verdict in Verdict] == [0, 10, 11, 12, 13, 14, 15]


# --- another reader


def pdfsig(pdf, store, tmp_path):
    """Return what poppler's pdfsig says, believing whom an NSS store believes."""
    (tmp_path / "asked.pdf").write_bytes(pdf)
    told = subprocess.run(
        ["pdfsig", "-nssdir", str(store), str(tmp_path / "asked.pdf")], capture_output=True, text=True, check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )  # fmt: skip
    return told.stdout


def test_poppler_believes_the_signature_and_sees_a_change(pki, tmp_path):
    pdf = sign(plain(), pki.seal(pki.certified("Seal", elliptic=False)), about=ABOUT).pdf
    store = tmp_path / "nss"
    store.mkdir()
    (tmp_path / "root.pem").write_bytes(pki.root.pem)
    subprocess.run(["certutil", "-N", "-d", f"sql:{store}", "--empty-password"], check=True)
    root = ["-n", "root", "-t", "CT,C,C", "-i", str(tmp_path / "root.pem")]
    subprocess.run(["certutil", "-A", "-d", f"sql:{store}", *root], check=True)
    said = pdfsig(pdf, store, tmp_path)
    for expected in (
        "Signature is Valid.", "Certificate is Trusted.", "Total document signed", "ETSI.CAdES.detached", "SHA-256",
    ):  # fmt: skip
        assert expected in said
    place = pdf.index(b"/Type /Page")
    changed = pdf[:place] + b"/Type /Pagf" + pdf[place + 11 :]
    assert "Signature is Valid." not in pdfsig(changed, store, tmp_path)
    assert replace(judged(pdf, pki), confined={}).verdict == Verdict.VALID
