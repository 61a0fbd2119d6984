"""Guards of a violation's steps: correction before fines, a name before fines, no end under a stop order."""

from datetime import date

from django.utils import timezone

from permits.cases.models import Case
from permits.payments.enums import SETTLED, BillState
from permits.payments.errors import BillNotPaid
from permits.payments.selectors import latest_bill
from permits.violations.catalogue import term_on
from permits.violations.enums import ViolationState
from permits.violations.errors import (
    AppealTooLate,
    CorrectionRuns,
    NotCorrected,
    NotForCorrection,
    OrderStands,
    RespondentMissing,
)
from permits.violations.models import StopOrder, Violation, Visit

#: In data/reference/terms.csv: how long after a fine an appeal may be made.
APPEAL = "violation_appeal"


def may_be_warned(case: Case) -> None:
    """Raise NotForCorrection for what is serious."""
    if _violation(case).kind.serious:
        raise NotForCorrection


def ready_for_fine(case: Case) -> None:
    """Raise RespondentMissing, or CorrectionRuns unless it is serious or its correction period was not used."""
    violation = _violation(case)
    if violation.respondent_id is None:
        raise RespondentMissing
    if not violation.kind.serious and not _period_was_not_used(violation):
        raise CorrectionRuns


def _period_was_not_used(violation: Violation) -> bool:
    last = last_visit(violation)
    if violation.correct_by is None or last is None or last.corrected:
        return False
    return violation.correct_by < timezone.localdate(last.visited_at)


def found_corrected(case: Case) -> None:
    """Raise NotCorrected unless the last visit found it so, and OrderStands while works are stopped."""
    last = last_visit(_violation(case))
    if last is None or not last.corrected:
        raise NotCorrected
    no_order_stands(case)


def no_order_stands(case: Case) -> None:
    """Raise OrderStands while a stop order of the violation is in force."""
    if StopOrder.objects.filter(violation=case.pk, lifted_at=None).exists():
        raise OrderStands


def appeal_in_time(case: Case) -> None:
    """Raise AppealTooLate when the time since the fine was first imposed is over. Errors: TermMissing."""
    if appeal_until(case) < timezone.localdate():
        raise AppealTooLate


def imposed_on(case: Case) -> date:
    """Return the day on which the fine was first imposed; for a case that was fined."""
    imposed = case.events.filter(transition="impose").order_by("-taken_at", "-pk")[0]
    return timezone.localdate(imposed.taken_at)


def appeal_until(case: Case) -> date:
    """Return the last day of an appeal against the fine. Errors: TermMissing."""
    day = imposed_on(case)
    return term_on(APPEAL, day).ends(day)


def is_paid(case: Case) -> None:
    """Raise BillNotPaid unless the bill of the fine is paid."""
    bill = latest_bill(case.pk)
    if bill is None or bill.state not in SETTLED:
        raise BillNotPaid


def bill_has_expired(case: Case) -> None:
    """Raise BillNotPaid unless the bill of the fine has expired."""
    bill = latest_bill(case.pk)
    if bill is None or bill.state != BillState.EXPIRED:
        raise BillNotPaid


def last_visit(violation: Violation) -> Visit | None:
    """Return the last visit, which counts; None before there was one."""
    return violation.visits.last()


def _violation(case: Case) -> Violation:
    return Violation.objects.get(pk=case.pk)


#: States before a fine is imposed: who is responsible may still be named.
OPEN_TO_NAMES = frozenset({ViolationState.REPORTED, ViolationState.CORRECTION, ViolationState.PROPOSED})
