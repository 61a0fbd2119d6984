"""No building stands on the parcel."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.applications.spatial_rules.subject import Proposal

# The projection holds every office's standing buildings: one may reach over from the next territory.
_BUILT = """
SELECT count(*), coalesce(sum(part.area), 0), ST_AsGeoJSON(ST_Transform(ST_Union(part.geom), 4326), 9)
  FROM published_building AS b
  JOIN register_boundaryversion AS v ON v.id = %(version)s AND b.geom && v.geom
 CROSS JOIN LATERAL (
   SELECT ST_Intersection(b.geom, v.geom) AS geom, ST_Area(ST_Intersection(b.geom, v.geom)) AS area) AS part
 WHERE part.area > %(least)s
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Buildings that stand on the parcel: how many, how many square metres, where; and what counts as a sliver."""

    buildings: int
    area_m2: float
    geometry: dict[str, Any] | None
    least_m2: Decimal


class ParcelVacant(Rule[Proposal, Facts]):
    """Vacant land only is fenced by a fencing permit; a built parcel is fenced by its building permit."""

    code = "parcel_vacant"
    title = _("The parcel is vacant")
    cites = "DOMAIN 1.6 (fencing of vacant land), 3.3"
    hint = _("Where a building stands, apply for a building permit that includes the fence, or demolish first.")

    def facts(self, subject: Proposal) -> Facts:
        """Intersect standing buildings with the parcel; slivers below the tolerance are survey noise."""
        least = needed_value("building_sliver", subject.on)
        count, area, geometry = ask_row(_BUILT, {"version": subject.version.pk, "least": least})
        return Facts(count, float(area), geometry_of(geometry), least)

    def judge(self, facts: Facts) -> Finding:
        """Nothing may stand."""
        evidence = {
            "buildings": facts.buildings,
            "area_m2": round(facts.area_m2, 2),
            "sliver_m2": str(facts.least_m2),
        }
        if facts.buildings:
            return Finding(
                answer=Answer.NO,
                message=_("A building stands on the parcel."),
                evidence=evidence,
                geometry=facts.geometry,
            )
        return Finding(answer=Answer.YES, message=_("No building stands on the parcel."), evidence=evidence)
