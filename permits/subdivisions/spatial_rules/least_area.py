"""No part is smaller than the law allows."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import geojson_lonlat
from geo.spatial_rules.rule import Answer, Finding
from geo.spatial_rules.selectors import needed_value
from parcels.register.enums import LineageKind
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Areas of the parts in m², the least one allowed, and the smallest part's outline."""

    areas: tuple[float, ...]
    least: Decimal
    smallest: dict[str, Any]


class LeastArea(LandRule):
    """Every part of a split has at least the area that the subdivision rules ask for."""

    code = "least_area"
    title = _("Every part is large enough")
    cites = "DOMAIN 1.3; S13"
    hint = _("Make fewer or other parts, or ask for an exemption with its reason.")
    kinds = frozenset({LineageKind.SPLIT})
    may_be_excused = True

    def facts(self, subject: Subject) -> Facts:
        """Measure on the grid."""
        parts = subject.parts
        smallest = min(parts, key=lambda part: part.geom.area)
        areas = tuple(round(part.geom.area, 2) for part in parts)
        return Facts(areas, needed_value("subdivision_least_area", subject.on), geojson_lonlat(smallest.geom))

    def judge(self, facts: Facts) -> Finding:
        """The smallest decides."""
        evidence = {"areas_m2": list(facts.areas), "least_m2": str(facts.least)}
        if min(facts.areas) < facts.least:
            message = _("A part is smaller than the rules allow.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.smallest)
        return Finding(answer=Answer.YES, message=_("All parts are large enough."), evidence=evidence)
