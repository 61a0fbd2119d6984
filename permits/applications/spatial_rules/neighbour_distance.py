"""The building keeps away from the neighbours' buildings."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import BuildingFigures
from permits.applications.spatial_rules.site import lonlat, measured
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Metres to the nearest building beside the plot (None: none near), square metres shared with such, the least gap.

    `gap` is the shortest line between the two, where that is shorter than the least gap.
    """

    nearest_m: float | None
    shared_m2: float
    least_m: Decimal
    sliver_m2: Decimal
    gap: dict[str, Any] | None
    figures: BuildingFigures


class NeighbourDistance(Rule[Proposal, Facts]):
    """Detached buildings leave a gap; where a zone lets the side be built on, walls may touch but not overlap."""

    code = "neighbour_distance"
    title = _("The building keeps away from the neighbours' buildings")
    cites = "DOMAIN section 3 (distance to neighbours); the distance is unverified"
    hint = _("Leave the gap to the neighbour's building, or correct the outline of his building first.")

    def facts(self, subject: Proposal) -> Facts:
        """Measure to the nearest building that does not stand on the plot."""
        least, sliver = subject.limits["building_gap"], subject.limits["building_sliver"]
        beside = sorted(subject.beside, key=subject.footprint.distance)
        if not beside or subject.footprint.is_empty:
            return Facts(None, 0.0, least, sliver, None, subject.figures)
        line = shapely.shortest_line(subject.footprint, beside[0])
        shared = sum(each.intersection(subject.footprint).area for each in beside)
        nearest = measured(line.length)
        gap = lonlat(line) if 0 < nearest < least else None
        return Facts(nearest, shared, least, sliver, gap, subject.figures)

    def judge(self, facts: Facts) -> Finding:
        """Overlap never; else the gap, unless the zone lets the side be built on."""
        attached = facts.figures.setback_side_m == 0
        evidence = {
            "nearest_m": None if facts.nearest_m is None else round(facts.nearest_m, 2),
            "shared_m2": round(facts.shared_m2, 2),
            "least_m": str(facts.least_m),
            "attached": attached,
        }
        if facts.shared_m2 > float(facts.sliver_m2):
            message = _("The building would overlap a neighbour's building.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence)
        if not attached and facts.nearest_m is not None and facts.nearest_m < float(facts.least_m):
            message = _("The building stands too near to a neighbour's building.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.gap)
        message = _("The building is far enough from the neighbours' buildings.")
        return Finding(answer=Answer.YES, message=message, evidence=evidence)
