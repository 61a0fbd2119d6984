"""Reads of decisions and overrides."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from geo.calendars.digits import fold_digits
from geo.spatial_rules.engine import Judged
from geo.spatial_rules.rule import Answer
from permits.decisions.errors import DecisionUnknown
from permits.decisions.models import DecisionRecord, Override


def decision_numbered(number: str) -> DecisionRecord:
    """Return the decision by which a number was given, typed in either digits. Errors: DecisionUnknown."""
    found = DecisionRecord.objects.select_related("case", "municipality").filter(number=fold_digits(number)).first()
    if found is None:
        raise DecisionUnknown
    return found


def decisions_of(case_id: UUID) -> QuerySet[DecisionRecord]:
    """Return the decisions of a case in their order."""
    return DecisionRecord.objects.filter(case_id=case_id).select_related("case", "municipality")


def overrides_of(case_id: UUID) -> QuerySet[Override]:
    """Return the overrides of a case, asked for and signed."""
    return Override.objects.filter(case_id=case_id).select_related("asked_by", "signed_by")


def signed_for(case_id: UUID, judged: Iterable[Judged]) -> tuple[Override, ...]:
    """Return the signed overrides that cover what cannot be told now: the same rule, version and missing source."""
    unknown = [item for item in judged if item.finding.answer == Answer.UNKNOWN and item.missing]
    if not unknown:
        return ()
    wanted = {(item.rule.code, item.rule.version, item.missing) for item in unknown}
    signed = overrides_of(case_id).exclude(signed_by=None)
    return tuple(each for each in signed if (each.rule, each.version, each.missing) in wanted)
