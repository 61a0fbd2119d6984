"""Conditions of a case (شروط): imposed before a stage, discharged with words; a step waits for those before it."""

from django.db import transaction

from geo.accounts.models import User
from permits.cases.enums import ConditionStage
from permits.cases.filing import allowed, close, lock, record, reload, words
from permits.cases.models import Case, Condition, Referral
from permits.cases.policies import works_on


def conditions_of(case: Case) -> list[Condition]:
    """Return the conditions of a case in the order in which they were imposed."""
    return list(case.conditions.select_related("opened_by", "closed_by", "referral__department"))


@transaction.atomic
def impose(*, case: Case, text: str, stage: ConditionStage, by: User) -> Condition:
    """Impose a condition that must be met before a stage. Errors: NotYoursInFile, FileClosed, WordsMissing."""
    locked = lock(case)
    allowed(works_on(by, locked))
    return write_condition(locked, text=words(text), stage=stage, by=by)


def write_condition(
    case: Case, *, text: str, stage: ConditionStage, by: User, referral: Referral | None = None
) -> Condition:
    """Write a condition of a case that is locked."""
    condition = Condition.objects.create(
        case=case, municipality=case.municipality, opened_by=by, text=text, stage=stage, referral=referral
    )
    record(condition, "condition_imposed", by=by, tell=True, stage=int(stage))
    return condition


@transaction.atomic
def discharge(*, condition: Condition, by: User, how: str) -> None:
    """Say how a condition was met. Errors: NotYoursInFile, AlreadyClosed, WordsMissing."""
    case = lock(condition.case, alive=False)
    met = reload(condition)
    allowed(works_on(by, case))
    close(met, by=by, discharge=words(how))
    record(met, "condition_discharged", by=by, tell=True)
