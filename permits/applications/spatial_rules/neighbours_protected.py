"""The neighbours' buildings are protected while a building is pulled down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.site import lonlat, measured
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Metres to the nearest building beside the plot (None: none near) and the line to it, the distance that is safe.

    `protected`: the application says how the neighbours are protected.
    """

    nearest_m: float | None
    gap: dict[str, Any] | None
    least_m: Decimal
    protected: bool


class NeighboursProtected(Rule[Proposal, Facts]):
    """Nearer than the safe distance to a neighbour's building, the office wants to know how that is protected."""

    code = "neighbours_protected"
    title = _("The neighbours' buildings are protected")
    cites = "DOMAIN 3.3 (demolition: distance to neighbours); the distance is unverified"
    hint = _("Describe how the neighbours' buildings are propped and shielded.")

    def facts(self, subject: Proposal) -> Facts:
        """Measure to the nearest building that does not stand on the plot."""
        least, protected = (
            subject.limits["demolition_protection"],
            bool(str(subject.details.get("protection", "")).strip()),
        )
        beside = sorted(subject.beside, key=subject.footprint.distance)
        if not beside or subject.footprint.is_empty:
            return Facts(None, None, least, protected)
        line = shapely.shortest_line(subject.footprint, beside[0])
        nearest = measured(line.length)
        return Facts(nearest, lonlat(line) if 0 < nearest < least else None, least, protected)

    def judge(self, facts: Facts) -> Finding:
        """Far away, or protected."""
        near = facts.nearest_m is not None and facts.nearest_m < float(facts.least_m)
        evidence = {
            "nearest_m": None if facts.nearest_m is None else round(facts.nearest_m, 2),
            "least_m": str(facts.least_m),
            "protected": facts.protected,
        }
        if not near:
            return Finding(answer=Answer.YES, message=_("No neighbour's building is near."), evidence=evidence)
        if facts.protected:
            message = _("A neighbour's building is near; its protection is described.")
            return Finding(answer=Answer.YES, message=message, evidence=evidence)
        message = _("A neighbour's building is near, and nothing says how it is protected.")
        return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.gap)
