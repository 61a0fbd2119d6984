"""Digging is not barred at the place on these days."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.excavations.conflicts import BarredDays, barred_days
from permits.excavations.enums import Manner
from permits.excavations.proposal import DigProposal


@dataclass(frozen=True, slots=True)
class Facts:
    """The moratoria that meet the place and the days."""

    emergency: bool
    barred: tuple[BarredDays, ...]


class NoMoratorium(Rule[DigProposal, Facts]):
    """Seasons and events keep streets whole."""

    code = "no_moratorium"
    title = _("Digging is not barred on these days")
    cites = "Moratoria of the office; DOMAIN 3.3 (S15)"
    hint = _("Choose days before or after the moratorium.")

    def facts(self, subject: DigProposal) -> Facts:
        """Read the moratoria."""
        return Facts(subject.manner == Manner.EMERGENCY, tuple(barred_days(subject)))

    def judge(self, facts: Facts) -> Finding:
        """None, unless it is an emergency."""
        evidence = {
            "barred": [
                {"name": one.name, "since": one.since.isoformat(), "until": one.until.isoformat()}
                for one in facts.barred
            ]
        }
        if not facts.barred:
            return Finding(answer=Answer.YES, message=_("No moratorium is in force there."), evidence=evidence)
        if facts.emergency:
            return Finding(answer=Answer.YES, message=_("A moratorium does not bar an emergency."), evidence=evidence)
        return Finding(answer=Answer.NO, message=_("A moratorium bars digging on these days."), evidence=evidence)
