"""Guards of a survey's steps."""

from geo.spatial_rules.rule import Answer
from parcels.register.models import Parcel
from permits.cases.models import Case
from permits.surveys.assess import FIELD_RULES, RULES, judge
from permits.surveys.errors import SurveyRulesNotMet
from permits.surveys.models import Survey


def field_work_is_complete(case: Case) -> None:
    """Raise SurveyRulesNotMet unless the observations are complete, close, and are fine enough for the purpose."""
    survey = Survey.objects.select_related("version__parcel").get(pk=case.pk)
    if judge(survey=survey, rules=FIELD_RULES).answer != Answer.YES:
        raise SurveyRulesNotMet


def rules_are_met(case: Case) -> None:
    """Judge the survey afresh and raise SurveyRulesNotMet unless every rule that decides says yes; unknown blocks too.

    The parcel's row is locked first: what is judged here still holds when the step is committed.
    """
    survey = Survey.objects.select_related("version__parcel").get(pk=case.pk)
    Parcel.objects.select_for_update(no_key=True).get(pk=survey.parcel_id)
    if judge(survey=survey, rules=RULES).answer != Answer.YES:
        raise SurveyRulesNotMet
