"""Bills: numbered without gap, moved only along their life, frozen when issued; what the permit waits for."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from geo.municipalities.scope import everywhere, territory
from geo.outbox.models import Message
from geo.series.models import Series
from geo.series.selectors import first_broken_entry
from parcels.register.enums import ParcelState
from permits.applications.errors import PaidAlready, RulesNotMet
from permits.applications.models import Permit
from permits.cases.errors import StepNotAllowed
from permits.cases.models import CaseEvent, Claim
from permits.payments.enums import BillState
from permits.payments.errors import BillNotPaid
from permits.payments.flow import STEPS
from permits.payments.models import Bill, BillStep
from permits.payments.services import GRACE, expire_due_bills
from tests.factories.cases import Thread, apply, change_parcel, enter_drawn, open_thread
from tests.permits.payments.conftest import FEE, TO_THE_BILL, differences, tell

STATES = [state.value for state in BillState]


def refusal(statement, *values):
    """Return the SQLSTATE that refuses a statement of the application role, or ""."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            assert cursor.rowcount > 0
            transaction.set_rollback(True)
    except DatabaseError as error:
        return error.__cause__.sqlstate
    return ""


# --- the way ----------------------------------------------------------------------------------------


def test_an_approved_application_waits_for_its_payment(billed):
    bill = billed.bill
    assert billed.state == "awaiting_payment"
    assert (bill.state, bill.amount, bill.due_on) == ("issued", FEE, timezone.localdate() + timedelta(days=29))
    assert bill.billed_to == billed.thread.citizen
    with territory([bill.municipality_id]):
        assert not Permit.objects.exists()
        assert [event.target for event in bill.events.all()] == ["issued"]
        assert first_broken_entry(bill.municipality_id) is None
    (message,) = Message.objects.filter(topic="bill.issued")
    assert (message.key, message.payload["amount"]) == (bill.number, "130.40")
    assert set(message.payload) == {"amount", "due_on", "service"}  # the biller hears of no person


def test_a_paid_bill_issues_the_permit_by_itself_and_the_head_stays_who_approved(billed):
    assert tell(billed.payment()).json() == {"outcome": "paid", "again": False}
    permit = billed.thread.permit()
    assert (billed.state, billed.bill.state) == ("issued", "paid")
    assert permit.approved_by == billed.thread.office.head
    assert permit.printout is not None
    with territory([billed.bill.municipality_id]):
        last = CaseEvent.objects.filter(case=billed.thread.case).latest("pk")
        assert (last.transition, last.taken_by.username, last.taken_by.is_active) == ("pay", "system", False)
        assert first_broken_entry(billed.bill.municipality_id) is None


def test_a_fee_of_nothing_has_no_bill_and_the_permit_is_issued_at_once(ground):
    thread = open_thread(ground.west, ground.citizen, up_to=TO_THE_BILL)
    assert thread.permit().number
    with territory([ground.west.body.pk]):
        assert not Bill.objects.exists()
        names = list(CaseEvent.objects.filter(case=thread.case).order_by("pk").values_list("transition", flat=True))
        assert names == ["submit", "recommend", "approve", "waive"]
        assert thread.case.fees.get().amount == 0


def test_bills_are_numbered_in_the_order_of_their_office_without_a_gap(priced):
    numbers = []
    for parcel in enter_drawn(priced.west, "AABBCC", cell_m=10).values():
        thread = Thread(priced.west, parcel, priced.citizen, apply(priced.west, parcel, priced.citizen).case)
        for name in TO_THE_BILL:
            thread.take(name)
        with territory([priced.west.body.pk]):
            numbers.append(Bill.objects.get(case=thread.case).number)
    assert [number[-5:] for number in numbers] == ["00001", "00002", "00003"]
    assert {number[:6] for number in numbers} == {"005011"}
    assert {len(number) for number in numbers} == {13}
    with territory([priced.west.body.pk]):
        assert Series.objects.get(kind="bill").last_number == 3


@pytest.mark.parametrize("name", ["pay", "waive", "lapse", "issue_paid"])
@pytest.mark.parametrize("who", ["head", "engineer", "citizen"])
def test_no_person_takes_the_permit_past_its_bill(billed, name, who):
    thread = billed.thread
    person = thread.citizen if who == "citizen" else getattr(thread.office, who)
    with pytest.raises((StepNotAllowed, BillNotPaid)):
        thread.take(name, person)
    assert billed.state == "awaiting_payment"


def test_the_database_issues_no_unpaid_permit_even_in_the_right_state(billed):
    # As the application itself: the case is moved, the number taken; the bill is what is missing.
    with territory([billed.bill.municipality_id]):
        assert refusal("UPDATE payments_bill SET state = 'paid'") == "MK053"
        connection.cursor().execute("UPDATE cases_case SET state = 'issued' WHERE id = %s", [billed.thread.case.pk])
        from permits.applications.models import PermitApplication
        from permits.applications.services import issue_permit

        application = PermitApplication.objects.get(pk=billed.thread.case.pk)
        with pytest.raises(DatabaseError, match="is not paid"), transaction.atomic():
            issue_permit(application=application, approved_by=billed.thread.office.head)


# --- what can happen instead ------------------------------------------------------------------------


