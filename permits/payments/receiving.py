"""Taking payments that the biller tells: once a transaction, however often and by how many sessions it is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from geo.accounts.services import system_account
from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from permits.cases.models import Case
from permits.payments.biller import Payment, current_biller
from permits.payments.enums import SETTLED, BillState, Difference, Outcome
from permits.payments.models import Bill, Discrepancy, PaymentNotice
from permits.payments.registry import payables
from permits.payments.selectors import biller_office, office_of_bill
from permits.payments.services import settle_bill


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a payment that was told; `again` when it had been told before."""

    outcome: Outcome
    again: bool = False


def take_notice(body: bytes, headers: Mapping[str, str]) -> Taken:
    """Read a message of the biller and take the payment that it tells.

    Opens the territory of the bill's office by itself. Errors: NotSigned, NotReadable, BillerSilent (no biller).
    """
    biller = current_biller()
    payment = biller.read_notice(body, headers)
    office = office_of_bill(payment.bill_number)
    with territory([biller_office().pk if office is None else office]):
        act_as(system_account().pk, source="biller")
        return _take(biller.code, payment, biller_office().pk if office is None else office)


def _take(biller: str, payment: Payment, office_id: int) -> Taken:
    """Take one payment. Locks: the transaction, the case, the bill; then what giving the permit takes."""
    _one_at_a_time(f"{biller} {payment.transaction_id}")
    bill = _locked_bill(payment.bill_number)
    known = PaymentNotice.objects.filter(biller=biller, transaction_id=payment.transaction_id).first()
    if known is not None and _same(known, payment):
        return Taken(Outcome(known.outcome), again=True)
    if known is not None or _told_elsewhere(biller, payment):
        note_difference(Difference.CONFLICT, office_id, bill, payment)
        return Taken(Outcome.CONFLICT)
    outcome = _judge(bill, payment)
    PaymentNotice.objects.create(
        biller=biller, transaction_id=payment.transaction_id, bill_number=payment.bill_number, amount=payment.amount,
        paid_at=payment.paid_at, outcome=outcome, bill=bill, municipality_id=office_id,
    )  # fmt: skip
    if outcome != Outcome.PAID or bill is None:
        note_difference(Difference(outcome), office_id, bill, payment)
        return Taken(outcome)
    settle_bill(bill)
    _carry_out(bill, payment)
    return Taken(outcome)


def _one_at_a_time(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 52))", [name])


def _locked_bill(number: str) -> Bill | None:
    """Lock the case of a bill, then the bill."""
    found = Bill.objects.filter(number=number).values_list("pk", "case_id").first()
    if found is None:
        return None
    Case.objects.select_for_update(of=("self",)).get(pk=found[1])
    return Bill.objects.select_for_update(of=("self",)).select_related("case__municipality").get(pk=found[0])


def _same(known: PaymentNotice, payment: Payment) -> bool:
    told = (payment.bill_number, payment.amount, payment.paid_at)
    return (known.bill_number, known.amount, known.paid_at) == told


def _told_elsewhere(biller: str, payment: Payment) -> bool:
    """Say whether the transaction was told for a bill of another office, which this territory does not see."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payment_told_v1(%s, %s)", [biller, payment.transaction_id])
        return bool(cursor.fetchone()[0])


def _judge(bill: Bill | None, payment: Payment) -> Outcome:
    """Say what a new payment means for the bill as it stands."""
    if bill is None or bill.due_on is None:
        return Outcome.UNKNOWN_BILL
    if bill.state in SETTLED:
        return Outcome.PAID_TWICE
    if bill.state == BillState.CANCELLED:
        return Outcome.BILL_CANCELLED
    ends = timezone.make_aware(datetime.combine(bill.due_on + timedelta(days=1), time.min))
    if bill.state == BillState.EXPIRED:
        return Outcome.TOLD_LATE if payment.paid_at < ends else Outcome.BILL_EXPIRED
    if payment.paid_at >= ends:
        return Outcome.BILL_EXPIRED
    return Outcome.PAID if payment.amount == bill.amount else Outcome.WRONG_AMOUNT


def _carry_out(bill: Bill, payment: Payment) -> None:
    """Give what was paid for; where that cannot be now, the payment stays and a person looks."""
    try:
        with transaction.atomic():
            payables[bill.case.kind].paid(bill.case)
    except DomainError as error:
        note_difference(Difference.NOT_CARRIED_OUT, bill.municipality_id, bill, payment, reason=error.code)


def note_difference(kind: Difference, office_id: int, bill: Bill | None, payment: Payment, **facts: Any) -> Discrepancy:
    """Write what a person must look at; the same thing told again makes no second line."""
    noted, _created = Discrepancy.objects.get_or_create(
        kind=kind, municipality_id=office_id, bill=bill, bill_number=payment.bill_number,
        transaction_id=payment.transaction_id, amount=payment.amount,
        defaults={"facts": {"paid_at": payment.paid_at.isoformat(), **facts}},
    )  # fmt: skip
    return noted
