"""The register of printed documents: filed once, never changed, ended openly, read by territory."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from geo.errors import InvalidInput
from geo.municipalities.scope import territory
from geo.printing.codes import new_code
from geo.printing.enums import FactForm, Standing
from geo.printing.errors import AlreadyInForce, NotInForce, ReasonMissing
from geo.printing.facts import PublicFact, from_json, to_json
from geo.printing.models import Printout
from geo.printing.selectors import authority_lines, find_by_code, printout_in_force, printout_pdf
from geo.printing.services import Draft, file_printout, revoke_printout
from geo.series.errors import OutsideTerritory
from geo.series.models import ChainEntry
from tests.geo.printing.picture import squeezed, words_of

FACTS = (
    PublicFact(label="المساحة", label_en="Area", value="535.50", form=FactForm.AREA),
    PublicFact(label="ينتهي في", label_en="Expires on", value="2027-11-10", form=FactForm.DATE),
    PublicFact(label="النوع", label_en="Kind", value="تسوير", value_en="Fencing"),
)


@pytest.fixture
def office(places):
    """The western office, in whose territory the test runs."""
    with territory([places.west.body.pk]):
        yield places.west


def draft(office, **changes):
    """Return a small document about a made-up record."""
    return Draft(
        **{
            "kind": "certificate", "title": "شهادة اختبار", "language": "ar", "number": "1448/5011/000001",
            "municipality": office.body, "record_type": "tests.record", "record_id": "1",
            "template": "printing/base_print.html", "facts": FACTS, **changes,
        }
    )  # fmt: skip


@pytest.fixture
def filed(office):
    return file_printout(draft=draft(office), by=office.head)


def test_a_filed_document_is_kept_byte_for_byte_under_its_hash(filed):
    pdf = printout_pdf(filed)
    assert hashlib.sha256(pdf).hexdigest() == filed.sha256
    words = words_of(pdf)
    assert squeezed("شهادة اختبار") in words
    assert filed.grouped_code in words
    assert squeezed("بلدية الاختبار") in words


def test_filing_is_sealed_in_the_offices_chain(filed, office):
    entry = ChainEntry.objects.filter(municipality=office.body).latest("sequence")
    assert entry.action == "file printout"
    assert entry.subject == f"printing.printout:{filed.pk}"
    assert entry.payload["sha256"] == filed.sha256
    assert entry.actor_id == office.head.pk


def test_the_moment_of_issue_is_the_one_that_is_printed(office):
    moment = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)  # the 22nd in Riyadh
    filed = file_printout(draft=draft(office), by=None, issued_at=moment)
    assert filed.issued_at == moment
    assert squeezed("٢٢ نوفمبر ٢٠٢٦م") in words_of(printout_pdf(filed))


def test_a_record_has_one_document_of_a_kind_in_force(filed, office):
    with pytest.raises(AlreadyInForce):
        file_printout(draft=draft(office), by=None)
    other = file_printout(draft=draft(office, kind="sketch"), by=None)
    english = file_printout(draft=draft(office, language="en"), by=None)
    assert len({filed.code, other.code, english.code}) == 3


def test_a_new_document_takes_the_place_of_the_old_one(filed, office):
    newer = file_printout(draft=draft(office), by=None, replaces=filed)
    with connection.cursor() as cursor:  # the deferred key is checked here, not at the end of the test
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    about = {"record_type": "tests.record", "record_id": "1", "kind": "certificate", "language": "ar"}
    assert printout_in_force(**about) == newer
    assert find_by_code(filed.code).standing == Standing.REPLACED
    assert find_by_code(filed.code).replaced_at == newer.issued_at
    assert find_by_code(newer.code).standing == Standing.VALID


def test_what_is_not_in_force_cannot_be_replaced_or_revoked_again(filed, office):
    revoke_printout(printout=filed, reason="طلب المالك", by=office.head)
    with pytest.raises(NotInForce):
        revoke_printout(printout=filed, reason="مرة أخرى", by=office.head)
    with pytest.raises(NotInForce):
        file_printout(draft=draft(office), by=None, replaces=filed)
    assert Printout.objects.count() == 1


def test_a_revoked_document_says_so_and_leaves_room_for_another(filed, office):
    revoked = revoke_printout(printout=filed, reason="طلب المالك", by=office.head)
    assert revoked.revoked_reason == "طلب المالك"
    found = find_by_code(filed.code)
    assert found.standing == Standing.REVOKED
    assert found.revoked_at == revoked.revoked_at
    assert ChainEntry.objects.filter(action="revoke printout").get().payload == {"reason": "طلب المالك"}
    file_printout(draft=draft(office), by=None)


@pytest.mark.parametrize("reason", ["", "   "])
def test_revoking_needs_a_reason(reason, filed, office):
    with pytest.raises(ReasonMissing):
        revoke_printout(printout=filed, reason=reason, by=office.head)
    assert find_by_code(filed.code).standing == Standing.VALID


def test_a_document_that_cannot_be_filed_leaves_the_old_one_in_force(filed, office):
    with pytest.raises(DatabaseError):
        file_printout(draft=draft(office, number="1" * 61), by=None, replaces=filed)
    filed.refresh_from_db(fields=["superseded_by"])
    assert filed.superseded_by is None


@pytest.mark.parametrize(
    "change",
    [
        {"number": "2"}, {"title": "x"}, {"public_facts": []}, {"sha256": "0" * 64}, {"code": "0" * 26},
        {"record_id": "2"}, {"issued_at": timezone.now()}, {"pdf": b"%PDF"},
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_what_was_printed(change, filed):
    with pytest.raises(DatabaseError), transaction.atomic():
        Printout.objects.filter(pk=filed.pk).update(**change)


def test_the_database_refuses_to_delete_a_document_or_to_take_back_its_end(filed, office):
    with pytest.raises(DatabaseError), transaction.atomic():
        filed.delete()
    revoke_printout(printout=filed, reason="طلب المالك", by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Printout.objects.filter(pk=filed.pk).update(revoked_at=None, revoked_reason="")


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("sha256", "0" * 64, "printout_hash_of_pdf"),
        ("code", "I" * 26, "printout_code_form"),
        ("revoked_reason", "بلا تاريخ", "printout_revoked_with_reason"),
    ],
)
def test_the_database_refuses_an_entry_that_contradicts_itself(field, value, constraint, office):
    pdf = b"%PDF-1.7"
    entry = {
        "municipality": office.body, "kind": "k", "title": "t", "language": "ar", "number": "1", "pdf": pdf,
        "record_type": "tests.record", "record_id": "9", "code": new_code(),
        "sha256": hashlib.sha256(pdf).hexdigest(),
    }  # fmt: skip
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Printout.objects.create(**{**entry, field: value})
    assert Printout.objects.create(**entry).pk


def test_another_territory_sees_no_document_but_anybody_finds_it_by_its_code(filed, places):
    with territory([places.east.body.pk]):
        assert not Printout.objects.exists()
        assert find_by_code(filed.code).number == "1448/5011/000001"
    with territory([]):
        assert find_by_code(filed.grouped_code.lower()).municipality == places.west.body


def test_an_office_outside_the_territory_cannot_be_printed_for(office, places):
    with pytest.raises(OutsideTerritory):
        file_printout(draft=draft(places.east), by=None)


def test_what_the_public_may_know_holds_no_pdf_no_record_and_no_reason(filed):
    revoke_printout(printout=filed, reason="سر المكتب", by=None)
    found = find_by_code(filed.code)
    assert not {"pdf", "record_type", "record_id", "revoked_reason", "id"} & set(found.__dataclass_fields__)
    assert "سر المكتب" not in repr(found)


@pytest.mark.parametrize("code", ["", "0" * 26, "nonsense", "' OR 1=1 --", "\u0660" * 26, "x" * 5000])
def test_an_unknown_code_finds_nothing(code, filed):
    assert find_by_code(code) is None


def test_known_and_unknown_and_impossible_codes_ask_the_same_of_the_database(django_assert_num_queries, filed):
    for code in ("nonsense", "0" * 26):
        with django_assert_num_queries(1):
            find_by_code(code)


def test_facts_come_back_as_they_were_filed(filed):
    assert find_by_code(filed.code).facts == FACTS
    assert from_json(to_json(FACTS)) == FACTS
    assert FACTS[2].value_in("en") == "Fencing"
    assert FACTS[2].value_in("ar") == "تسوير"


@pytest.mark.parametrize(
    "fact",
    [
        {"value": ""}, {"label": ""}, {"label_en": ""}, {"value": "21/11", "form": FactForm.DATE},
        {"value": "wide", "form": FactForm.AREA},
    ],
)  # fmt: skip
def test_a_fact_that_cannot_be_shown_is_refused_before_it_is_filed(fact):
    with pytest.raises(InvalidInput):
        PublicFact(**{"label": "ت", "label_en": "t", "value": "v", **fact})


def test_the_letterhead_goes_from_the_kingdom_down_to_the_office(places):
    assert authority_lines(places.west.body, "ar") == (
        "المملكة العربية السعودية", "أمانة الاختبار", "بلدية الاختبار", "الغربية"
    )  # fmt: skip
    assert authority_lines(places.west.body, "en")[0] == "Kingdom of Saudi Arabia"
