"""Telling fees, issuing bills, and moving them along their life."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.accounts.services import system_account
from geo.calendars.terms import Calendar, Term, Unit
from geo.municipalities.scope import act_as, everywhere
from geo.outbox.services import send
from geo.series.services import issue_number, record_act
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial_rules.selectors import value_on
from permits.cases.models import Case
from permits.payments.enums import BillState
from permits.payments.errors import AlreadyResolved, BillTermMissing, FeeUnknown
from permits.payments.fees import ROUNDING, ExplainedFee, Quantity, Told, UnknownFee
from permits.payments.flow import STEPS
from permits.payments.models import Bill, BillEvent, BillStep, Discrepancy, Fee, FeeLine
from permits.payments.registry import payables
from permits.payments.tariffs import explain_fee, lines_of

#: In data/reference/terms.csv: how long a bill may be paid.
VALIDITY = "bill_validity"
#: A payment of the last evening is told after midnight: so long a bill that is due stays open.
GRACE = timedelta(days=1)


@transaction.atomic
def charge(
    *,
    case: Case,
    quantities: Sequence[Quantity],
    by: User,
    on: date | None = None,
    to_opener: bool = True,
    purpose: str = "",
) -> Bill | None:
    """Tell the fee of a case by the tariffs of a day (today unless told) and issue its bill; None when it is nothing.

    The case is locked by the step that charges. `to_opener`: whoever opened the case sees the bill as his own; a fine
    is nobody's who has an account. `purpose`: what it is for, where that is not what the case was opened for; of each
    a case has one live bill. Errors: FeeUnknown, BillTermMissing; then nothing is written.
    """
    day = on or timezone.localdate()
    category, told = explain_fee(case.municipality, quantities, day)
    if isinstance(told, UnknownFee) or category is None:
        raise FeeUnknown(told.missing if isinstance(told, UnknownFee) else ())
    fee = _write_fee(case, day, category, quantities, told, purpose)
    if fee.amount == 0:
        return None
    bill = Bill.objects.create(
        fee=fee, case=case, municipality=case.municipality, billed_to=case.opened_by if to_opener else None,
        amount=fee.amount, purpose=purpose,
    )  # fmt: skip
    return _issue(bill, timezone.localdate(), by)


def _write_fee(
    case: Case, day: date, category: int, quantities: Sequence[Quantity], told: ExplainedFee, purpose: str
) -> Fee:
    fee = Fee.objects.create(
        case=case, municipality=case.municipality, day=day, category=category, rounding=ROUNDING, amount=told.amount,
        quantities=[{"code": each.code, "value": str(each.value), "unit": each.unit} for each in quantities],
        computed_at=transaction_time(), purpose=purpose,
    )  # fmt: skip
    lines = lines_of(told)
    for line in lines:
        line.fee, line.municipality_id = fee, fee.municipality_id
    FeeLine.objects.bulk_create(lines)
    return fee


def recompute(fee: Fee) -> Told:
    """Return a kept fee computed anew: its quantities by the tariffs of its day, as they were recorded then."""
    quantities = [Quantity(each["code"], Decimal(each["value"]), each["unit"]) for each in fee.quantities]
    _category, told = explain_fee(fee.municipality, quantities, fee.day, known_at=fee.computed_at)
    return told


def _issue(bill: Bill, day: date, by: User) -> Bill:
    """Number a draft, once, and hand it to the biller with the commit."""
    term = value_on(VALIDITY, day)
    if term is None:
        raise BillTermMissing
    calendar, unit = term.unit.split()
    bill.due_on = Term(Calendar(calendar), int(term.value), Unit(unit)).ends(day)
    office = bill.municipality
    issued = issue_number(
        request_id=uuid5(bill.pk, "bill"), kind="bill", office=office, by=by, subject=f"bill:{bill.pk}",
        facts={"case": bill.case_id, "amount": bill.amount, "due_on": bill.due_on},
    )  # fmt: skip
    bill.number = f"{office.code:0>6}{issued.hijri_year % 100:02d}{issued.number:05d}"
    bill.issued_at, bill.chain_hash = transaction_time(), issued.chain_hash
    _move(bill, BillState.ISSUED, by, "", "number", "due_on", "issued_at", "chain_hash")
    send(topic="bill.issued", key=bill.number, payload=upload_facts(bill))
    return bill


def upload_facts(bill: Bill) -> dict[str, Any]:
    """Return what the biller is told of a bill: no person."""
    return {"amount": str(bill.amount), "due_on": str(bill.due_on), "service": bill.case.kind}


def _move(bill: Bill, target: BillState, by: User, note: str, *changed: str) -> None:
    source, bill.state = bill.state, target
    with refusals_explained():
        bill.save(update_fields=["state", *changed])
    BillEvent.objects.create(
        bill=bill, municipality_id=bill.municipality_id, source=source, target=target, taken_by=by, note=note
    )
    bill.refresh_from_db(fields=["state", "state_since"])


def settle_bill(bill: Bill) -> None:
    """Move a locked bill to paid; its notice is written before. Errors: BillNotPaid, BillStepNotPossible."""
    _move(bill, BillState.PAID, system_account(), "")


def reconcile_bill(bill: Bill) -> None:
    """Move a locked, paid bill to reconciled; its reconciliation is set before."""
    _move(bill, BillState.RECONCILED, system_account(), "", "reconciliation")


@transaction.atomic
def cancel_bill(*, case: Case, by: User, note: str) -> None:
    """Cancel the open bill of a case that ends, if it has one; the biller is told with the commit."""
    bill = Bill.objects.select_for_update().filter(case=case, state=BillState.ISSUED).first()
    if bill is not None:
        _close(bill, BillState.CANCELLED, by, note)


def _close(bill: Bill, target: BillState, by: User, note: str) -> None:
    _move(bill, target, by, note)
    send(topic="bill.closed", key=str(bill.number), payload={})


def expire_due_bills(*, today: date | None = None) -> int:
    """Expire the bills whose last day and grace are over, each in a transaction of its own; return how many."""
    last = (today or timezone.localdate()) - GRACE
    with everywhere():
        due = Bill.objects.filter(state=BillState.ISSUED, due_on__lt=last).order_by("due_on", "number")
        ids = list(due.values_list("pk", "case_id"))
    return sum(_expire(bill_id, case_id, last) for bill_id, case_id in ids)


def _expire(bill_id: Any, case_id: Any, last: date) -> bool:
    """Expire one bill unless it was paid or closed meanwhile. Locks: case, bill."""
    with everywhere():
        act_as(system_account().pk)
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        bill = Bill.objects.select_for_update(of=("self",)).get(pk=bill_id)
        if bill.state != BillState.ISSUED or bill.due_on is None or bill.due_on >= last:
            return False
        _close(bill, BillState.EXPIRED, system_account(), "")
        payables[case.kind].lapsed(case)
    return True


@transaction.atomic
def resolve_discrepancy(*, discrepancy: Discrepancy, by: User, resolution: str) -> Discrepancy:
    """Write down, once, what was done about a difference. Errors: AlreadyResolved."""
    found = Discrepancy.objects.select_for_update(of=("self",)).get(pk=discrepancy.pk)
    if found.resolved_at is not None:
        raise AlreadyResolved
    found.resolved_at, found.resolved_by, found.resolution = timezone.now(), by, resolution
    found.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    record_act(
        office=found.municipality, by=by, action="difference resolved", subject=f"payment_difference:{found.pk}",
        facts={"kind": found.kind, "bill": found.bill_number, "resolution": resolution},
    )  # fmt: skip
    return found


def write_bill_steps(*, using: str) -> None:
    """Make the table that the trigger reads equal to the life in code; run as the owner."""
    held = set(BillStep.objects.using(using).values_list("source", "target"))
    for source, target in held - STEPS:
        BillStep.objects.using(using).filter(source=source, target=target).delete()
    new = (BillStep(source=source, target=target) for source, target in sorted(STEPS - held))
    BillStep.objects.using(using).bulk_create(new)
