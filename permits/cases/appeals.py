"""Appeals of applicants (التظلم): against a step, once, within a dated term; decided by another hand."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.spatial.refusals import refusals_explained
from permits.cases.clock import term_end
from permits.cases.enums import Ruling
from permits.cases.errors import AppealNotOpen, AppealNotUpheld
from permits.cases.filing import allowed, close, lock, record, reload, words
from permits.cases.flow import flows
from permits.cases.models import Appeal, Case, CaseEvent
from permits.cases.policies import may_rule

#: In data/reference/terms.csv: how long a step may be contested.
TERM = "permit_appeal"


def last_day_of(event: CaseEvent) -> date:
    """Return the last day on which a step may be contested, by the term of its day. Errors: FileTermMissing."""
    return term_end(TERM, timezone.localdate(event.taken_at))


def contestable(case: Case) -> CaseEvent | None:
    """Return the latest step that may be contested and was not yet; None when there is none, or its term is over."""
    names = [step.name for step in flows[case.kind].transitions if step.appealable]
    event = case.events.filter(transition__in=names).exclude(taken_by_id=case.opened_by_id).last()
    if event is None or Appeal.objects.filter(event=event).exists():
        return None
    return event if last_day_of(event) >= timezone.localdate() else None


@transaction.atomic
def appeal(*, case: Case, grounds: str, by: User) -> Appeal:
    """Contest the latest step that may be contested. Errors: NotYoursInFile, AppealNotOpen, WordsMissing."""
    locked = lock(case, alive=False)
    allowed(locked.opened_by_id == by.pk)
    event = contestable(locked)
    if event is None:
        raise AppealNotOpen
    with refusals_explained():
        made = Appeal.objects.create(
            case=locked, municipality=locked.municipality, opened_by=by, event=event, grounds=words(grounds),
            last_day=last_day_of(event),
        )  # fmt: skip
    record(made, "appealed", by=by, tell=True, against=event.transition)
    return made


@transaction.atomic
def rule(*, contested: Appeal, by: User, ruling: Ruling, reasons: str) -> None:
    """Decide on an appeal, with reasons. Errors: NotYoursInFile, AlreadyClosed, WordsMissing."""
    lock(contested.case, alive=False)
    open_one = reload(contested)
    allowed(may_rule(by, open_one))
    close(open_one, by=by, ruling=ruling, reasons=words(reasons))
    record(open_one, "appeal_ruled", by=by, tell=True, ruling=str(ruling))


def appeal_is_upheld(case: Case) -> None:
    """Guard: raise AppealNotUpheld unless the appeal against the latest contestable step was upheld."""
    names = [step.name for step in flows[case.kind].transitions if step.appealable]
    event = case.events.filter(transition__in=names).last()
    if event is None or not Appeal.objects.filter(event=event, ruling=Ruling.UPHELD).exists():
        raise AppealNotUpheld
