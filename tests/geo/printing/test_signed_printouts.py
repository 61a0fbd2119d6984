"""Signed documents in the register: issued signed or not at all, told in words, and a file that came back."""

import hashlib
import os
import re
import stat
import subprocess
import sys
import zlib
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from cryptography import x509
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from geo.accounts.models import VisitorAct
from geo.instance import authority
from geo.instance.authority import AUTHORITY_NAME
from geo.municipalities.scope import territory
from geo.printing import web
from geo.printing.checks import seal_is_usable
from geo.printing.enums import Standing
from geo.printing.errors import CheckingUnavailable, NotInForce, NotSuspended, ReasonMissing, SigningUnavailable
from geo.printing.models import Printout
from geo.printing.selectors import find_by_bytes, find_by_code, printout_pdf
from geo.printing.services import file_printout, resume_printout, revoke_printout, suspend_printout
from geo.printing.signing import services
from geo.printing.signing.check import Trust
from geo.printing.signing.services import MOST_BYTES, check_file, trusted
from geo.printing.signing.verdicts import Verdict
from geo.series.models import ChainEntry
from tests.geo.printing.pki import DAY, NOW, Pki, write_seal
from tests.geo.printing.test_printing_register import draft

UNSIGNED = {
    "SIGNING_CERTIFICATE": "",
    "SIGNING_KEY": "",
    "SIGNING_TRUST": "",
    "SIGNING_CRLS": [],
    "SIGNING_TSA_URL": "",
}


@pytest.fixture
def seal(settings, tmp_path):
    """A seal of the test's own, by the files and settings that an operator has."""
    pki = Pki("Office root")
    use(settings, write_seal(tmp_path, pki, pki.certified("Seal of the office")))
    return pki


def use(settings, told):
    for name, value in {**UNSIGNED, **told}.items():
        setattr(settings, name, value)


@pytest.fixture
def office(places):
    with territory([places.west.body.pk]):
        yield places.west


@pytest.fixture
def filed(seal, office):
    return file_printout(draft=draft(office, deciders=("مهندس أول", "رئيس البلدية")), by=office.head)


def send(pdf, language="en", name="document.pdf"):
    client = Client(headers={"cookie": f"language={language}"})
    return client.post("/verify/file/", {"file": SimpleUploadedFile(name, pdf, "application/pdf")})


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- issuing


def test_what_is_filed_is_the_signed_file_and_the_chain_holds_its_hash_and_seal(filed, office):
    pdf = printout_pdf(filed)
    report = check_file(pdf, trust=trusted(), now=timezone.now())
    assert (report.verdict, report.signer, report.level.value) == (Verdict.VALID, "Seal of the office", "B-B")
    assert filed.sha256 == hashlib.sha256(pdf).hexdigest()
    entry = ChainEntry.objects.filter(municipality=office.body).latest("sequence")
    assert entry.payload["sha256"] == filed.sha256
    assert entry.payload["seal"] == {"level": "B-B", "certificate": report.certificate}
    assert (filed.seal_level, filed.seal_certificate) == ("B-B", report.certificate)


def test_the_signature_names_the_office_and_who_decided(filed):
    signature = PdfFileReader(BytesIO(printout_pdf(filed))).embedded_signatures[0].sig_object
    assert str(signature["/Name"]) == "الغربية"
    assert str(signature["/Reason"]) == "شهادة اختبار 1448/5011/000001 · مهندس أول · رئيس البلدية"


def test_a_deployment_without_a_certificate_issues_nothing(settings, office):
    use(settings, {})
    settings.SIGNING_REQUIRED = True
    with pytest.raises(SigningUnavailable):
        file_printout(draft=draft(office), by=None)
    assert not Printout.objects.exists()
    assert [found.id for found in seal_is_usable(None)] == ["mukhattat.E006"]


def test_a_deployment_that_says_so_issues_unsigned_and_the_page_tells(settings, office):
    use(settings, {})
    settings.SIGNING_REQUIRED = False
    filed = file_printout(draft=draft(office), by=None)
    assert (filed.seal_level, filed.seal_certificate) == ("", "")
    assert seal_is_usable(None) == []
    said = words(Client(headers={"cookie": "language=en"}).get(f"/verify/{filed.code}/"))
    assert "Issued without a signature" in said
    assert b"/ByteRange" not in printout_pdf(filed)


