"""The biller's daily file held against what he told: what agrees is reconciled, the rest is a person's."""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from geo.accounts.models import User
from geo.series.services import record_act
from permits.cases.models import Case
from permits.payments.biller import Biller, Payment
from permits.payments.enums import BillState, Difference, Outcome
from permits.payments.models import Bill, PaymentNotice, Reconciliation
from permits.payments.receiving import note_difference
from permits.payments.selectors import biller_office
from permits.payments.services import reconcile_bill


@transaction.atomic
def reconcile_day(*, biller: Biller, day: date, content: bytes, by: User) -> Reconciliation:
    """Hold the file of a day against the payments of it; the same file again reconciles only what was told since.

    Runs where all offices of the biller's contract are seen. Errors: NotReadable.
    """
    digest, office = hashlib.sha256(content).hexdigest(), biller_office()
    rows = list(biller.read_file(content))
    notices = _notices(biller, day, rows)
    agreed = [notices[row.transaction_id] for row in rows if _agrees(notices.get(row.transaction_id), row)]
    known = Reconciliation.objects.filter(biller=biller.code, day=day, sha256=digest).first()
    if known is not None:
        _reconcile_bills(agreed, known)  # what was told since
        return known
    differences = _differences(rows, notices, day, office.pk)
    done = Reconciliation.objects.create(
        municipality=office, biller=biller.code, day=day, sha256=digest, content=content.decode("utf-8-sig"),
        rows=len(rows), matched=len(agreed), differences=differences, received_by=by,
    )  # fmt: skip
    _reconcile_bills(agreed, done)
    record_act(
        office=office, by=by, action="payments reconciled", subject=f"reconciliation:{done.pk}",
        facts={"day": day, "sha256": digest, "rows": len(rows), "matched": len(agreed), "differences": differences},
    )  # fmt: skip
    return done


def _notices(biller: Biller, day: date, rows: Iterable[Payment]) -> dict[str, PaymentNotice]:
    """Return the notices of a day and of the file's transactions, by transaction."""
    told = PaymentNotice.objects.filter(biller=biller.code).select_related("bill")
    of_day = told.filter(paid_at__date=day)
    named = told.filter(transaction_id__in=[row.transaction_id for row in rows])
    return {notice.transaction_id: notice for notice in (*of_day, *named)}


def _agrees(notice: PaymentNotice | None, row: Payment) -> bool:
    return notice is not None and (notice.bill_number, notice.amount) == (row.bill_number, row.amount)


def _differences(rows: list[Payment], notices: dict[str, PaymentNotice], day: date, office_id: int) -> int:
    """Note what does not agree, row by row and notice by notice; return how many there are."""
    found = 0
    for row in rows:
        notice = notices.get(row.transaction_id)
        if not _agrees(notice, row):
            kind = Difference.NOT_TOLD if notice is None else Difference.FILE_DIFFERS
            bill = notice.bill if notice else Bill.objects.filter(number=row.bill_number).first()
            note_difference(kind, bill.municipality_id if bill else office_id, bill, row, day=day.isoformat())
            found += 1
    listed = {row.transaction_id for row in rows}
    for notice in notices.values():
        if notice.transaction_id not in listed:
            told = Payment(notice.transaction_id, notice.bill_number, notice.amount, notice.paid_at)
            note_difference(Difference.NOT_IN_FILE, notice.municipality_id, notice.bill, told, day=day.isoformat())
            found += 1
    return found


def _reconcile_bills(agreed: Iterable[PaymentNotice], done: Reconciliation) -> None:
    """Close the paid bills whose payment agrees. Locks: cases, then bills, each in the order of its key."""
    ids = {notice.bill_id for notice in agreed if notice.outcome == Outcome.PAID and notice.bill_id}
    paid = Bill.objects.filter(pk__in=ids, state=BillState.PAID)
    cases = Case.objects.filter(pk__in=list(paid.values_list("case_id", flat=True))).order_by("pk")
    list(cases.select_for_update(of=("self",)))
    for bill in paid.order_by("pk").select_for_update(of=("self",)):
        bill.reconciliation = done
        reconcile_bill(bill)
