"""The same payment from sixteen sessions at once: paid once, issued once; and whoever else pulls at the bill."""

from datetime import timedelta

import pytest

from geo.municipalities.scope import territory
from geo.series.models import Series
from geo.series.selectors import first_broken_entry
from permits.applications.models import Permit
from permits.cases.models import CaseEvent
from permits.payments.models import BillEvent, PaymentNotice
from permits.payments.receiving import Taken, take_notice
from permits.payments.sadad import payment_message
from permits.payments.services import GRACE, expire_due_bills
from tests.factories.cases import FREE, hold_tariffs, hold_values, open_thread
from tests.factories.places import make_places
from tests.permits.applications.test_approving_at_once import at_once
from tests.permits.payments.conftest import PRICED, TO_THE_BILL, Billed, differences

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def billed():
    places = make_places()
    hold_values(without=list(FREE))
    hold_tariffs(PRICED)
    return Billed(open_thread(places.west, places.citizen, up_to=TO_THE_BILL))


def test_one_notice_from_sixteen_sessions_pays_once_and_issues_once(billed):
    message = payment_message(billed.payment())
    answers = at_once([lambda: take_notice(*message)] * 16)
    assert all(isinstance(answer, Taken) for answer in answers), answers
    assert {answer.outcome for answer in answers} == {"paid"}
    assert [answer.again for answer in answers].count(False) == 1
    office = billed.bill.municipality_id
    with territory([office]):
        assert PaymentNotice.objects.count() == Permit.objects.count() == 1
        assert BillEvent.objects.filter(target="paid").count() == 1
        assert CaseEvent.objects.filter(transition="pay").count() == 1
        assert Series.objects.get(kind="permit fencing").last_number == 1
        assert first_broken_entry(office) is None
    assert differences() == []


def test_sixteen_different_payments_pay_once_and_the_others_are_listed(billed):
    messages = [payment_message(billed.payment()) for _turn in range(16)]
    answers = at_once([lambda message=message: take_notice(*message) for message in messages])
    assert all(isinstance(answer, Taken) for answer in answers), answers
    assert sorted(answer.outcome for answer in answers) == ["paid"] + ["paid_twice"] * 15
    assert differences() == ["paid_twice"] * 15
    assert billed.thread.permit().number.endswith("/00001")


def test_payment_withdrawal_and_expiry_at_once_leave_one_end(billed):
    message, due = payment_message(billed.payment()), billed.bill.due_on
    at_once(
        [
            lambda: take_notice(*message),
            lambda: billed.thread.take("cancel"),
            lambda: expire_due_bills(today=due + GRACE + timedelta(days=1)),
        ]
        * 3
    )
    ends = {
        "paid": ("issued", []),
        "cancelled": ("cancelled", ["bill_cancelled"]),
        "expired": ("cancelled", ["told_late"]),
    }
    assert (billed.state, differences()) == ends[billed.bill.state]
    with territory([billed.bill.municipality_id]):
        assert Permit.objects.count() == (billed.bill.state == "paid")
        assert BillEvent.objects.exclude(target="issued").count() == 1
