"""Fencing permits that cost something, brought to their bill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from geo.municipalities.scope import everywhere, territory
from permits.cases.models import Case
from permits.payments.biller import Payment
from permits.payments.models import Bill, Discrepancy, PaymentNotice
from permits.payments.sadad import payment_message
from tests.factories.cases import FREE, Thread, hold_tariffs, hold_values, open_thread
from tests.factories.places import Places

#: 80 m of fence around a drawn parcel of 20 m: 50 + 80 × 1.005 = 130.40 riyals.
PRICED = {"fencing_licence": ("50", "each"), "fencing_length": ("1.005", "m")}
FEE = Decimal("130.40")
TO_THE_BILL = ("submit", "recommend", "approve")


@pytest.fixture
def priced(places: Places) -> Places:
    """The two offices, with priced tariffs and every value that the rules ask for."""
    hold_values(without=list(FREE))
    hold_tariffs(PRICED)
    return places


@dataclass(frozen=True)
class Billed:
    """An approved application and what the biller can say of its bill."""

    thread: Thread

    @property
    def bill(self) -> Bill:
        """The bill as it stands."""
        with territory([self.thread.office.body.pk]):
            return Bill.objects.select_related("fee", "case", "municipality").get(case_id=self.thread.case.pk)

    @property
    def state(self) -> str:
        """The state of the case."""
        with territory([self.thread.office.body.pk]):
            return Case.objects.get(pk=self.thread.case.pk).state

    def payment(self, **changed: Any) -> Payment:
        """Return a payment of the bill, right but for what is changed."""
        bill = self.bill
        told = {
            "transaction_id": f"T-{uuid4().hex[:8]}", "bill_number": str(bill.number), "amount": bill.amount,
            "paid_at": timezone.localtime().replace(microsecond=0),
        }  # fmt: skip
        return Payment(**{**told, **changed})


@pytest.fixture
def billed(priced: Places) -> Billed:
    """An application of the western office that waits for its payment."""
    return Billed(open_thread(priced.west, priced.citizen, up_to=TO_THE_BILL))


def tell(payment: Payment, client: Client | None = None, **headers: str) -> Any:
    """Tell a payment over HTTP, signed; return the answer."""
    body, signed = payment_message(payment)
    return (client or Client()).post(
        "/payments/notifications", body, content_type="application/json", headers={**signed, **headers}
    )


def differences() -> list[str]:
    """Return the kinds of what does not agree, in the order in which it was found."""
    with everywhere():
        return list(Discrepancy.objects.order_by("pk").values_list("kind", flat=True))


def notices() -> int:
    """Return how many payments were taken."""
    with everywhere():
        return PaymentNotice.objects.count()


def after(day: date | None) -> datetime:
    """Return noon of the day after a day, in the local zone."""
    assert day is not None
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + timezone.timedelta(days=1, hours=12)


Tell = Callable[..., Any]
