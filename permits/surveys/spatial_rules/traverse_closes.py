"""The traverse closes within the limit."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule
from geo.spatial_rules.selectors import needed_value
from permits.surveys.spatial_rules.subject import SurveyedLand
from permits.surveys.traverse import permitted_m


@dataclass(frozen=True, slots=True)
class Facts:
    """Length and misclosure of every walk in metres, and the two limits of the day."""

    walks: tuple[tuple[float, float], ...]
    absolute_m: Decimal
    relative: Decimal


class TraverseCloses(Rule[SurveyedLand, Facts]):
    """No walk misses its first point by more than the greater of 0.05 m and 1:5000 of its length, as dated."""

    code = "survey_traverse_closes"
    title = _("The traverse closes")
    cites = "DOMAIN S4: misclosure at most max(0.05 m, 1:5000)"
    hint = _("Observe the corners again: the instrument came back to another place than it began from.")

    def facts(self, subject: SurveyedLand) -> Facts:
        """Measure every walk of the last sheet; a walk that does not come back says nothing of its error."""
        walks = [(loop.length_m, loop.misclosure_m) for loop in subject.field_work.loops]
        if any(misclosure is None for _length, misclosure in walks):
            raise MissingSource("closing observation")
        return Facts(
            tuple((length, misclosure) for length, misclosure in walks if misclosure is not None),
            needed_value("closure_absolute", subject.on),
            needed_value("closure_relative", subject.on),
        )

    def judge(self, facts: Facts) -> Finding:
        """Every walk within its own limit."""
        limits = [
            permitted_m(length, absolute_m=facts.absolute_m, relative=facts.relative) for length, _m in facts.walks
        ]
        evidence = {
            "length_m": [round(length, 3) for length, _misclosure in facts.walks],
            "misclosure_m": [round(misclosure, 4) for _length, misclosure in facts.walks],
            "permitted_m": [round(limit, 4) for limit in limits],
        }
        if any(misclosure > limit for (_length, misclosure), limit in zip(facts.walks, limits, strict=True)):
            return Finding(answer=Answer.NO, message=_("The misclosure is greater than permitted."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The misclosure is within the limit."), evidence=evidence)
