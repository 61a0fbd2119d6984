"""A local simulator of a SADAD aggregator: for demonstration and development, never in production.

It knows only what was uploaded to it, and what it tells is signed: byte for byte what would pass over HTTP. Only the
wire is missing, because both ends are one process.
"""

import csv
import io
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from geo.errors import NotFound
from permits.payments.biller import Payment, billers
from permits.payments.errors import BillUnknown, NotSigned
from permits.payments.models import SimulatedBill
from permits.payments.receiving import Taken, take_notice
from permits.payments.sadad import FILE_COLUMNS, SadadBiller, payment_message
from permits.payments.signing import is_signed, sign

NAME = "simulator"


def is_running() -> bool:
    """Say whether this deployment has the simulator for its biller."""
    return bool(settings.BILLER == NAME)


def answer(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[bytes, Mapping[str, str]]:
    """Answer as the aggregator does. Errors: NotSigned; NotFound where no simulator runs."""
    if not is_running():
        raise NotFound
    purpose = f"day:{path[5:15]}" if method == "GET" else path
    if not is_signed(body, headers, purpose=purpose, secrets=settings.BILLER_SECRETS, now=timezone.now()):
        raise NotSigned
    if method == "GET":
        told = _file_of(date.fromisoformat(path[5:15]))
        return told, sign(told, purpose=purpose, secret=settings.BILLER_SECRETS[0], at=timezone.now())
    facts = json.loads(body)
    if path == "bills":
        return json.dumps({"accepted": [_take(bill) for bill in facts["bills"]]}).encode(), {}
    SimulatedBill.objects.filter(number__in=facts["numbers"]).update(withdrawn=True)
    return b"{}", {}


def _take(bill: dict[str, str]) -> str:
    SimulatedBill.objects.get_or_create(
        number=bill["number"], defaults={"amount": Decimal(bill["amount"]), "due_on": bill["due_on"]}
    )
    return bill["number"]


def _file_of(day: date) -> bytes:
    paid = SimulatedBill.objects.filter(paid_at__date=day).order_by("paid_at", "pk")
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(FILE_COLUMNS)
    rows.writerows([bill.transaction_id, bill.number, bill.paid_amount, _instant(bill.paid_at)] for bill in paid)
    return text.getvalue().encode()


def _instant(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat() if moment else ""


def bill_at(number: str) -> SimulatedBill:
    """Return what the simulator knows of a bill. Errors: BillUnknown; NotFound where no simulator runs."""
    if not is_running():
        raise NotFound
    found = SimulatedBill.objects.filter(number=number).first()
    if found is None:
        raise BillUnknown
    return found


def pay(number: str, *, amount: Decimal | None = None) -> Taken:
    """Pay a bill (its own amount unless told another), then tell the register; paid before, it is told again.

    Any amount is taken, also after the due day: a real payer and a real bank make every mistake.
    """
    bill_at(number)
    with transaction.atomic():
        bill = SimulatedBill.objects.select_for_update().get(number=number)
        if bill.paid_at is None:
            bill.transaction_id, bill.paid_at = f"SIM-{uuid4().hex[:16]}", timezone.now()
            bill.paid_amount = bill.amount if amount is None else amount
            bill.save()
    return tell(bill)


def tell(bill: SimulatedBill) -> Taken:
    """Tell the register of a payment, signed afresh: what an aggregator does until it is answered."""
    assert bill.paid_amount is not None and bill.paid_at is not None, "only what was paid is told"
    told = Payment(bill.transaction_id, bill.number, bill.paid_amount, timezone.localtime(bill.paid_at))
    return take_notice(*payment_message(told))


billers.register(NAME, SadadBiller(NAME, answer))
