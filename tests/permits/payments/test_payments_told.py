"""Payments that are told: signed, once, in any order; each mistake has its answer and a person's line."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from geo.municipalities.scope import territory
from permits.payments.models import Discrepancy
from permits.payments.policies import bill_territories
from permits.payments.sadad import payment_message
from permits.payments.services import GRACE, expire_due_bills
from permits.payments.signing import SIGNATURE, TIMESTAMP, is_signed, sign
from tests.permits.payments.conftest import after, differences, notices, tell

NOW = timezone.now()


# --- signatures -------------------------------------------------------------------------------------


def test_a_signature_holds_for_its_body_purpose_secret_and_time():
    headers = sign(b"body", purpose="notification", secret="one", at=NOW)

    def told(body=b"body", purpose="notification", secrets=("one",), now=NOW, **changed):
        return is_signed(body, {**headers, **changed}, purpose=purpose, secrets=secrets, now=now)

    assert told()
    assert told(secrets=("new", "one"))  # while a secret is being replaced
    assert told(now=NOW + timedelta(seconds=299))
    assert not told(body=b"bodx")
    assert not told(purpose="bills")
    assert not told(secrets=("two",))
    assert not told(secrets=())
    assert not told(now=NOW + timedelta(seconds=302))
    assert not told(now=NOW - timedelta(seconds=302))
    assert not told(**{TIMESTAMP: str(int(NOW.timestamp()) + 1)})
    assert not told(**{TIMESTAMP: "٣"})
    assert not told(**{SIGNATURE: "é"})
    assert not is_signed(b"body", {}, purpose="notification", secrets=("one",), now=NOW)


@pytest.mark.parametrize("headers", [{SIGNATURE: "0" * 64}, {TIMESTAMP: "1"}, {TIMESTAMP: ""}, {SIGNATURE: ""}])
def test_what_is_not_signed_is_refused_and_leaves_nothing(billed, headers):
    answer = tell(billed.payment(), **headers)
    assert (answer.status_code, answer.json()) == (401, {"error": "payment_not_signed"})
    assert (billed.state, notices(), differences()) == ("awaiting_payment", 0, [])


def test_a_message_that_was_caught_is_of_no_use_later(billed):
    body, headers = payment_message(billed.payment())
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=True):
        from django.test import Client

        answer = Client().post("/payments/notifications", body, content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert billed.state == "awaiting_payment"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"{}", b"\xff", b'{"transaction_id": "x"}',
        *(
            json.dumps({"transaction_id": "x", "bill_number": "1", "amount": "1.00", "currency": "SAR",
                        "paid_at": "2026-11-22T10:00:00+03:00", **wrong}).encode()
            for wrong in (
                {"amount": 1.0}, {"amount": "1"}, {"amount": "NaN"}, {"amount": "-1.00"}, {"amount": "1e3"},
                {"currency": "USD"}, {"paid_at": "2026-11-22T10:00:00"}, {"paid_at": "x"}, {"transaction_id": "x" * 81},
                {"bill_number": ""}, {"transaction_id": "a\u0000b"},
            )
        ),
    ],
)  # fmt: skip
def test_what_is_signed_and_cannot_be_read_is_refused(billed, settings, client, body):
    headers = sign(body, purpose="notification", secret=settings.BILLER_SECRETS[0], at=timezone.now())
    answer = client.post("/payments/notifications", body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()) == (400, {"error": "payment_not_readable"})
    assert notices() == 0


def test_the_address_takes_signed_messages_only(billed, client):
    assert client.get("/payments/notifications").status_code == 405
    assert client.post("/payments/notifications", b"x" * 20_000, content_type="text/plain").status_code == 413


def test_without_a_biller_nothing_is_believed(billed, settings):
    payment = billed.payment()
    settings.BILLER = ""
    assert tell(payment).status_code == 503
    assert billed.state == "awaiting_payment"


# --- every mistake ----------------------------------------------------------------------------------


def test_the_same_payment_told_again_changes_nothing(billed):
    payment = billed.payment()
    answers = [tell(payment).json() for _turn in range(3)]
    assert answers == [{"outcome": "paid", "again": turn > 0} for turn in range(3)]
    assert (notices(), differences()) == (1, [])


def test_a_second_payment_of_a_paid_bill_is_a_persons(billed):
    tell(billed.payment())
    assert tell(billed.payment()).json() == {"outcome": "paid_twice", "again": False}
    assert (billed.bill.state, notices(), differences()) == ("paid", 2, ["paid_twice"])


@pytest.mark.parametrize("amount", ["130.39", "130.41", "0.01"])
def test_another_amount_pays_nothing_and_the_right_one_still_does(billed, amount):
    wrong = billed.payment(amount=Decimal(amount))
    assert [tell(wrong).json()["outcome"] for _turn in range(2)] == ["wrong_amount"] * 2
    assert (billed.state, billed.bill.state, differences()) == ("awaiting_payment", "issued", ["wrong_amount"])
    assert tell(billed.payment()).json()["outcome"] == "paid"
    assert billed.state == "issued"


def test_an_unknown_bill_is_filed_with_the_body_that_has_the_contract(billed, priced):
    unknown = billed.payment(bill_number="0000000000000")
    assert [tell(unknown).json()["outcome"] for _turn in range(2)] == ["unknown_bill"] * 2
    assert differences() == ["unknown_bill"]
    with territory([priced.amana.pk]):
        assert Discrepancy.objects.get().municipality == priced.amana


def test_a_payment_after_the_last_day_pays_nothing(billed):
    late = billed.payment(paid_at=after(billed.bill.due_on))
    assert tell(late).json()["outcome"] == "bill_expired"
    assert (billed.state, differences()) == ("awaiting_payment", ["bill_expired"])


def test_a_payment_in_time_that_is_told_within_the_grace_still_pays(billed):
    payment = billed.payment(
        paid_at=after(billed.bill.due_on) - timedelta(hours=12, minutes=5)
    )  # 23:55 of the last day
    expire_due_bills(today=billed.bill.due_on + GRACE)
    assert tell(payment).json()["outcome"] == "paid"
    assert billed.state == "issued"


@pytest.mark.parametrize(("in_time", "outcome"), [(True, "told_late"), (False, "bill_expired")])
def test_a_payment_told_after_the_bill_expired_says_whether_it_was_in_time(billed, in_time, outcome):
    due = billed.bill.due_on
    payment = billed.payment(paid_at=after(due) - timedelta(days=1 if in_time else 0))
    expire_due_bills(today=due + GRACE + timedelta(days=1))
    assert tell(payment).json()["outcome"] == outcome
    assert (billed.bill.state, billed.state, differences()) == ("expired", "cancelled", [outcome])


def test_a_transaction_told_with_other_facts_is_a_conflict(billed):
    payment = billed.payment()
    tell(payment)
    other = billed.payment(transaction_id=payment.transaction_id, paid_at=payment.paid_at + timedelta(hours=1))
    answers = [tell(other) for _turn in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert differences() == ["conflict"]
    # Also when it names a bill of another office, which the first one's territory does not see.
    elsewhere = billed.payment(transaction_id=payment.transaction_id, bill_number="9999999999999")
    assert tell(elsewhere).status_code == 409
    assert (notices(), differences()) == (1, ["conflict", "conflict"])


def test_a_citizen_reads_no_list_of_bills(billed):
    assert bill_territories(billed.thread.citizen) == ()
    assert billed.thread.office.body.pk in bill_territories(billed.thread.office.head)
