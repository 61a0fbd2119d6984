"""What the biller is told with the commit, through the outbox: new bills, and bills that may no longer be paid."""

from datetime import date
from decimal import Decimal
from typing import Any

from geo.outbox.registry import receives
from permits.payments.biller import BillUpload, current_biller
from permits.payments.selectors import is_open


@receives("bill.issued")
def upload_bill(key: str, payload: dict[str, Any]) -> None:
    """Hand a bill to the biller; a failure comes again later, but not past the end of the bill."""
    if not is_open(key):
        return
    facts = payload["amount"], payload["due_on"], payload["service"]
    current_biller().upload(BillUpload(key, Decimal(facts[0]), date.fromisoformat(facts[1]), facts[2]))


@receives("bill.closed")
def withdraw_bill(key: str, payload: dict[str, Any]) -> None:
    """Take a bill back that expired or was cancelled."""
    current_biller().withdraw(key)
