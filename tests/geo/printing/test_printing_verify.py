"""The verification page: what it says, in both languages, to whom, and what it never gives away."""

import re

import pytest
from django.test import Client

from geo.municipalities.scope import territory
from geo.printing.codes import new_code
from geo.printing.enums import FactForm
from geo.printing.facts import PublicFact
from geo.printing.services import Draft, file_printout, revoke_printout, verify_url

ATTACK = '<script>alert("x")</script>'


@pytest.fixture
def filed(places):
    office = places.west
    draft = Draft(
        kind="certificate", title=f"شهادة {ATTACK}", language="ar", number="1448/5011/000001",
        municipality=office.body, record_type="tests.record", record_id="record-7",
        template="printing/base_print.html",
        facts=(
            PublicFact(label="المساحة", label_en="Area", value="535.50", form=FactForm.AREA),
            PublicFact(label="ينتهي في", label_en="Expires on", value="2027-11-10", form=FactForm.DATE),
            PublicFact(label="ملاحظة", label_en="Note", value=ATTACK),
        ),
    )  # fmt: skip
    with territory([office.body.pk]):
        return file_printout(draft=draft, by=office.head)


def page(path, language="ar"):
    """Return a visitor's answer: signed in nowhere, in a language."""
    return Client(headers={"cookie": f"language={language}"}).get(path, follow=True)


def text(response):
    """Return the page's words without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_valid_document_is_told_to_anybody_in_both_languages(filed):
    answer = page(f"/verify/{filed.code}/")
    assert answer.status_code == 200
    assert 'data-verdict="valid"' in answer.content.decode()
    words = text(answer)
    for expected in ("سارية", "Valid: this document was issued", "٥٣٥٫٥٠", "1448/5011/000001", "الغربية"):
        assert expected in words
    assert "١١ جمادى الآخرة ١٤٤٩هـ الموافق ١٠ نوفمبر ٢٠٢٧م" in words
    assert filed.sha256 in words


def test_the_english_page_uses_english_labels_and_digits(filed):
    words = text(page(f"/verify/{filed.code}/", "en"))
    for expected in ("Expires on", "535.50", "1449 AH corresponding to 10 November 2027", "سارية"):
        assert expected in words


def test_a_revoked_document_says_so_but_not_why(filed, places):
    with territory([places.west.body.pk]):
        revoke_printout(printout=filed, reason="سبب داخلي", by=places.west.head)
    answer = page(f"/verify/{filed.code}/")
    words = text(answer)
    assert 'data-verdict="revoked"' in answer.content.decode()
    assert "ملغاة" in words
    assert "Revoked: this document was issued, and it no longer holds." in words
    assert "سبب داخلي" not in words
    assert "Valid:" not in words


def test_a_replaced_document_says_so_without_the_code_of_the_new_one(filed, places):
    office = places.west
    with territory([office.body.pk]):
        newer = file_printout(
            draft=Draft(
                kind=filed.kind, title="أحدث", language="ar", number="2", municipality=office.body,
                record_type=filed.record_type, record_id=filed.record_id, template="printing/base_print.html",
            ),
            by=None, replaces=filed,
        )  # fmt: skip
    answer = page(f"/verify/{filed.code}/")
    assert 'data-verdict="replaced"' in answer.content.decode()
    assert "Replaced:" in text(answer)
    assert newer.code not in answer.content.decode()


@pytest.mark.parametrize("code", ["0" * 26, "nonsense", "a/b/c", "%3Cscript%3E", "٠" * 26])
def test_unknown_and_impossible_codes_get_the_same_answer(code, filed):
    unknown, asked = page(f"/verify/{new_code()}/"), page(f"/verify/{code}/")
    assert unknown.status_code == asked.status_code == 404
    assert 'data-verdict="unknown"' in asked.content.decode()
    assert "Not found: no document with this code was issued here." in text(asked)
    assert text(unknown) == text(asked)


def test_the_code_may_be_typed_as_it_is_read(filed):
    printed = filed.grouped_code
    for typed in (printed, printed.lower(), printed.replace("/", " "), printed.replace("0", "O")):
        answer = Client().get("/verify/", {"code": typed}, follow=True)
        assert answer.redirect_chain[-1][0] == f"/verify/{filed.code}/"
        assert answer.status_code == 200
    assert page(f"/verify/{printed}/").status_code == 200


def test_a_text_that_is_no_code_is_answered_at_the_form():
    answer = page("/verify/?code=12")
    assert answer.status_code == 400
    assert "٢٦ حرف" in text(answer)
    assert page("/verify/").status_code == 200


def test_what_was_entered_is_shown_as_text(filed):
    markup = page(f"/verify/{filed.code}/").content.decode()
    assert ATTACK not in markup
    assert "&lt;script&gt;alert" in markup
    assert ATTACK not in page(f"/verify/?code={ATTACK}").content.decode()


def test_record_and_pdf_stay_inside(filed):
    markup = page(f"/verify/{filed.code}/").content.decode()
    assert "record-7" not in markup
    assert str(filed.pk) not in markup
    assert "%PDF" not in markup


def test_no_search_engine_cache_or_next_site_learns_the_code(filed):
    for path in ("/verify/", f"/verify/{filed.code}/", f"/verify/{new_code()}/"):
        answer = page(path)
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_hash_is_there_without_a_script_and_nothing_is_inline(filed):
    markup = page(f"/verify/{filed.code}/").content.decode()
    assert markup.count(filed.sha256) >= 2
    assert "printing/verify.js" in markup
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=|https?://(?!testserver)", _own(markup))


def _own(markup):
    """Return the part of the page that this slice writes."""
    return markup[markup.index("<h1") : markup.index("</form>", markup.index("<h1"))]


def test_writing_to_the_page_is_refused(filed):
    assert Client().post(f"/verify/{filed.code}/").status_code == 405


def test_the_qr_leads_to_the_page_of_this_installation(filed, settings):
    settings.BASE_URL = "https://land.example/"
    assert verify_url(filed.code) == f"https://land.example/verify/{filed.code}/"
