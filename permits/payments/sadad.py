"""A SADAD-style biller over HTTP: JSON with signatures, one CSV file a day (docs/payments.md)."""

import csv
import http.client
import io
import json
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils import timezone

from permits.payments.biller import Biller, BillUpload, Payment, billers
from permits.payments.errors import BillerSilent, NotReadable, NotSigned
from permits.payments.signing import is_signed, sign

Headers = Mapping[str, str]
#: Carries one signed message to the biller and brings the answer: method, path, body, headers → body, headers.
Wire = Callable[[str, str, bytes, Headers], tuple[bytes, Headers]]

NOTIFICATION, BILLS, WITHDRAWALS = "notification", "bills", "withdrawals"
FILE_COLUMNS = ("transaction_id", "bill_number", "amount", "paid_at")
TIMEOUT_S = 20
LARGEST_ANSWER = 32 * 1024 * 1024
#: Riyals with exactly two decimals; at most what a bill can hold.
MOST = Decimal("9999999999.99")


class SadadBiller(Biller):
    """Speaks to an aggregator in the form of SADAD: SAR only, no refund, the notice is the truth."""

    def __init__(self, code: str, wire: Wire) -> None:
        self.code = code
        self._wire = wire

    def upload(self, bill: BillUpload) -> None:
        """Hand a bill over."""
        told = {
            "number": bill.number, "amount": str(bill.amount), "currency": "SAR", "due_on": bill.due_on.isoformat(),
            "service": bill.service,
        }  # fmt: skip
        answer = self._ask("POST", BILLS, {"bills": [told]})
        if answer.get("accepted") != [bill.number]:
            raise BillerSilent(answer=answer)

    def withdraw(self, number: str) -> None:
        """Take a bill back."""
        self._ask("POST", WITHDRAWALS, {"numbers": [number]})

    def read_notice(self, body: bytes, headers: Headers) -> Payment:
        """Check signature and time, then read."""
        _check(body, headers, NOTIFICATION)
        return _payment(_json(body))

    def daily_file(self, day: date) -> bytes:
        """Fetch the file of a day; its answer is signed under the purpose "day:" and the date."""
        purpose = f"day:{day.isoformat()}"
        body, headers = self._wire("GET", f"days/{day.isoformat()}.csv", b"", _signed(b"", purpose))
        _check(body, headers, purpose)
        return body

    def read_file(self, content: bytes) -> Sequence[Payment]:
        """Read the CSV: a heading of exactly four names, then a row a payment."""
        try:
            rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), strict=True)
            if tuple(rows.fieldnames or ()) != FILE_COLUMNS:
                raise NotReadable
            return [_payment({**row, "currency": "SAR"}) for row in rows]
        except (UnicodeDecodeError, csv.Error) as error:
            raise NotReadable from error

    def _ask(self, method: str, path: str, facts: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(facts).encode()
        answer, _headers = self._wire(method, path, body, _signed(body, path))
        return _json(answer)


def payment_message(payment: Payment) -> tuple[bytes, dict[str, str]]:
    """Return the body and headers by which a payment is told: what the aggregator sends."""
    facts = {
        "transaction_id": payment.transaction_id, "bill_number": payment.bill_number, "amount": str(payment.amount),
        "currency": "SAR", "paid_at": payment.paid_at.isoformat(),
    }  # fmt: skip
    body = json.dumps(facts).encode()
    return body, _signed(body, NOTIFICATION)


def _signed(body: bytes, purpose: str) -> dict[str, str]:
    if not settings.BILLER_SECRETS:
        raise BillerSilent
    return sign(body, purpose=purpose, secret=settings.BILLER_SECRETS[0], at=timezone.now())


def _check(body: bytes, headers: Headers, purpose: str) -> None:
    if not is_signed(body, headers, purpose=purpose, secrets=settings.BILLER_SECRETS, now=timezone.now()):
        raise NotSigned


def _json(body: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(body)
    except ValueError as error:
        raise NotReadable from error
    if not isinstance(facts, dict):
        raise NotReadable
    return facts


def _payment(facts: Mapping[str, Any]) -> Payment:
    texts = {name: facts.get(name) for name in (*FILE_COLUMNS, "currency")}
    if not all(isinstance(text, str) and text and text.isprintable() for text in texts.values()):
        raise NotReadable
    if texts["currency"] != "SAR" or len(facts["transaction_id"]) > 80 or len(facts["bill_number"]) > 40:
        raise NotReadable
    try:
        amount, paid_at = Decimal(facts["amount"]), datetime.fromisoformat(facts["paid_at"])
    except (InvalidOperation, ValueError) as error:
        raise NotReadable from error
    if not amount.is_finite() or amount.as_tuple().exponent != -2 or not 0 < amount <= MOST or paid_at.tzinfo is None:
        raise NotReadable
    return Payment(facts["transaction_id"], facts["bill_number"], amount, paid_at)


def over_http(method: str, path: str, body: bytes, headers: Headers) -> tuple[bytes, Headers]:
    """Carry a message to the aggregator at BILLER_URL. Errors: BillerSilent."""
    if not settings.BILLER_URL.startswith("https://"):
        raise BillerSilent
    kind = {"Content-Type": "application/json", "Accept": "application/json, text/csv"}
    request = urllib.request.Request(
        f"{settings.BILLER_URL.rstrip('/')}/{path}", data=body or None, headers={**kind, **headers}, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            told = answer.read(LARGEST_ANSWER + 1)
            received = {name.title(): value for name, value in answer.headers.items()}
    except (OSError, http.client.HTTPException) as error:
        raise BillerSilent from error
    if len(told) > LARGEST_ANSWER:
        raise BillerSilent
    return told, received


billers.register("sadad", SadadBiller("sadad", over_http))
