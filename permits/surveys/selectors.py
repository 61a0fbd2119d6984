"""Reads of surveys and of the decisions that stand on them."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from permits.surveys.enums import DecisionStanding
from permits.surveys.models import FieldSheet, Survey, SurveyDecision


def survey_of(case_id: UUID) -> Survey:
    """Return the survey of a case with all that its page shows; seen only inside its territory."""
    return Survey.objects.select_related(
        "case",
        "municipality",
        "parcel",
        "version__parcel",
        "decision__printout",
        "decision__version",
        "decision__superseded_by",
    ).get(pk=case_id)


def last_sheet(survey: Survey) -> FieldSheet | None:
    """Return the field sheet that counts, with its observations, or None."""
    return survey.sheets.select_related("recorded_by").prefetch_related("observations__mark").last()


def decisions_on(parcel_id: UUID) -> QuerySet[SurveyDecision]:
    """Return a parcel's decisions that no later one has replaced, the latest first; the office alone sees them."""
    found = SurveyDecision.objects.select_related("version").filter(parcel_id=parcel_id, superseded_by=None)
    return found.order_by("-issued_on", "number")


def standing(decision: SurveyDecision) -> DecisionStanding:
    """Return whether a decision may be acted on today."""
    if decision.superseded_by_id is not None:
        return DecisionStanding.SUPERSEDED
    version = decision.version
    if version.recorded.upper is not None or version.valid.upper is not None:
        return DecisionStanding.OUTDATED
    if decision.valid_until is not None and decision.valid_until < timezone.localdate():
        return DecisionStanding.EXPIRED
    return DecisionStanding.VALID
