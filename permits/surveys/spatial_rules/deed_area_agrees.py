"""The area on the ground against the area that the deed states."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.surveys.spatial_rules.subject import SurveyedLand


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres as the deed says and as observed on the ground; the difference that is margin, as a part."""

    deed_m2: Decimal | None
    ground_m2: float
    margin: Decimal


class DeedAreaAgrees(Rule[SurveyedLand, Facts]):
    """A difference within the margin is measuring; beyond it the deed is to be corrected, or the excess is handled."""

    code = "survey_deed_area_agrees"
    title = _("The area agrees with the deed")
    cites = "DOMAIN 1.2 (differences of deed and ground handled by margins and rules of excess); S6"
    hint = _("Have the deed updated, or apply the rules for excess land; the decision states both areas.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Read both areas and the margin of the day."""
        margin = needed_value("deed_area_relative", subject.on)
        return Facts(subject.parcel.deed_area_m2, subject.field_work.sheet.area_ground_m2, margin)

    def judge(self, facts: Facts) -> Finding:
        """The difference as a part of the deed's area; without one in the register nothing can be compared."""
        if facts.deed_m2 is None:
            evidence = {"deed_m2": None, "ground_m2": round(facts.ground_m2, 2), "margin": str(facts.margin)}
            return Finding(answer=Answer.UNKNOWN, message=_("The area of the deed is not recorded."), evidence=evidence)
        difference = facts.ground_m2 - float(facts.deed_m2)
        evidence = {
            "deed_m2": str(facts.deed_m2),
            "ground_m2": round(facts.ground_m2, 2),
            "difference_m2": round(difference, 2),
            "margin": str(facts.margin),
        }
        if abs(difference) <= float(facts.margin * facts.deed_m2):
            return Finding(answer=Answer.YES, message=_("Deed and ground agree."), evidence=evidence)
        message = (
            _("The ground is larger than the deed.") if difference > 0 else _("The ground is smaller than the deed.")
        )
        return Finding(answer=Answer.NO, message=message, evidence=evidence)
