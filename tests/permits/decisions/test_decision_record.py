"""What a decision stood on is kept with it, sealed in the office's chain, and can be changed by nobody."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from geo.municipalities.scope import territory
from geo.series.models import ChainEntry
from geo.spatial_rules.facts import canonical
from permits.applications.issuing import issue_permit
from permits.applications.models import Permit, PermitApplication
from permits.decisions.models import DecisionRecord
from tests.factories.cases import canaries_in, open_thread
from tests.permits.decisions.conftest import record_of

MAKE_UP = """
INSERT INTO decisions_decisionrecord (case_id, municipality_id, act, number, decided_at, body, sha256, chain_hash)
SELECT case_id, municipality_id, act,
"""


def test_a_permit_has_a_record_of_all_that_it_stands_on(paid):
    told, permit = record_of(paid).told, paid.permit()
    with territory([paid.office.body.pk]):
        application = PermitApplication.objects.get(pk=paid.case.pk)
        acts = [(each["step"], each["by"]) for each in told["signers"]]
    assert record_of(paid).number == permit.number
    assert [each["rule"] for each in told["rules"]] == [
        "parcel_in_force", "no_other_case", "parcel_vacant", "fence_on_boundary", "clear_of_masks",
    ]  # fmt: skip
    assert {each["version"] for each in told["rules"]} == {1}
    assert all(each["facts"] for each in told["rules"])
    assert told["land"]["version"] == application.version_id and told["land"]["code"] == paid.parcel.code
    assert (told["fee"]["amount"], told["fee"]["billed"]) == ("130.40", "130.40")
    assert [line["code"] for line in told["fee"]["lines"]] == ["fencing_licence", "fencing_length"]
    assert [name for name, _who in acts] == ["submit", "recommend", "approve", "pay"]
    assert dict(acts)["approve"] == paid.office.head.pk and dict(acts)["submit"] == paid.citizen.pk
    assert (told["term"]["from"], told["term"]["to"]) == (permit.issued_on.isoformat(), permit.expires_on.isoformat())


def test_the_hash_of_the_record_stands_in_the_entry_of_the_chain_that_is_printed_on_the_permit(paid):
    record, permit = record_of(paid), paid.permit()
    with territory([paid.office.body.pk]):
        entry = ChainEntry.objects.get(action="issue permit fencing")
    assert entry.payload["decision"] == record.sha256 == hashlib.sha256(bytes(record.body)).hexdigest()
    assert entry.hash == record.chain_hash == permit.chain_hash
    assert bytes(record.body) == canonical(record.told)


def test_the_record_names_no_person_but_accounts(paid):
    body = bytes(record_of(paid).body).decode()
    assert not canaries_in(body)


def test_an_approval_that_waits_for_its_payment_has_a_record_of_its_own(paid):
    told = record_of(paid, "approve").told
    assert [each["step"] for each in told["signers"]] == ["submit", "recommend", "approve"]
    assert told["term"] is None
    assert told["fee"]["amount"] == "130.40"


def test_a_refusal_has_one_too_and_gives_out_no_number(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit",))
    thread.take("reject", note="لا يستوفي")
    record = record_of(thread, "reject")
    assert (record.number, record.told["fee"]) == ("", None)
    assert [each["step"] for each in record.told["signers"]] == ["submit", "reject"]


def test_what_is_approved_and_issued_in_one_step_is_one_decision(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"))
    with territory([ground.west.body.pk]):
        assert [record.act for record in DecisionRecord.objects.filter(case=thread.case)] == ["issue"]


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        ("UPDATE decisions_decisionrecord SET number = 'x'", "42501"),
        ("DELETE FROM decisions_decisionrecord", "42501"),
        (
            f"{MAKE_UP} '', now(), body, sha256, chain_hash FROM decisions_decisionrecord LIMIT 1",
            "MK060",
        ),
        (
            f"{MAKE_UP} '', now(), 'x', encode(sha256('x'), 'hex'), h.hash"
            " FROM decisions_decisionrecord JOIN series_chainhead h USING (municipality_id) LIMIT 1",
            "MK060",
        ),
    ],
)
def test_the_application_itself_can_neither_change_nor_make_up_a_record(paid, statement, refused):
    with (
        territory([paid.office.body.pk]),
        pytest.raises(DatabaseError) as error,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert error.value.__cause__.sqlstate == refused


def test_what_is_rolled_back_leaves_neither_number_nor_record(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=("submit", "recommend"))
    with territory([ground.west.body.pk]):
        application = PermitApplication.objects.get(pk=thread.case.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            issue_permit(application=application, approved_by=ground.west.head)
        assert not DecisionRecord.objects.exists() and not Permit.objects.exists()
