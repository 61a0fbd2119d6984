"""The footprint lies within the parcel."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from shapely import Polygon

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.site import lonlat, surfaces
from permits.applications.spatial_rules.subject import Proposal

#: What rounding leaves of an outline that lies exactly on the edge of the tolerance, m².
_ROUNDING_M2 = 1e-4


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres of the footprint, of what lies farther outside than the tolerance, and where; the tolerance, m."""

    area_m2: float
    outside_m2: float
    outside: dict[str, Any] | None
    within_m: Decimal

    @property
    def all_outside(self) -> bool:
        """Whether nothing of the footprint lies in the parcel: it was drawn somewhere else."""
        return self.outside_m2 > self.area_m2 - _ROUNDING_M2


class FootprintInParcel(Rule[Proposal, Facts]):
    """No part of a building stands beyond the boundary, on a neighbour's land or on the street."""

    code = "footprint_in_parcel"
    title = _("The building stands within the parcel")
    cites = "DOMAIN section 3, S10"
    hint = _("Move the outline of the building inside the boundary.")

    def facts(self, subject: Proposal) -> Facts:
        """Take the parcel, widened by the tolerance, from the footprint."""
        within = subject.limits["footprint_beyond"]
        widened = subject.outline.buffer(float(within), join_style="mitre")
        outside = surfaces(subject.footprint.difference(widened))
        seen = outside if outside.area > _ROUNDING_M2 else Polygon()
        return Facts(subject.footprint.area, outside.area, lonlat(seen), within)

    def judge(self, facts: Facts) -> Finding:
        """Something must be drawn, and nothing of it outside."""
        evidence = {
            "area_m2": round(facts.area_m2, 2),
            "outside_m2": round(facts.outside_m2, 3),
            "within_m": str(facts.within_m),
        }
        if facts.area_m2 <= 0:
            return Finding(answer=Answer.NO, message=_("No building was drawn."), evidence=evidence)
        if facts.outside_m2 > _ROUNDING_M2:
            part = _("A part of the building lies outside the parcel.")
            message = _("The whole building lies outside the parcel.") if facts.all_outside else part
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.outside)
        return Finding(answer=Answer.YES, message=_("The whole building lies within the parcel."), evidence=evidence)
