"""What this slice adds to other pages: fee and bill of a case, its bill in lists of cases, the way to the lists."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.accounts.policies import Person
from geo.layers.panels import adds_to, link
from permits.cases.inbox import row_notes
from permits.cases.models import Case
from permits.payments.fees import ExplainedFee, Quantity
from permits.payments.policies import bill_territories
from permits.payments.selectors import latest_bill, latest_bills, latest_fee
from permits.payments.tariffs import explain_fee, lines_of


@adds_to("workplace")
def bills_tool(request: HttpRequest, person: Person) -> SafeString | None:
    """Lead the finance staff and the heads of offices to their bills."""
    return link("payments:bills", _("Bills and payments")) if bill_territories(person) else None


def bills_of_cases(request: HttpRequest, cases: Sequence[Case]) -> dict[UUID, SafeString]:
    """Tell the bills of cases where cases are listed: number, amount, last day, state."""
    bills = latest_bills([case.pk for case in cases])
    return {key: render_to_string("payments/row.html", {"bill": bill}, request) for key, bill in bills.items()}


row_notes.register("bills", bills_of_cases)


def fee_and_bill(case: Case, quantities: Sequence[Quantity], *, on: date | None = None) -> dict[str, Any]:
    """Return what the page of a case shows with "payments/case.html": its bill, its fee, or the fee by today's tariffs.

    Runs in the territory of the case. `on`: by the tariffs of another day.
    """
    bill, fee = latest_bill(case.pk), latest_fee(case.pk)
    estimate: dict[str, Any] | None = None
    if fee is None:
        _category, told = explain_fee(case.municipality, quantities, on or timezone.localdate())
        if isinstance(told, ExplainedFee):
            estimate = {"lines": lines_of(told), "amount": told.amount}
        else:
            estimate = {"missing": told.missing}
    return {"bill": bill, "fee": fee, "estimate": estimate, "simulated": settings.BILLER == "simulator"}
