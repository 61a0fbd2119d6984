"""Every parcel of a plan reaches the edge of its block, behind which the street lies."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.planning.spatial_rules.subject import PlanOnDay

_LANDLOCKED = """
WITH edges AS (
  SELECT ST_Buffer(ST_Boundary(ST_UnaryUnion(ST_Collect(geom))), %(near)s) AS geom
    FROM plans_block WHERE plan_id = %(plan)s
)
SELECT count(*), ST_AsGeoJSON(ST_Transform(ST_Collect(v.geom), 4326), 9)
  FROM register_parcel p JOIN register_boundaryversion v ON v.parcel_id = p.id AND upper_inf(v.recorded), edges
 WHERE p.plan_id = %(plan)s AND p.state NOT LIKE 'retired%%'
   AND coalesce(ST_Length(ST_Intersection(ST_Boundary(v.geom), edges.geom)), 0) < %(least)s
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """How many parcels reach no edge, and where they lie."""

    landlocked: int
    where: dict[str, Any] | None


class ParcelsReachStreets(Rule[PlanOnDay, Facts]):
    """Land that no street reaches cannot be built on."""

    code = "plan_parcels_reach_streets"
    title = _("Every parcel reaches a street")
    cites = "DOMAIN 3, S9"
    hint = _("Give the parcels that the map shows a side on the edge of the block.")

    def facts(self, subject: PlanOnDay) -> Facts:
        """Measure the side of each parcel along the edges of the blocks."""
        asked = {
            "plan": subject.plan.pk,
            "near": float(needed_value("adjacency_contact", subject.on)),
            "least": float(needed_value("adjacency_length", subject.on)),
        }
        landlocked, where = ask_row(_LANDLOCKED, asked)
        return Facts(landlocked, geometry_of(where))

    def judge(self, facts: Facts) -> Finding:
        """None may be landlocked."""
        evidence = {"landlocked": facts.landlocked}
        if facts.landlocked:
            return Finding(
                answer=Answer.NO, message=_("Some parcels reach no street."), evidence=evidence, geometry=facts.where
            )
        return Finding(answer=Answer.YES, message=_("Every parcel reaches the edge of its block."), evidence=evidence)
