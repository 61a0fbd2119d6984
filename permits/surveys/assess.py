"""Running the rules over a survey, and keeping what they said."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from geo.accounts.models import User
from geo.spatial_rules.engine import Verdict, judge_all
from geo.spatial_rules.keeping import kept_finding
from geo.spatial_rules.rule import Rule
from permits.surveys.models import Survey, SurveyAssessment
from permits.surveys.spatial_rules.accurate_enough import AccurateEnough
from permits.surveys.spatial_rules.clear_of_channels import ClearOfChannels
from permits.surveys.spatial_rules.corners_agree import CornersAgree
from permits.surveys.spatial_rules.deed_area_agrees import DeedAreaAgrees
from permits.surveys.spatial_rules.observations_complete import ObservationsComplete
from permits.surveys.spatial_rules.parcel_in_force import ParcelInForce
from permits.surveys.spatial_rules.subject import SurveyedLand, surveyed_land
from permits.surveys.spatial_rules.traverse_closes import TraverseCloses

Law = Rule[SurveyedLand, Any]

#: What the surveyor answers for before handing in.
FIELD_RULES: tuple[Law, ...] = (ObservationsComplete(), TraverseCloses(), AccurateEnough())
#: What decides: any no, and anything that cannot be told, stands against the decision.
RULES: tuple[Law, ...] = (ParcelInForce(), *FIELD_RULES, CornersAgree(), ClearOfChannels())
#: What is judged, printed and left to whoever reads the decision: a deed may differ from the ground.
NOTED: tuple[Law, ...] = (DeedAreaAgrees(),)


def judge(*, survey: Survey, rules: Sequence[Law], on: date | None = None) -> Verdict[SurveyedLand]:
    """Judge a survey's last field sheet by rules in force on a day (today unless told); nothing is kept."""
    return judge_all(rules, surveyed_land(survey, on=on or timezone.localdate()))


def findings_now(survey: Survey) -> list[dict[str, Any]]:
    """Return today's findings in the form in which they are kept, without keeping them."""
    return _findings(survey, timezone.localdate())[1]


def assess(*, survey: Survey, by: User, on: date | None = None) -> SurveyAssessment:
    """Judge a survey by the rules of the day (today unless told) and keep every finding with its evidence."""
    day = on or timezone.localdate()
    answer, findings = _findings(survey, day)
    return SurveyAssessment.objects.create(
        survey=survey,
        municipality_id=survey.municipality_id,
        sheet=survey.sheets.last(),
        judged_on=day,
        judged_by=by,
        answer=answer,
        findings=findings,
    )


def _findings(survey: Survey, day: date) -> tuple[str, list[dict[str, Any]]]:
    decides, noted = (judge(survey=survey, rules=rules, on=day) for rules in (RULES, NOTED))
    kept = [kept_finding(item, decides=True) for item in decides.judged] + [
        kept_finding(item, decides=False) for item in noted.judged
    ]
    return decides.answer.value, kept
