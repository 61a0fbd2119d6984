"""The corners are observed finely enough for the purpose."""

import math
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.surveys.spatial_rules.subject import SurveyedLand


@dataclass(frozen=True, slots=True)
class Facts:
    """Accuracy of a corner as stated, of the transformation, and what the purpose asks for; metres."""

    stated_m: Decimal
    operation_m: float
    permitted_m: Decimal


class AccurateEnough(Rule[SurveyedLand, Facts]):
    """Between 3 mm and 5 cm by kind of project, dated; a coarse transformation spoils the finest instrument."""

    code = "survey_accurate_enough"
    title = _("The accuracy suits the purpose")
    cites = "DOMAIN 1.2 (Okaz 2235377: 3 mm to 5 cm by project type)"
    hint = _("Observe with a finer instrument, or in the national reference system without a transformation.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Read the sheet and the value of the purpose."""
        sheet = subject.field_work.sheet
        permitted = needed_value(f"survey_accuracy_{subject.purpose}", subject.on)
        return Facts(sheet.accuracy_m, sheet.operation_accuracy_m, permitted)

    def judge(self, facts: Facts) -> Finding:
        """Independent errors add by their squares."""
        whole = math.hypot(float(facts.stated_m), facts.operation_m)
        evidence = {
            "stated_m": str(facts.stated_m),
            "operation_m": facts.operation_m,
            "whole_m": round(whole, 4),
            "permitted_m": str(facts.permitted_m),
        }
        if whole > float(facts.permitted_m):
            return Finding(
                answer=Answer.NO, message=_("The corners are too coarse for this purpose."), evidence=evidence
            )
        return Finding(answer=Answer.YES, message=_("Fine enough for this purpose."), evidence=evidence)
