"""Guards of an application's steps."""

from typing import Any

from geo.documents.models import Document
from geo.spatial_rules.engine import Verdict
from geo.spatial_rules.rule import Answer
from parcels.register.models import Parcel
from permits.applications.assess import judge_now
from permits.applications.errors import PaidAlready, PapersMissing, RulesNotMet
from permits.applications.models import PermitApplication
from permits.applications.papers import paper_subject
from permits.applications.simple import papers_missing
from permits.cases.errors import StepNotPossible
from permits.cases.models import Case
from permits.payments.enums import SETTLED, BillState
from permits.payments.errors import BillNotPaid
from permits.payments.selectors import latest_bill, latest_fee


def rules_are_met(case: Case) -> Verdict[Any]:
    """Judge the application afresh; raise RulesNotMet unless every rule says yes: unknown blocks too.

    The parcel's row is locked first: what is judged here still holds when the step is committed.
    """
    application = PermitApplication.objects.select_related("version__parcel").get(pk=case.pk)
    if application.parcel_id is not None:
        Parcel.objects.select_for_update(no_key=True).get(pk=application.parcel_id)
    verdict = judge_now(application)
    if verdict.answer != Answer.YES:
        raise RulesNotMet
    return verdict


def paid_and_rules_are_met(case: Case) -> Verdict[Any]:
    """Raise BillNotPaid unless the case's bill is paid, and RulesNotMet unless every rule says yes today."""
    if not is_paid(case):
        raise BillNotPaid
    return rules_are_met(case)


def nothing_is_due(case: Case) -> None:
    """Raise BillNotPaid unless the fee that was told for the case is nothing."""
    fee = latest_fee(case.pk)
    if fee is None or fee.amount != 0:
        raise BillNotPaid


def bill_has_expired(case: Case) -> None:
    """Raise BillNotPaid unless the case's bill has expired."""
    bill = latest_bill(case.pk)
    if bill is None or bill.state != BillState.EXPIRED:
        raise BillNotPaid


def not_paid(case: Case) -> None:
    """Raise PaidAlready when the case's bill is paid: a SADAD payment cannot be given back by withdrawing."""
    if is_paid(case):
        raise PaidAlready


def papers_are_filed(case: Case) -> None:
    """Raise PapersMissing unless every paper that the application's simple kind needs is filed with it."""
    application = PermitApplication.objects.select_related("simple").get(pk=case.pk)
    if papers_missing(application, filed_kinds(case)):
        raise PapersMissing


def filed_kinds(case: Case) -> set[str]:
    """Return of which kinds papers are filed with an application."""
    return set(Document.objects.filter(subject=paper_subject(case.pk)).values_list("kind", flat=True))


def works_are_reported(case: Case) -> None:
    """Raise StepNotPossible where the simple kind knows of no works: a sign is hung, and that is all."""
    application = PermitApplication.objects.select_related("simple").get(pk=case.pk)
    if application.simple is None or not application.simple.with_works:
        raise StepNotPossible


def is_paid(case: Case) -> bool:
    """Say whether the case's bill is paid."""
    bill = latest_bill(case.pk)
    return bill is not None and bill.state in SETTLED
