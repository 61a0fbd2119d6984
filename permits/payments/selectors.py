"""Reads of fees and bills."""

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from geo.calendars.digits import fold_digits
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from permits.payments.enums import BillState
from permits.payments.errors import BillUnknown
from permits.payments.models import Bill, Discrepancy, Fee


def biller_office() -> Municipality:
    """Return the body that has the contract with the biller: what nobody's bill explains is filed with it.

    Setting BILLER_OFFICE; empty: the first body that has none above it.
    """
    code = settings.BILLER_OFFICE
    bodies = Municipality.objects.filter(code=code) if code else Municipality.objects.filter(parent=None)
    return bodies.order_by("code")[0]


def office_of_bill(number: str) -> int | None:
    """Return the id of the office that issued a bill, also outside its territory; None for no such bill."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bill_office_v1(%s)", [number])
        (office,) = cursor.fetchone()
    return office  # type: ignore[no-any-return]


def is_open(number: str) -> bool:
    """Say whether a bill can still be paid, whatever the territory."""
    office = office_of_bill(number)
    if office is None:
        return False
    with territory([office]):
        return Bill.objects.filter(number=number, state=BillState.ISSUED).exists()


def visible_bills() -> QuerySet[Bill]:
    """Return the issued bills that the running transaction may see: of its territories, and the person's own."""
    return Bill.objects.exclude(number=None).select_related("municipality", "case")


def bill_numbered(number: str) -> Bill:
    """Return a bill by its number, typed in either digits; raise BillUnknown when there is none to be seen."""
    found = visible_bills().filter(number="".join(fold_digits(number).split())).first()
    if found is None:
        raise BillUnknown
    return found


def latest_fee(case_id: UUID) -> Fee | None:
    """Return the fee that was last told for a case, or None before one was."""
    return Fee.objects.filter(case_id=case_id).order_by("-pk").first()


def latest_bill(case_id: UUID) -> Bill | None:
    """Return the last bill of a case, or None."""
    return Bill.objects.filter(case_id=case_id).exclude(number=None).order_by("-issued_at").first()


def latest_bills(case_ids: Sequence[UUID]) -> dict[UUID, Bill]:
    """Return the last bill of each of these cases that has one, by the key of the case."""
    issued = Bill.objects.filter(case_id__in=case_ids).exclude(number=None).order_by("case_id", "-issued_at")
    return {bill.case_id: bill for bill in issued.distinct("case_id")}


def open_discrepancies() -> QuerySet[Discrepancy]:
    """Return what a person must look at, of the territories of the transaction."""
    return Discrepancy.objects.filter(resolved_at=None).select_related("municipality", "bill")
