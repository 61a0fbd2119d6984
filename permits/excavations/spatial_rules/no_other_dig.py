"""No other dig holds the place on these days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.excavations.conflicts import OtherDig, other_digs, together
from permits.excavations.enums import Manner
from permits.excavations.proposal import DigProposal


@dataclass(frozen=True, slots=True)
class Facts:
    """The dig's days (both included) and the digs that come too near in space and time, by dated distances."""

    starts_on: date
    ends_on: date
    emergency: bool
    distance_m: Decimal
    spacing_days: int
    others: tuple[OtherDig, ...]


class NoOtherDig(Rule[DigProposal, Facts]):
    """A street is not opened twice: digs at one place keep days of spacing, or share a trench."""

    code = "no_other_dig"
    title = _("No other dig at the place")
    cites = "DOMAIN 1.7 (spacing at the same site), S15"
    hint = _("Take the next free days, or share the trench of the other dig.")

    def facts(self, subject: DigProposal) -> Facts:
        """Seek the digs of every office that hold a place."""
        distance = needed_value("excavation_distance", subject.on)
        spacing = int(needed_value("excavation_spacing", subject.on))
        others = tuple(other_digs(subject, distance_m=distance, spacing_days=spacing))
        emergency = subject.manner == Manner.EMERGENCY
        return Facts(subject.starts_on, subject.ends_on, emergency, distance, spacing, others)

    def judge(self, facts: Facts) -> Finding:
        """None, unless it is an emergency: then the others are told."""
        evidence = {
            "distance_m": str(facts.distance_m),
            "spacing_days": facts.spacing_days,
            "others": [_told(other) for other in facts.others],
        }
        if not facts.others:
            return Finding(answer=Answer.YES, message=_("No other dig is near on these days."), evidence=evidence)
        where = together([other.geometry for other in facts.others])
        if facts.emergency:
            said = _("An emergency waits for nobody; the digs that are near must be told.")
            return Finding(answer=Answer.YES, message=said, evidence=evidence, geometry=where)
        free = max(other.free_from for other in facts.others)
        said = _("Another dig holds this place on these days.")
        if all(other.ends_on + timedelta(days=1) <= facts.starts_on for other in facts.others):
            said = _("A dig that ended shortly before holds this place: the spacing is not kept, or it is not closed.")
        return Finding(
            answer=Answer.NO, message=said, evidence={**evidence, "free_from": free.isoformat()}, geometry=where
        )


def _told(other: OtherDig) -> dict[str, object]:
    return {
        "manner": other.manner,
        "network": other.network,
        "starts_on": other.starts_on.isoformat(),
        "ends_on": other.ends_on.isoformat(),
        "distance_m": round(other.distance_m, 2),
        "shared_m2": round(other.shared_m2, 2),
    }
