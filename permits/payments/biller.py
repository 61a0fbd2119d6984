"""The port to whoever collects: what the register asks of a biller and takes from him (docs/payments.md)."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings

from geo.registry import Registry
from permits.payments.errors import BillerSilent


@dataclass(frozen=True, slots=True)
class BillUpload:
    """A bill as the biller needs it: no person. Amount in riyals; it may be paid through the day `due_on`."""

    number: str
    amount: Decimal
    due_on: date
    service: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the biller tells it. `transaction_id` is his and never repeats for another payment."""

    transaction_id: str
    bill_number: str
    amount: Decimal
    paid_at: datetime


class Biller(ABC):
    """A biller. Uploads and withdrawals may be repeated; notices come at least once, in any order."""

    #: Names the biller in what is kept.
    code: str

    @abstractmethod
    def upload(self, bill: BillUpload) -> None:
        """Hand a bill over; the same number and amount again changes nothing. Errors: BillerSilent."""

    @abstractmethod
    def withdraw(self, number: str) -> None:
        """Take a bill back so that it can no longer be paid; an unknown number is no error. Errors: BillerSilent."""

    @abstractmethod
    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> Payment:
        """Return the payment that a message tells. Errors: NotSigned, NotReadable."""

    @abstractmethod
    def daily_file(self, day: date) -> bytes:
        """Fetch the file of all payments of a day, its signature checked. Errors: BillerSilent, NotSigned."""

    @abstractmethod
    def read_file(self, content: bytes) -> Sequence[Payment]:
        """Return the payments of a daily file. Errors: NotReadable."""


billers: Registry[Biller] = Registry("biller")


def current_biller() -> Biller:
    """Return the biller of this deployment (setting BILLER). Errors: BillerSilent when it has none."""
    found = billers.get(settings.BILLER)
    if found is None:
        raise BillerSilent
    return found
