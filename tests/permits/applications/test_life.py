"""The life of a permit after it is issued: works, inspection, suspension, orders, renewal, transfer, the end."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from geo.accounts.services import system_account
from geo.municipalities.scope import act_as, territory
from geo.printing.enums import Standing
from geo.printing.selectors import find_by_code
from permits.applications import life_guards
from permits.applications.applicant import Applicant
from permits.applications.enums import PermitStatus, Stage
from permits.applications.errors import EditionRefused, NothingAsked, NotInspected, TermNotOver
from permits.applications.life import Renewal, Transfer, ask_for, new_edition
from permits.applications.models import Permit, PermitEdition, PublishedPermit
from permits.applications.selectors import holder_of
from permits.applications.services import expire_due_permits
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case, Claim
from permits.cases.stopping import stoppables
from tests.factories.cases import inspect, inspector_of, open_thread

ISSUED = ("submit", "recommend", "approve")
pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(ground):
    return open_thread(ground.west, ground.citizen, up_to=ISSUED)


def now(thread):
    with territory([thread.office.body.pk]):
        return Case.objects.get(pk=thread.case.pk)


def public(thread):
    return PublishedPermit.objects.get(number=thread.permit().number)


def verdict(thread):
    return find_by_code(thread.permit().printout.code).standing


def ask(thread, wish, by):
    with territory([thread.office.body.pk]):
        act_as(by.pk)
        return ask_for(case=now(thread), wish=wish, by=by)


def holds_land(thread):
    with territory([thread.office.body.pk]):
        return Claim.objects.filter(case=thread.case, released_at=None).exists()


def test_works_are_begun_finished_inspected_and_closed(thread):
    for name in ("start", "request_completion"):
        thread.take(name)
    with pytest.raises(NotInspected):
        thread.take("finish", inspector_of(thread.office))
    inspect(thread, Stage.COMPLETION)
    assert thread.take("finish", inspector_of(thread.office)).state == "closed"
    assert public(thread).status == PermitStatus.COMPLETED
    assert not holds_land(thread)


def test_an_inspection_that_failed_does_not_close_and_the_works_go_back_to_the_site(thread):
    for name in ("start", "request_completion"):
        thread.take(name)
    inspect(thread, Stage.COMPLETION, passed=False)
    with pytest.raises(NotInspected):
        thread.take("finish", inspector_of(thread.office))
    assert thread.take("reopen_works", inspector_of(thread.office), note="جزء مائل").state == "started"
    thread.take("request_completion")
    with pytest.raises(NotInspected):  # what was found before counts no more
        thread.take("finish", inspector_of(thread.office))


def test_nobody_but_an_inspector_of_the_office_inspects(thread):
    for name in ("start", "request_completion"):
        thread.take(name)
    with pytest.raises(StepNotAllowed):
        thread.take("finish", thread.office.engineer)
    with pytest.raises(StepNotPossible):
        inspect(thread, Stage.FOUNDATION)  # a fence has no stages on the way


def test_a_suspended_permit_says_so_everywhere_until_the_suspension_is_lifted(thread):
    thread.take("start")
    thread.take("suspend", note="شكوى من الجار")
    assert (public(thread).status, verdict(thread)) == (PermitStatus.SUSPENDED, Standing.SUSPENDED)
    with pytest.raises(StepNotPossible):
        thread.take("resume", note="زال السبب")  # the works had begun
    assert thread.take("resume_works", note="زال السبب").state == "started"
    assert (public(thread).status, verdict(thread)) == (PermitStatus.VALID, Standing.VALID)


def test_what_an_order_stopped_only_its_lifting_sets_free(thread):
    head = thread.office.head
    with territory([thread.office.body.pk]):
        act_as(head.pk)
        stoppables["fencing"].suspend(case=now(thread), by=head, reason="أمر إيقاف ١٢")
    assert public(thread).status == PermitStatus.SUSPENDED
    with pytest.raises(StepNotPossible):
        thread.take("resume", note="سبب")
    with territory([thread.office.body.pk]):
        act_as(head.pk)
        stoppables["fencing"].resume(case=now(thread), by=head, reason="رُفع الأمر")
    assert public(thread).status == PermitStatus.VALID
    assert now(thread).state == "issued"


def test_a_revoked_permit_is_over_and_lets_the_land_go(thread):
    thread.take("revoke", note="بيانات غير صحيحة")
    assert (public(thread).status, verdict(thread)) == (PermitStatus.REVOKED, Standing.REVOKED)
    assert not holds_land(thread)
    assert thread.permit().revoked_reason == "بيانات غير صحيحة"


def test_a_permit_expires_by_the_clock_and_not_before(thread, monkeypatch):
    last = thread.permit().expires_on
    assert expire_due_permits(today=last) == 0
    monkeypatch.setattr(life_guards.timezone, "localdate", lambda: last)
    with pytest.raises(TermNotOver):
        thread.take("expire", system_account())
    monkeypatch.setattr(life_guards.timezone, "localdate", lambda: last + timedelta(days=1))
    assert expire_due_permits(today=last + timedelta(days=1)) == 1
    assert now(thread).state == "expired"
    assert public(thread).status == PermitStatus.EXPIRED
    assert not holds_land(thread)


def test_a_renewed_permit_keeps_its_number_and_gets_a_new_term_and_paper(thread):
    before = thread.permit()
    with pytest.raises(NothingAsked):
        thread.take("grant_renewal")
    ask(thread, Renewal(), thread.citizen)
    assert thread.take("grant_renewal").state == "issued"  # nothing is due by the tests' tariffs
    after = thread.permit()
    assert after.number == before.number
    assert after.expires_on > before.expires_on
    assert public(thread).expires_on == after.expires_on
    assert after.printout != before.printout
    assert find_by_code(before.printout.code).standing == Standing.REPLACED
    with pytest.raises(NothingAsked):  # one wish, one term
        thread.take("grant_renewal")


def test_an_expired_permit_is_renewed_and_holds_its_land_again(thread, monkeypatch):
    last = thread.permit().expires_on
    monkeypatch.setattr(life_guards.timezone, "localdate", lambda: last + timedelta(days=1))
    expire_due_permits(today=last + timedelta(days=1))
    ask(thread, Renewal(), thread.citizen)
    assert thread.take("grant_renewal_expired").state == "issued"
    assert holds_land(thread)


def test_a_transferred_permit_names_the_new_owner_under_the_same_number_and_term(thread):
    before = thread.permit()
    owner = Applicant(name="سعد بن محمد الدوسري", identifier="1000000020", mobile="0500000020")
    ask(thread, Transfer(owner=owner, deed_number="٣١٢٣٤٥٦٧٨٩٠١"), thread.office.engineer)
    thread.take("transfer")
    after = thread.permit()
    assert (after.number, after.expires_on) == (before.number, before.expires_on)
    with territory([thread.office.body.pk]):
        assert holder_of(after)[1] == owner.name
        assert after.editions.get().request.deed_number == "312345678901"


def test_the_database_refuses_a_term_without_an_edition_and_an_edition_by_the_hand_that_asked(thread):
    request = ask(thread, Renewal(), thread.citizen)
    permit = thread.permit()
    with territory([thread.office.body.pk]):
        act_as(thread.office.head.pk)
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            Permit.objects.filter(pk=permit.pk).update(expires_on=permit.expires_on + timedelta(days=1))
        assert refused.value.__cause__.sqlstate == "MK054"
        with pytest.raises(EditionRefused), transaction.atomic():
            new_edition(
                permit=permit,
                request=request,
                expires_on=permit.expires_on,
                term_text="1 hijri year",
                by=thread.citizen,
            )
        assert not PermitEdition.objects.filter(permit=permit).exists()
