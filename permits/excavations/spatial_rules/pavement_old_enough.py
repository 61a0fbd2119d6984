"""The pavement on the route is old enough to be cut."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.excavations.conflicts import YoungPavement, together, young_pavements
from permits.excavations.enums import Manner
from permits.excavations.proposal import DigProposal


@dataclass(frozen=True, slots=True)
class Facts:
    """The first day of digging, days that pavement is protected, and what on the route is younger then."""

    starts_on: date
    protected_days: int
    emergency: bool
    young: tuple[YoungPavement, ...]


class PavementOldEnough(Rule[DigProposal, Facts]):
    """After road works a street stays closed for so many days."""

    code = "pavement_old_enough"
    title = _("The pavement is old enough")
    cites = "DOMAIN 1.7 (at least 90 days after road works)"
    hint = _("Begin after the protection of the pavement, or lead the route around it.")

    def facts(self, subject: DigProposal) -> Facts:
        """Read what was laid on the route, and how long that is protected."""
        days = int(needed_value("road_works_moratorium", subject.on))
        young = young_pavements(subject, since=subject.starts_on - timedelta(days=days))
        return Facts(subject.starts_on, days, subject.manner == Manner.EMERGENCY, tuple(young))

    def judge(self, facts: Facts) -> Finding:
        """Nothing younger than the protection, on the day on which the dig begins."""
        evidence: dict[str, object] = {
            "protected_days": facts.protected_days,
            "laid_on": [laid.laid_on.isoformat() for laid in facts.young],
            "cut_m2": round(sum(laid.cut_m2 for laid in facts.young), 2),
        }
        if not facts.young:
            return Finding(answer=Answer.YES, message=_("No young pavement is cut."), evidence=evidence)
        where = together([laid.geometry for laid in facts.young])
        if facts.emergency:
            said = _("An emergency may cut young pavement; the whole surface is reinstated.")
            return Finding(answer=Answer.YES, message=said, evidence=evidence, geometry=where)
        free = max(laid.laid_on for laid in facts.young) + timedelta(days=facts.protected_days)
        return Finding(
            answer=Answer.NO,
            message=_("The pavement on the route is still protected."),
            evidence={**evidence, "free_from": free.isoformat()},
            geometry=where,
        )
