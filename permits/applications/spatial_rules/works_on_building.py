"""What is to be pulled down stands there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.site import lonlat, surfaces, union_of
from permits.applications.spatial_rules.subject import Proposal

WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres: what stands on the parcel, what is drawn, what of the drawing covers no building, what would stay.

    `scope` is whole or part; `off` and `left` are where. `within_m` is the tolerance of the drawing.
    """

    standing_m2: float
    works_m2: float
    off_m2: float
    off: dict[str, Any] | None
    left_m2: float
    left: dict[str, Any] | None
    scope: str
    within_m: Decimal
    sliver_m2: Decimal


class WorksOnBuilding(Rule[Proposal, Facts]):
    """A demolition permit names a building that the register knows: all of it, or a part that is drawn."""

    code = "works_on_building"
    title = _("The building to be pulled down stands on the parcel")
    cites = "DOMAIN 3.3 (demolition: building footprint selected; if partial, the remaining footprint drawn)"
    hint = _("Choose the building on the map. A building that is not there must be recorded first.")

    def facts(self, subject: Proposal) -> Facts:
        """Compare the drawing with the buildings that stand on the parcel."""
        within, sliver = subject.limits["footprint_unchanged"], subject.limits["building_sliver"]
        standing, works = union_of(subject.standing), subject.footprint
        off = surfaces(works.difference(standing.buffer(float(within), join_style="mitre")))
        left = surfaces(standing.difference(works.buffer(float(within), join_style="mitre")))
        return Facts(
            standing.area, works.area, off.area, lonlat(off), left.area, lonlat(left),
            str(subject.details.get("scope", WHOLE)), within, sliver,
        )  # fmt: skip

    def judge(self, facts: Facts) -> Finding:
        """Nothing is pulled down that does not stand; all of it, unless a part is said."""
        evidence = {
            "standing_m2": round(facts.standing_m2, 2), "works_m2": round(facts.works_m2, 2),
            "off_m2": round(facts.off_m2, 2), "left_m2": round(facts.left_m2, 2), "scope": facts.scope,
        }  # fmt: skip
        if facts.standing_m2 <= 0:
            return Finding(answer=Answer.NO, message=_("No building stands on this parcel."), evidence=evidence)
        if facts.works_m2 <= 0:
            return Finding(answer=Answer.NO, message=_("No building was chosen."), evidence=evidence)
        if facts.off_m2 > float(facts.sliver_m2):
            message = _("A part of the drawing covers no building.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.off)
        if facts.scope == WHOLE and facts.left_m2 > float(facts.sliver_m2):
            message = _("A part of the building would stay, though all of it is to go.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.left)
        return Finding(answer=Answer.YES, message=_("The building stands on the parcel."), evidence=evidence)
