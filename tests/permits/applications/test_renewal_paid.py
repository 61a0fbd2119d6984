"""A renewal is granted by the head, billed by the tariffs of that day, and begins when it is paid."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from geo.accounts.services import system_account
from geo.municipalities.scope import act_as, everywhere, territory
from geo.outbox.models import Message
from permits.applications.errors import EditionRefused
from permits.applications.life import Renewal, ask_for, may_ask_for, new_edition
from permits.applications.models import PermitEdition
from permits.cases.errors import StepNotAllowed, StepNotPossible
from permits.cases.models import Case
from permits.decisions.rerunning import rerun
from permits.payments.enums import BillState
from permits.payments.errors import BillNotPaid, FeeUnknown
from permits.payments.models import Bill, Tariff
from permits.payments.services import expire_due_bills
from tests.factories.cases import FREE, hold_tariffs, hold_values, open_thread
from tests.permits.payments.conftest import PRICED, TO_THE_BILL, Billed, differences, tell

pytestmark = pytest.mark.django_db


class Renewed(Billed):
    """What the biller can say of the bill that is open now."""

    @property
    def bill(self):
        with territory([self.thread.office.body.pk]):
            open_bills = Bill.objects.select_related("fee", "case", "municipality").filter(case=self.thread.case)
            return open_bills.order_by("fee_id").last()


@pytest.fixture
def issued(places):
    """A fencing permit that was paid; renewals cost 100 riyals."""
    hold_values(without=list(FREE))
    hold_tariffs({**PRICED, "fencing_renewal": ("100", "each")})
    billed = Billed(open_thread(places.west, places.citizen, up_to=TO_THE_BILL))
    assert tell(billed.payment()).status_code == 200
    return Renewed(billed.thread)


def ask(issued, by=None):
    thread = issued.thread
    by = by or thread.citizen
    with territory([thread.office.body.pk]):
        act_as(by.pk)
        return ask_for(case=Case.objects.get(pk=thread.case.pk), wish=Renewal(), by=by)


def test_it_begins_when_it_is_paid_and_not_before(issued):
    before = issued.thread.permit()
    request = ask(issued)
    assert issued.thread.take("grant_renewal").state == "issued"
    assert (issued.bill.amount, issued.bill.purpose) == (100, f"renewal:{request.pk}")
    assert issued.thread.permit().expires_on == before.expires_on
    assert tell(issued.payment()).status_code == 200
    after = issued.thread.permit()
    assert after.expires_on > before.expires_on
    assert after.printout != before.printout
    with territory([issued.thread.office.body.pk]):
        edition = after.editions.select_related("fee", "made_by").get()
    assert edition.fee == issued.bill.fee
    assert edition.made_by == issued.thread.office.head
    assert differences() == []


def test_works_that_began_meanwhile_go_on_under_the_new_term(issued):
    ask(issued)
    issued.thread.take("grant_renewal")
    issued.thread.take("start")
    assert tell(issued.payment()).status_code == 200
    assert issued.state == "started"


def test_nobody_renews_by_hand_or_twice_for_one_wish(issued):
    ask(issued)
    with pytest.raises(StepNotAllowed):
        issued.thread.take("renew", issued.thread.office.head)
    with pytest.raises(BillNotPaid):
        issued.thread.take("renew", system_account())
    issued.thread.take("grant_renewal")
    with pytest.raises(StepNotPossible):
        issued.thread.take("grant_renewal")
    with territory([issued.thread.office.body.pk]):
        assert not may_ask_for(issued.thread.citizen, Case.objects.get(pk=issued.thread.case.pk), "renewal")


def test_the_hand_that_asked_does_not_grant(issued):
    head = issued.thread.office.head
    with territory([issued.thread.office.body.pk]):
        permit = issued.thread.permit()
        act_as(head.pk)
        permit.requests.create(municipality=permit.municipality, what="renewal", asked_by=head)
    with pytest.raises(EditionRefused):
        issued.thread.take("grant_renewal")


def test_without_a_tariff_nothing_is_granted(issued):
    Tariff.objects.filter(code="fencing_renewal").update(valid_to=timezone.localdate())
    ask(issued)
    with pytest.MonkeyPatch.context() as clock:
        tomorrow = timezone.localdate() + timedelta(days=1)
        clock.setattr(timezone, "localdate", lambda *_: tomorrow)
        with pytest.raises(FeeUnknown):
            issued.thread.take("grant_renewal")


def test_the_database_refuses_a_new_term_that_is_not_paid(issued):
    request = ask(issued)
    issued.thread.take("grant_renewal")
    permit = issued.thread.permit()
    for fee in (None, issued.bill.fee):
        with territory([issued.thread.office.body.pk]):
            act_as(issued.thread.office.head.pk)
            with pytest.raises(BillNotPaid), transaction.atomic():
                new_edition(
                    permit=permit, request=request, expires_on=permit.expires_on, term_text="1 hijri year",
                    by=issued.thread.office.head, fee=fee,
                )  # fmt: skip
            assert not PermitEdition.objects.exists()


def test_the_fee_of_the_permit_itself_pays_no_renewal(issued):
    first = issued.bill.fee
    request = ask(issued)
    permit = issued.thread.permit()
    with territory([issued.thread.office.body.pk]):
        act_as(issued.thread.office.head.pk)
        with pytest.raises(BillNotPaid), transaction.atomic():
            new_edition(
                permit=permit, request=request, expires_on=permit.expires_on, term_text="1 hijri year",
                by=issued.thread.office.head, fee=first,
            )  # fmt: skip


def test_a_bill_that_nobody_pays_ends_alone_and_the_renewal_can_be_billed_again(issued):
    ask(issued)
    issued.thread.take("grant_renewal")
    last = issued.bill.due_on
    assert expire_due_bills(today=last + timedelta(days=3)) == 1
    assert issued.state == "issued"
    with everywhere():
        assert Message.objects.filter(topic="application.lapsed").exists()
    issued.thread.take("grant_renewal")
    assert issued.bill.state == BillState.ISSUED
    assert tell(issued.payment()).status_code == 200
    with territory([issued.thread.office.body.pk]):
        assert issued.thread.permit().editions.count() == 1


def test_a_revoked_permit_takes_its_open_bill_along(issued):
    ask(issued)
    issued.thread.take("grant_renewal")
    issued.thread.take("revoke", note="بيانات غير صحيحة")
    assert issued.bill.state == BillState.CANCELLED


def test_what_is_paid_for_a_suspended_permit_is_looked_at_by_a_person(issued):
    ask(issued)
    issued.thread.take("grant_renewal")
    issued.thread.take("suspend", note="شكوى")
    assert tell(issued.payment()).status_code == 200
    assert issued.state == "suspended"
    assert differences() == ["not_carried_out"]


def test_a_paid_renewal_is_taken_again_with_the_same_hash(issued):
    ask(issued)
    issued.thread.take("grant_renewal")
    tell(issued.payment())
    with territory([issued.thread.office.body.pk]):
        record = issued.thread.case.decisions.get(act="renew")
        done = rerun(record)
        assert (done.same, done.differences) == (True, ())
        told = record.told
        assert told["fee"]["amount"] == "100.00"
        assert told["life"]["to"] == told["life"]["given"]
        assert [each["step"] for each in told["signers"]] == ["grant_renewal", "renew"]


def test_a_bill_of_a_renewal_is_no_second_bill_of_the_permit(issued):
    """One live bill a purpose: neither can be issued twice."""
    ask(issued)
    issued.thread.take("grant_renewal")
    held = issued.bill
    with territory([issued.thread.office.body.pk]), pytest.raises(DatabaseError), transaction.atomic():
        Bill.objects.create(
            fee=held.fee, case=held.case, municipality=held.municipality, amount=held.amount, purpose=held.purpose
        )
