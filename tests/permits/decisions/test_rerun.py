"""A decision taken again has the same hash, whatever became of land, law and tariffs; what was touched is found."""

import dataclasses
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
import shapely
from django.core.management import CommandError, call_command
from django.utils import timezone

from geo.documents.models import Document
from geo.municipalities.scope import act_as, territory
from geo.spatial_rules.models import ReferenceValue
from geo.spatial_rules.rule import Answer, Finding
from parcels.plans.enums import MaskKind
from permits.applications.kinds.kind import kinds
from permits.applications.spatial_rules.parcel_vacant import ParcelVacant
from permits.decisions.errors import FormerRuleMissing
from permits.payments.models import Tariff
from tests.factories.cases import build, on_ground, open_thread, restrict
from tests.permits.decisions.conftest import again, forged, record_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_decision_taken_again_has_the_same_hash(paid):
    done = again(paid)
    assert (done.same, done.differences) == (True, ())
    assert done.sha256 == done.record.sha256


def test_nor_is_it_otherwise_after_the_land_was_built_on_and_restricted(paid):
    plot = on_ground(shapely.box(0, 0, 20, 20), paid.office)
    build(paid.office, plot)
    restrict(paid.office, plot, MaskKind.FLOOD)
    assert again(paid).same


def test_nor_after_the_land_was_surveyed_anew(paid, admin_url):
    """The version that was judged is closed and stays; a decision names it and not the parcel of today."""
    version = record_of(paid).told["land"]["version"]
    forged(
        admin_url,
        "UPDATE register_boundaryversion SET valid = tstzrange(lower(valid), now()) WHERE id = %s",
        version,
    )
    assert again(paid).same


def test_nor_after_tariffs_and_terms_changed(paid):
    tomorrow = timezone.localdate() + timedelta(days=1)
    for tariff in Tariff.objects.all():
        tariff.valid_to = timezone.localdate()
        tariff.save(update_fields=["valid_to"])
        row = {name: getattr(tariff, name) for name in ("code", "name_ar", "name_en", "category", "unit", "cites")}
        Tariff.objects.create(**row, rate=tariff.rate * 3, valid_from=tomorrow, status="verified")
    ReferenceValue.objects.create(
        code="fencing_permit_validity", value=Decimal(9), unit="hijri year", valid_from=tomorrow, cites="t", status="t"
    )
    # and one that is recorded today for a day of the past: it was not known then
    Tariff.objects.create(
        code="fencing_length", name_ar="رسم", name_en="fee", category=1, rate=Decimal(7), unit="m", cites="late",
        valid_from=timezone.localdate(), status="verified",
    )  # fmt: skip
    done = again(paid)
    assert (done.same, done.differences) == (True, ())


@pytest.mark.parametrize(
    ("statement", "path"),
    [
        ("UPDATE payments_feeline SET rate = rate + 1, amount = amount + 1 WHERE code = 'fencing_licence'", None),
        ("UPDATE payments_fee SET amount = amount + 1", "fee.billed"),
        ("UPDATE payments_tariff SET rate = rate + 1 WHERE code = 'fencing_licence'", "fee.amount"),
        ("UPDATE cases_caseevent SET taken_by_id = 1 WHERE transition = 'approve'", "signers.2.by"),
        ("UPDATE applications_permitapplication SET details = details || '{\"length_m\": 1}'", "asked"),
        ("UPDATE applications_permitapplication SET works = ST_Translate(works, 0.001, 0)", "works"),
        ("UPDATE register_boundaryversion SET geom = ST_Translate(geom, 0.001, 0)", "land.outline"),
    ],
)  # fmt: skip
def test_what_was_changed_behind_the_register_is_named(paid, admin_url, statement, path):
    forged(admin_url, statement)
    done = again(paid)
    assert done.same is (path is None)  # the lines are written for readers; the fee is computed from the tariffs
    assert path is None or path in [each.path for each in done.differences]


def test_one_changed_byte_of_the_record_itself_is_found(paid, admin_url):
    """The hash beside it was forged too; the chain holds the true one."""
    changed = "overlay(body PLACING '9'::bytea FROM octet_length(body) - 3)"
    forged(
        admin_url,
        f"UPDATE decisions_decisionrecord SET body = {changed}, sha256 = encode(sha256({changed}), 'hex')"
        " WHERE number <> ''",
    )
    done = again(paid)
    assert not done.sealed and not done.same


def test_a_paper_of_the_application_is_held_against_its_hash(ground, admin_url):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    with territory([ground.west.body.pk]):
        act_as(ground.west.engineer.pk)
        Document.objects.create(
            municipality=ground.west.body, subject=f"applications.permitapplication:{thread.case.pk}", kind="other",
            title="صك", name="deed.pdf", media_type="application/pdf", size=3, content=b"abc", filed_by=thread.citizen,
            sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        )  # fmt: skip
    thread.take("approve")
    assert len(record_of(thread).told["papers"]) == 1
    assert again(thread).same
    # the hash beside it was forged too
    forged(admin_url, "UPDATE documents_document SET content = 'abd', sha256 = encode(sha256('abd'), 'hex')")
    assert [each.path for each in again(thread).differences] == ["papers.0.sha256"]


class SecondVersion(ParcelVacant):
    """The same law as it is read from some day on: its judgement is another."""

    version = 2

    def judge(self, facts):
        return Finding(answer=Answer.NO, message="")


def with_rules(monkeypatch, *, former):
    """Let the kind judge by a second version of a rule from now on."""
    kind = kinds["fencing"]
    rules = tuple(SecondVersion() if rule.code == "parcel_vacant" else rule for rule in kind.rules)
    changed = dataclasses.replace(kind, rules=rules, former=former)
    monkeypatch.setitem(kinds._entries, "fencing", changed)


def test_a_decision_is_judged_by_the_rules_of_its_time(paid, monkeypatch):
    with_rules(monkeypatch, former=(ParcelVacant(),))
    assert again(paid).same


def test_a_rule_that_was_changed_without_keeping_what_it_was_is_not_passed_over(paid, monkeypatch):
    with_rules(monkeypatch, former=())
    with pytest.raises(FormerRuleMissing):
        again(paid)


def test_a_rule_that_judges_otherwise_under_its_old_version_is_found(paid, monkeypatch):
    monkeypatch.setattr(ParcelVacant, "judge", lambda self, facts: Finding(answer=Answer.NO, message=""))
    done = again(paid)
    assert not done.same
    assert "rules.2.answer" in [each.path for each in done.differences]


def test_the_command_says_both_hashes_and_ends_well(paid):
    said = StringIO()
    call_command("rerun_decision", paid.permit().number, stdout=said)
    assert said.getvalue().count(record_of(paid).sha256) == 2


def test_the_command_says_what_differs_and_fails(paid, admin_url):
    forged(admin_url, "UPDATE payments_fee SET amount = amount + 1")
    said = StringIO()
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("rerun_decision", paid.permit().number, stdout=said)
    assert 'fee.billed: "130.40" would be "131.40"' in said.getvalue()


def test_a_sample_of_all_decisions_is_taken_again(paid):
    said = StringIO()
    call_command("rerun_decision", "--sample", "50", stdout=said)
    assert "2 decisions, 2 with equal hashes" in said.getvalue()


def test_a_number_that_was_never_given_is_said_so(paid):
    with pytest.raises(CommandError):
        call_command("rerun_decision", "5011/1448/4/99999", stdout=StringIO())
