"""When notices are printed and when they end: after the commit of the step that they tell, once for each such step."""

from django.db import transaction

from geo.accounts.models import User
from geo.jobs.services import defer
from geo.printing.models import Printout
from geo.printing.services import file_printout, revoke_printout, suspend_printout
from permits.cases.models import Case, CaseEvent
from permits.violations.enums import OVER, ViolationState
from permits.violations.errors import NoNotice
from permits.violations.models import Violation
from permits.violations.notice import NOTICED, RECORD_TYPE, draft_notice, record_of

#: The job that prints what was decided (tasks.py).
PRINT = "violations.print_notice"
_S = ViolationState
#: States in which the last notice still says what holds.
HOLDS = frozenset({_S.CORRECTION, _S.PROPOSED, _S.FINED, _S.OVERDUE, _S.PAID})


def latest_event(case: Case) -> CaseEvent | None:
    """Return the last step of a violation that is told by a notice; None before there was one."""
    return case.events.filter(transition__in=NOTICED).select_related("taken_by").last()


def notice_in_force(case: Case) -> Printout | None:
    """Return the notice of a violation that was neither revoked nor replaced, its PDF not read yet."""
    told = [record_of(event) for event in case.events.filter(transition__in=NOTICED)]
    held = Printout.objects.defer("pdf").filter(record_type=RECORD_TYPE, record_id__in=told)
    return held.filter(revoked_at=None, superseded_by=None).first()


def has_notice(case: Case) -> bool:
    """Say whether there is a notice to be had."""
    event = latest_event(case)
    return event is not None and (case.state in HOLDS or _filed(event) is not None)


@transaction.atomic
def printed(violation: Violation) -> Printout:
    """Return the notice of the last step that is told; print, sign and file it now when that was not done yet. Once.

    It takes the place of the notice before. Runs inside the territory of the violation. Errors: NoNotice when nothing
    was told yet, or nothing of it holds any more; those of printing and signing.
    """
    case = Case.objects.select_for_update(of=("self",), no_key=True).get(pk=violation.pk)
    event = latest_event(case)
    held = _filed(event) if event else None
    if held is not None:
        return held
    if event is None or case.state not in HOLDS:
        raise NoNotice
    draft = draft_notice(violation, event, "ar")
    return file_printout(draft=draft, by=event.taken_by, replaces=notice_in_force(case), issued_at=event.taken_at)


def _filed(event: CaseEvent) -> Printout | None:
    """Return the notice of a step, whether it still holds or not."""
    filed = Printout.objects.defer("pdf").filter(record_type=RECORD_TYPE, record_id=record_of(event))
    return filed.order_by("-issued_at").first()


def follow(*, case: Case, step: str, by: User, note: str) -> None:
    """Let the notice follow a step: printed after the commit, suspended by an appeal, ended with the violation."""
    if step in NOTICED:
        defer(PRINT, violation=str(case.pk), municipality=case.municipality_id)
    held = notice_in_force(case)
    if held is None:
        return
    if case.state in OVER:
        revoke_printout(printout=held, reason=note.strip() or f"violation {case.state}", by=by)
    elif case.state == ViolationState.APPEALED:
        suspend_printout(printout=held, reason=note.strip(), by=by)