def test_the_demo_authority_signs_samples_and_nothing_else(settings, office, tmp_path):
    assert authority.ensure(tmp_path)
    told = {"CERTIFICATE": authority.SEAL, "KEY": authority.SEAL_KEY, "TRUST": authority.AUTHORITY}
    use(settings, {f"SIGNING_{name}": str(tmp_path / file) for name, file in told.items()})
    assert seal_is_usable(None) == []
    filed = file_printout(draft=draft(office), by=None)
    report = check_file(printout_pdf(filed), trust=trusted(), now=timezone.now())
    assert report.authority == AUTHORITY_NAME
    assert "no legal value" in report.signer
    settings.SAMPLE_NOTICE = False
    assert [found.id for found in seal_is_usable(None)] == ["mukhattat.E005"]
    with pytest.raises(SigningUnavailable):
        file_printout(draft=draft(office, kind="other"), by=None)


def test_a_certificate_that_runs_out_is_told_before_and_after(settings, tmp_path):
    pki = Pki()
    for until, expected in ((NOW + 20 * DAY, "mukhattat.W001"), (NOW - DAY, "mukhattat.E007")):
        folder = tmp_path / expected
        folder.mkdir()
        use(settings, write_seal(folder, pki, pki.certified("Short", since=NOW - 99 * DAY, until=until)))
        assert [found.id for found in seal_is_usable(None)] == [expected]


def test_a_seal_that_cannot_be_read_refuses_and_says_why_to_the_operator_only(settings, office, tmp_path, caplog):
    pki = Pki()
    use(settings, {**write_seal(tmp_path, pki, pki.certified("One")), "SIGNING_KEY": str(tmp_path / "root.pem")})
    with pytest.raises(SigningUnavailable) as refused:
        file_printout(draft=draft(office), by=None)
    assert str(tmp_path) not in str(refused.value)
    assert "could not be signed" in caplog.text


# --- standing


def test_term_and_suspension_are_told_in_words(seal, office):
    yesterday = timezone.localdate() - timedelta(days=1)
    old = file_printout(draft=draft(office, kind="old", valid_until=yesterday), by=None)
    last_day = file_printout(draft=draft(office, kind="last", valid_until=yesterday + timedelta(days=1)), by=None)
    assert find_by_code(old.code).standing == Standing.EXPIRED
    assert find_by_code(last_day.code).standing == Standing.VALID
    suspend_printout(printout=last_day, reason="أمر إيقاف", by=office.head)
    assert find_by_code(last_day.code).standing == Standing.SUSPENDED
    for printout, verdict, sentence in (
        (old, "expired", "Expired: this document was issued, and its term has run out."),
        (last_day, "suspended", "Suspended: this document was issued, and it does not hold for now."),
    ):
        answer = Client(headers={"cookie": "language=en"}).get(f"/verify/{printout.code}/")
        assert f'data-verdict="{verdict}"' in answer.content.decode()
        assert sentence in words(answer)
        assert "أمر إيقاف" not in words(answer)
    resume_printout(printout=last_day, reason="رُفع الإيقاف", by=office.head)
    assert find_by_code(last_day.code).standing == Standing.VALID
    acts = ChainEntry.objects.filter(municipality=office.body).order_by("sequence").values_list("action", flat=True)
    assert list(acts)[-2:] == ["suspend printout", "resume printout"]


def test_a_suspension_is_said_once_with_a_reason_and_not_of_what_has_ended(filed, office):
    with pytest.raises(ReasonMissing):
        suspend_printout(printout=filed, reason=" ", by=None)
    with pytest.raises(NotSuspended):
        resume_printout(printout=filed, reason="لا شيء", by=None)
    suspend_printout(printout=filed, reason="إيقاف", by=None)
    with pytest.raises(NotSuspended):
        suspend_printout(printout=filed, reason="إيقاف", by=None)
    revoke_printout(printout=filed, reason="إلغاء", by=None)
    assert find_by_code(filed.code).standing == Standing.REVOKED
    with pytest.raises(NotInForce):
        resume_printout(printout=filed, reason="رفع", by=None)


