"""The days are ahead, far enough, and not too many."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.excavations.enums import Manner
from permits.excavations.proposal import DigProposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Today, when the days were asked for, which (both included), hours of notice, and how long a dig may last."""

    on: date
    planned_on: date
    starts_on: date
    ends_on: date
    notice_hours: int
    longest_days: int
    emergency: bool


class DaysPossible(Rule[DigProposal, Facts]):
    """A dig begins after its notice and ends within the longest time of a permit."""

    code = "days_possible"
    title = _("The days can be granted")
    cites = "DOMAIN 1.7 (times of each manner of excavation)"
    hint = _("Choose a first day after the notice, and no more days than a permit has.")

    def facts(self, subject: DigProposal) -> Facts:
        """Read the dated terms; a pre-coordinated dig needs its hours of notice."""
        hours = 0
        if subject.manner == Manner.COORDINATED:
            hours = int(needed_value("precoordinated_excavation_lead", subject.on))
        return Facts(
            subject.on, subject.planned_on, subject.starts_on, subject.ends_on, hours,
            int(needed_value("excavation_longest", subject.on)), subject.manner == Manner.EMERGENCY,
        )  # fmt: skip

    def judge(self, facts: Facts) -> Finding:
        """Whole days: of hours of notice those that they begin."""
        days = (facts.ends_on - facts.starts_on).days + 1
        earliest = facts.planned_on + timedelta(days=-(-facts.notice_hours // 24))
        evidence = {"days": days, "longest_days": facts.longest_days, "earliest": earliest.isoformat()}
        if days > facts.longest_days:
            said = _("More days than a permit may have.")
            return Finding(answer=Answer.NO, message=said, evidence=evidence)
        if facts.ends_on < facts.on:
            return Finding(answer=Answer.NO, message=_("The days are over."), evidence=evidence)
        if facts.starts_on < earliest and not facts.emergency:
            return Finding(answer=Answer.NO, message=_("The first day comes too soon."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The days can be granted."), evidence=evidence)
