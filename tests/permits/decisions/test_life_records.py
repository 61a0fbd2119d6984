"""Revocation, transfer and the occupancy certificate are decisions: recorded, and taken again with the same hash."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from geo.municipalities.scope import act_as, territory
from permits.applications.applicant import Applicant
from permits.applications.enums import Stage
from permits.applications.life import Transfer, ask_for, issue_occupancy
from permits.applications.life_guards import permit_of
from permits.cases.flow import flows
from permits.cases.models import Case
from tests.factories.cases import inspect
from tests.permits.decisions.conftest import again, forged, record_of

pytestmark = pytest.mark.django_db(transaction=True)

OWNER = Applicant(name="سعد بن محمد الدوسري", identifier="1000000020", mobile="0500000020")


def transferred(thread):
    with territory([thread.office.body.pk]):
        act_as(thread.office.engineer.pk)
        wish = Transfer(owner=OWNER, deed_number="312345678901")
        ask_for(case=Case.objects.get(pk=thread.case.pk), wish=wish, by=thread.office.engineer)
    thread.take("transfer")


def occupied(thread):
    for name in ("start", "request_completion"):
        thread.take(name)
    inspect(thread, Stage.COMPLETION)
    with territory([thread.office.body.pk]):
        act_as(thread.office.head.pk)
        return issue_occupancy(permit=permit_of(Case.objects.get(pk=thread.case.pk)), by=thread.office.head)


def test_a_revocation_is_taken_again_with_the_same_hash_and_names_its_reason(paid, admin_url):
    paid.take("revoke", note="بيانات غير صحيحة")
    assert again(paid, "revoke").same
    assert record_of(paid, "revoke").told["life"]["reason"] == "بيانات غير صحيحة"
    forged(admin_url, "UPDATE applications_permit SET revoked_reason = 'x'")
    done = again(paid, "revoke")
    assert not done.same
    assert [each.path for each in done.differences] == ["life.reason"]


def test_a_transfer_is_taken_again_and_keeps_no_name(paid, admin_url):
    transferred(paid)
    assert again(paid, "transfer").same
    body = bytes(record_of(paid, "transfer").body).decode()
    assert OWNER.name not in body
    assert OWNER.identifier not in body
    forged(admin_url, "UPDATE applications_permitedition SET holder_name = 'غيره'")
    assert [each.path for each in again(paid, "transfer").differences] == ["life.holder_name"]


def test_an_occupancy_certificate_is_found_by_its_number_and_stands_on_its_inspections(paid, admin_url, capsys):
    made = occupied(paid)
    record = record_of(paid, "finish")
    assert record.number == made.number
    assert record.chain_hash == made.chain_hash
    assert [each["stage"] for each in record.told["life"]["inspections"]] == ["completion"]
    call_command("rerun_decision", made.number)
    assert "NOT in" not in capsys.readouterr().out
    forged(admin_url, "UPDATE applications_inspection SET passed = false")
    assert [each.path for each in again(paid, "finish").differences] == ["life.inspections.0.passed"]


def test_the_page_of_decisions_shows_them_by_their_steps(client, paid):
    transferred(paid)
    client.force_login(paid.office.head)
    page = client.get(reverse("decisions:of_case", args=[paid.case.pk]))
    told = [each["title"] for each in page.context["decisions"]]
    assert told[-1] == flows["fencing"].step("transfer").label