@pytest.mark.parametrize(
    "change", [{"valid_until": "2099-01-01"}, {"seal_level": "B-LT"}, {"seal_certificate": "0" * 64}]
)
def test_term_and_seal_of_what_was_handed_out_stay(filed, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        Printout.objects.filter(pk=filed.pk).update(**change)


def test_the_database_refuses_a_suspension_of_what_has_ended(filed):
    revoke_printout(printout=filed, reason="إلغاء", by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Printout.objects.filter(pk=filed.pk).update(suspended_since=timezone.now())


# --- a file that came back


def test_our_own_file_is_known_by_its_bytes_and_its_signature(filed):
    answer = send(printout_pdf(filed))
    markup, said = answer.content.decode(), words(answer)
    assert answer.status_code == 200
    assert 'data-verdict="valid"' in markup
    assert 'data-signature="valid"' in markup
    for expected in ("The signature is sound", "Seal of the office", "Office root", "B-B", filed.number, "سارية"):
        assert expected in said
    assert "record" not in said.lower().replace("recorded", "")
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_revoked_file_is_whole_and_no_longer_holds(filed, office):
    pdf = printout_pdf(filed)
    revoke_printout(printout=filed, reason="سبب داخلي", by=office.head)
    markup = send(pdf).content.decode()
    assert 'data-verdict="revoked"' in markup
    assert 'data-signature="valid"' in markup
    assert "سبب داخلي" not in markup


@pytest.mark.parametrize(
    ("change", "signature"), [(lambda pdf: pdf + b"\n", "altered"), (lambda pdf: b"%PDF-1.7\n", "unreadable")]
)
def test_a_changed_file_is_not_ours_in_both_languages(filed, change, signature):
    for language, sentence in (("en", "Not the file that was issued"), ("ar", "ليس الملف الصادر")):
        answer = send(change(printout_pdf(filed)), language)
        markup = answer.content.decode()
        assert 'data-verdict="foreign"' in markup
        assert f'data-signature="{signature}"' in markup
        assert sentence in words(answer)


def test_nothing_of_a_file_is_kept_and_an_act_of_the_visitor_is_counted(filed, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = Printout.objects.count()
    send(printout_pdf(filed))
    assert Printout.objects.count() == before
    assert list(tmp_path.rglob("*.pdf")) == []
    assert VisitorAct.objects.filter(act=web.CHECKS.act).count() == 1


def test_one_address_has_so_many_files_checked_and_no_more(db, monkeypatch):
    monkeypatch.setattr(web, "CHECKS", type(web.CHECKS)("check document", 1, timedelta(hours=1)))
    monkeypatch.setattr(web, "check_file", lambda data, trust, now: services.Report(verdict=Verdict.UNREADABLE))
    assert send(b"%PDF-1.7").status_code == 200
    refused = send(b"%PDF-1.7")
    assert refused.status_code == 429


def test_a_file_that_is_too_large_is_not_looked_at(db, monkeypatch):
    monkeypatch.setattr(web, "MOST_BYTES", 100)
    monkeypatch.setattr(web, "check_file", None)
    assert send(b"x" * 101).status_code == 413
    with pytest.raises(services.SignedFileTooLarge):
        check_file(b"x" * (MOST_BYTES + 1), trust=Trust(()), now=timezone.now())


def test_a_form_without_a_file_is_answered_at_the_form(db):
    answer = Client().post("/verify/file/")
    assert answer.status_code == 400
    assert Client().get("/verify/file/").headers["Location"] == "/verify/"


def test_only_so_many_files_are_checked_at_a_time(monkeypatch):
    class Full:
        def acquire(self, timeout):
            return False

    monkeypatch.setattr(services, "_places", Full())
    with pytest.raises(CheckingUnavailable):
        check_file(b"%PDF-1.7", trust=Trust(()), now=timezone.now())


def test_the_process_that_reads_files_can_reach_nothing(filed):
    report = check_file(printout_pdf(filed), trust=trusted(), now=timezone.now())
    assert report.confined["network"] == "seccomp"


def test_a_file_that_unfolds_to_more_than_is_given_ends_the_check_and_not_the_service():
    packed = zlib.compress(zlib.compress(b"\0" * (1 << 28), 9), 9)
    head = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 9/W[1 4 2]/Root 2 0 R/Filter[/FlateDecode/FlateDecode]/Length "
    data = head + b"%d" % len(packed) + b">>\nstream\n" + packed + b"\nendstream\nendobj\nstartxref\n9\n" + b"%%EOF"
    assert len(data) < 100_000
    assert check_file(data, trust=Trust(()), now=timezone.now()).verdict == Verdict.UNREADABLE


def test_a_code_that_leads_nowhere_finds_no_file_either(db):
    assert find_by_bytes("0" * 64) is None


# --- without a database


def test_the_command_answers_without_a_database(filed, tmp_path, seal):
    path = tmp_path / "document.pdf"
    path.write_bytes(printout_pdf(filed))
    (tmp_path / "changed.pdf").write_bytes(printout_pdf(filed) + b"\n")
    nowhere = "postgis://nobody:nothing@127.0.0.1:9/none"
    environment = {
        **os.environ, "APP_DATABASE_URL": nowhere, "TILES_DATABASE_URL": nowhere, "OWNER_DATABASE_URL": nowhere,
        "DJANGO_SETTINGS_MODULE": "geo.settings.dev",
    }  # fmt: skip
    root = Path(__file__).resolve().parents[3]
    for name, code, sentence in (("document", 0, "The signature is sound"), ("changed", 10, "was changed")):
        asked = [sys.executable, "manage.py", "verify_pdf", f"{tmp_path / name}.pdf", "--trust", f"{tmp_path}/root.pem"]
        done = subprocess.run(asked, cwd=root, env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode, sentence in done.stdout) == (code, True), done.stderr


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0), (["--at", (NOW + 999 * DAY).isoformat()], 13), (["--at", (NOW - DAY / 2).isoformat()], 14),
        (["--trust", "STRANGER"], 12), (["--crl", "REVOKED"], 13),
    ],
)  # fmt: skip
def test_each_answer_of_the_command_has_a_code_of_its_own(filed, seal, tmp_path, options, code, settings):
    path = tmp_path / "document.pdf"
    path.write_bytes(printout_pdf(filed))
    (tmp_path / "STRANGER").write_bytes(Pki("Stranger").root.pem)
    own = x509.load_pem_x509_certificate(Path(settings.SIGNING_CERTIFICATE).read_bytes())
    (tmp_path / "REVOKED").write_bytes(seal.crl([type(seal.root)(own, None)]))
    told = StringIO()
    arguments = [str(tmp_path / option) if option.isalpha() else option for option in options]
    if code == 0:
        call_command("verify_pdf", str(path), *arguments, stdout=told)
        assert "PAdES B-B" in told.getvalue()
        return
    with pytest.raises(SystemExit) as ended:
        call_command("verify_pdf", str(path), *arguments, stdout=told)
    assert ended.value.code == code


def test_a_missing_file_or_a_moment_without_zone_is_said(filed, tmp_path):
    for arguments in ([str(tmp_path / "none.pdf")], [__file__, "--at", "2026-11-22T10:00"]):
        with pytest.raises(CommandError):
            call_command("verify_pdf", *arguments)


# --- the demo authority


def test_the_demo_authority_is_made_once_and_its_keys_are_the_owners_alone(tmp_path):
    folder = tmp_path / "authority"
    assert authority.ensure(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(before) == {authority.AUTHORITY, authority.AUTHORITY_KEY, authority.SEAL, authority.SEAL_KEY}
    assert not authority.ensure(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in (authority.AUTHORITY_KEY, authority.SEAL_KEY):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_one_that_was_left_half_made_is_made_anew_whole(tmp_path):
    authority.ensure(tmp_path)
    (tmp_path / authority.SEAL).unlink()
    assert authority.ensure(tmp_path)
    root, own = (
        x509.load_pem_x509_certificate((tmp_path / name).read_bytes()) for name in (authority.AUTHORITY, authority.SEAL)
    )
    own.verify_directly_issued_by(root)
