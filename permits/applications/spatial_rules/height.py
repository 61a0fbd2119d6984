"""The building is no higher than its floors may be."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import BuildingFigures
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Metres: the building's height, the most for a storey, the most for what is on the roof; the zone's figures."""

    height_m: Decimal
    storey_m: Decimal
    roof_m: Decimal
    figures: BuildingFigures


class Height(Rule[Proposal, Facts]):
    """A building is at most as high as the floors that its zone allows, and what stands on its roof."""

    code = "height"
    title = _("The building is not too high")
    cites = "Platform rule: floors allowed by the zone times the height of a storey, and the roof's; unverified"
    hint = _("Lower the building, or leave out a floor.")

    def facts(self, subject: Proposal) -> Facts:
        """Take the height from the details."""
        limits = subject.limits
        storey, roof = limits["building_storey_height"], limits["building_roof_height"]
        return Facts(subject.building.height_m, storey, roof, subject.figures)

    def judge(self, facts: Facts) -> Finding:
        """Compare with the floors allowed, not with those that are built: tall halls have few."""
        most = facts.figures.max_floors * facts.storey_m + facts.roof_m
        evidence = {"height_m": str(facts.height_m), "most_m": str(most), "floors": str(facts.figures.max_floors)}
        if facts.height_m <= 0:
            return Finding(answer=Answer.NO, message=_("The building has no height."), evidence=evidence)
        if facts.height_m > most:
            message = _("The building is higher than its zone allows.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The building's height is allowed."), evidence=evidence)