def test_an_applicant_withdraws_before_he_pays_and_the_biller_is_told(billed):
    billed.thread.take("cancel")
    assert (billed.state, billed.bill.state) == ("cancelled", "cancelled")
    assert Message.objects.get(topic="bill.closed").key == billed.bill.number
    with territory([billed.bill.municipality_id]):
        assert not Claim.objects.filter(case=billed.thread.case, released_at=None).exists()
    assert tell(billed.payment()).json()["outcome"] == "bill_cancelled"
    assert (billed.bill.state, differences()) == ("cancelled", ["bill_cancelled"])


def test_the_head_cancels_an_approved_application_with_a_reason(billed):
    billed.thread.take("annul", billed.thread.office.head, note="طلب المالك")
    assert (billed.state, billed.bill.state) == ("cancelled", "cancelled")


def test_a_bill_that_is_not_paid_in_time_expires_after_its_grace_and_ends_the_case(billed):
    due = billed.bill.due_on
    assert expire_due_bills(today=due + GRACE) == 0
    assert billed.state == "awaiting_payment"
    assert expire_due_bills(today=due + GRACE + timedelta(days=1)) == 1
    assert (billed.state, billed.bill.state) == ("cancelled", "expired")
    assert expire_due_bills(today=due + timedelta(days=9)) == 0
    assert set(Message.objects.values_list("topic", flat=True)) == {"bill.issued", "bill.closed", "application.lapsed"}
    with territory([billed.bill.municipality_id]):
        assert not Claim.objects.filter(case=billed.thread.case, released_at=None).exists()


def test_a_parcel_frozen_before_the_payment_keeps_the_permit_back_and_a_person_looks(billed, client):
    thread = billed.thread
    change_parcel(thread.office, thread.parcel, ParcelState.FROZEN)
    assert tell(billed.payment()).json()["outcome"] == "paid"
    assert (billed.state, billed.bill.state, differences()) == ("awaiting_payment", "paid", ["not_carried_out"])
    with pytest.raises(PaidAlready):
        thread.take("cancel")
    with pytest.raises(RulesNotMet):
        thread.take("issue_paid", thread.office.head)
    change_parcel(thread.office, thread.parcel, ParcelState.ACTIVE)
    client.force_login(thread.office.head)
    assert 'value="issue_paid"' in client.get(f"/applications/{thread.case.pk}/").content.decode()
    thread.take("issue_paid", thread.office.head)
    assert billed.state == "issued"
    assert thread.permit().number


# --- what the database keeps ------------------------------------------------------------------------


def test_the_database_holds_the_life_of_bills_and_nobody_writes_it(billed):
    assert set(BillStep.objects.values_list("source", "target")) == STEPS
    with everywhere():
        assert refusal("INSERT INTO payments_billstep (source, target) VALUES ('issued', 'draft')") == "42501"


@pytest.mark.parametrize("target", STATES)
def test_an_issued_bill_goes_only_where_its_life_goes(billed, target):
    expected = {"expired": "", "cancelled": "", "paid": "MK053"}.get(target, "MK052")
    with territory([billed.bill.municipality_id]):
        assert refusal("UPDATE payments_bill SET state = %s", target) == expected


@pytest.mark.parametrize(
    "change",
    ["amount = 1", "number = 'x'", "due_on = due_on + 1", "billed_to_id = billed_to_id + 1", "chain_hash = ''",
     "issued_at = now() - interval '1 day'", "fee_id = fee_id + 1"],
)  # fmt: skip
def test_nothing_of_an_issued_bill_changes(billed, change):
    with territory([billed.bill.municipality_id]):
        assert refusal(f"UPDATE payments_bill SET state = 'cancelled', {change}") == "MK003"
        assert refusal(f"UPDATE payments_bill SET {change}") in ("MK003", "MK052")


@pytest.mark.django_db(transaction=True)
def test_no_line_is_added_to_a_fee_that_was_told_and_no_bill_is_made_up():
    from tests.factories.cases import FREE, hold_tariffs, hold_values
    from tests.factories.places import make_places
    from tests.permits.payments.conftest import PRICED

    places = make_places()
    hold_values(without=list(FREE))
    hold_tariffs(PRICED)
    thread = open_thread(places.west, places.citizen, up_to=TO_THE_BILL)
    line = (
        "SELECT fee_id, municipality_id, 9, tariff_id, code, label_ar, label_en,"
        " 1, unit, 1, 1, source, valid_from, true"
    )
    columns = (
        "fee_id, municipality_id, place, tariff_id, code, label_ar, label_en, quantity, unit, rate, amount, source,"
        " valid_from, verified"
    )
    with territory([places.west.body.pk]):
        add = f"INSERT INTO payments_feeline ({columns}) {line} FROM payments_feeline WHERE place = 1"
        assert refusal(add) == "MK052"
        for table in ("payments_fee", "payments_feeline", "payments_billevent"):
            assert refusal(f"UPDATE {table} SET id = id") == "42501"
            assert refusal(f"DELETE FROM {table}") == "42501"
        made_up = (
            "INSERT INTO payments_bill (id, fee_id, case_id, municipality_id, billed_to_id, number, amount, state,"
            " state_since, chain_hash) SELECT gen_random_uuid(), fee_id, case_id, municipality_id, billed_to_id, %s,"
            " amount + %s, %s, now(), '' FROM payments_bill WHERE case_id = %s"
        )
        for number, more, state in (("1", 0, "draft"), (None, 1, "draft"), (None, 0, "issued"), (None, 0, "paid")):
            assert refusal(made_up, number, Decimal(more), state, thread.case.pk) == "MK052"
