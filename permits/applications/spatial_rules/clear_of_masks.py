"""The works stay clear of flood channels and of land taken by decision."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from parcels.plans.enums import MaskKind
from permits.applications.spatial_rules.subject import GRID_M, Proposal

BARRING = (MaskKind.FLOOD, MaskKind.EXPROPRIATION, MaskKind.ENERGY)
# The projection, not the register's own table: a channel that another office recorded bars works here too.
# Land that only borders on a restriction is not in it: what lies within the coordinate grid of its edge is left out.
_MET = """
SELECT coalesce(sum(ST_Length(part.geom)), 0), coalesce(array_agg(DISTINCT m.kind::text), '{}'),
       ST_AsGeoJSON(ST_Transform(ST_Union(part.geom), 4326), 9)
  FROM published_mask AS m
 CROSS JOIN LATERAL (
   SELECT ST_Intersection(ST_Buffer(m.geom, -%(grid)s), %(works)s::geometry) AS geom) AS part
 WHERE m.geom && %(works)s::geometry AND m.kind = ANY (%(kinds)s) AND ST_Length(part.geom) > 0
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Metres of the works inside barring masks, their kinds, and where."""

    inside_m: float
    kinds: list[str]
    inside: dict[str, Any] | None


class ClearOfMasks(Rule[Proposal, Facts]):
    """Nothing is built in a flood channel, on expropriated land, or in an energy risk zone."""

    code = "clear_of_masks"
    title = _("Clear of flood channels and restricted land")
    cites = "DOMAIN 1.1, 1.2; S8"
    hint = _("Leave the restricted stretch unfenced, or ask the department that answers for the restriction.")

    def facts(self, subject: Proposal) -> Facts:
        """Intersect the works with the masks."""
        asked = {"works": subject.works.ewkt, "kinds": [kind.value for kind in BARRING], "grid": GRID_M}
        inside_m, kinds, inside = ask_row(_MET, asked)
        return Facts(float(inside_m), kinds, geometry_of(inside))

    def judge(self, facts: Facts) -> Finding:
        """Any metre inside bars it."""
        evidence = {"inside_m": round(facts.inside_m, 3), "kinds": facts.kinds}
        if facts.inside_m > 0:
            return Finding(
                answer=Answer.NO, message=_("A part of the works lies in a restricted area."), evidence=evidence,
                geometry=facts.inside,
            )  # fmt: skip
        return Finding(answer=Answer.YES, message=_("No restricted area is touched."), evidence=evidence)
