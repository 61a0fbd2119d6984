"""An adjustment is small; a larger one is an exchange of land."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding
from geo.spatial_rules.selectors import needed_value
from parcels.register.enums import LineageKind
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """The largest share of its area that a parcel gains or loses, and the share allowed."""

    share: float
    most: Decimal


class SmallAdjustment(LandRule):
    """What is called an adjustment moves less land than the rules say."""

    code = "small_adjustment"
    title = _("The adjustment is small")
    cites = "DOMAIN 2.4"
    hint = _("Ask for an exchange of strips: the deeds of both change then.")
    kinds = frozenset({LineageKind.ADJUSTMENT})

    def facts(self, subject: Subject) -> Facts:
        """Compare each parcel's land before and after."""
        before = {version.parcel_id: version.geom for version in subject.versions}
        shares = [
            part.geom.sym_difference(before[part.parcel_id]).area / before[part.parcel_id].area
            for part in subject.change.kept
        ]
        return Facts(round(max(shares), 5), needed_value("adjustment_share", subject.on))

    def judge(self, facts: Facts) -> Finding:
        """Below the share."""
        evidence = {"share": facts.share, "most": str(facts.most)}
        if facts.share > facts.most:
            return Finding(answer=Answer.NO, message=_("Too much land would move."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("Little land moves."), evidence=evidence)
