"""No more of the land is built over than its zone allows."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import BuildingFigures
from permits.applications.spatial_rules.site import lonlat, surfaces, union_of
from permits.applications.spatial_rules.subject import Proposal

#: Areas are told to the hundredth of a square metre; what is less is rounding.
_ROUNDING_M2 = 0.01


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres of the land, of what would be built over, of what stands already; the zone's figures.

    `built` is where, told when it is too much.
    """

    land_m2: float
    built_m2: float
    standing_m2: float
    built: dict[str, Any] | None
    figures: BuildingFigures


class Coverage(Rule[Proposal, Facts]):
    """The footprint and what stands already cover at most the share of the land that the zone allows."""

    code = "coverage"
    title = _("The building leaves enough of the land free")
    cites = "DOMAIN 1.6 (coverage); S10"
    hint = _("Make the building smaller, or leave out a part of it.")

    def facts(self, subject: Proposal) -> Facts:
        """Join the footprint and the buildings that stand on the plot."""
        standing = surfaces(union_of(subject.standing).intersection(subject.outline))
        built = surfaces(union_of((standing, subject.footprint)).intersection(subject.outline))
        facts = Facts(subject.outline.area, built.area, standing.area, None, subject.figures)
        return replace(facts, built=lonlat(built)) if _too_much(facts) else facts

    def judge(self, facts: Facts) -> Finding:
        """Compare shares of the land."""
        evidence = {
            "land_m2": round(facts.land_m2, 2),
            "built_m2": round(facts.built_m2, 2),
            "standing_m2": round(facts.standing_m2, 2),
            "share": round(facts.built_m2 / facts.land_m2, 4),
            "most_share": str(facts.figures.max_coverage),
            "most_m2": round(_most(facts), 2),
        }
        if _too_much(facts):
            message = _("More of the land is built over than the zone allows.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.built)
        return Finding(answer=Answer.YES, message=_("Enough of the land stays free."), evidence=evidence)


def _most(facts: Facts) -> float:
    """Return the most that may be built over, m²."""
    return float(facts.figures.max_coverage) * facts.land_m2


def _too_much(facts: Facts) -> bool:
    return facts.built_m2 > _most(facts) + _ROUNDING_M2
