"""The parcels of a plan fill its blocks, without gap, overlap or land outside."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.planning.spatial_rules.subject import PlanOnDay

# Noise is what a strip of the tolerance's width covers: it is shrunk away by half of it from both sides.
_FILLED = """
WITH land AS (
  SELECT p.id, v.geom
    FROM register_parcel p JOIN register_boundaryversion v ON v.parcel_id = p.id AND upper_inf(v.recorded)
   WHERE p.plan_id = %(plan)s AND p.state NOT LIKE 'retired%%'
), ground AS (
  SELECT (SELECT ST_UnaryUnion(ST_Collect(geom)) FROM land) AS land,
         (SELECT ST_UnaryUnion(ST_Collect(geom)) FROM plans_block WHERE plan_id = %(plan)s) AS blocks
), faults AS (
  SELECT 'gap' AS kind, ST_Buffer(ST_Difference(blocks, land), -%(noise)s) AS geom FROM ground
   UNION ALL SELECT 'outside', ST_Buffer(ST_Difference(land, blocks), -%(noise)s) FROM ground
   UNION ALL SELECT 'overlap', ST_Buffer(ST_Intersection(a.geom, b.geom), -0.00075)
               FROM land a JOIN land b ON a.id < b.id AND a.geom && b.geom AND ST_Relate(a.geom, b.geom, 'T********')
)
SELECT (SELECT count(*) FROM land), (SELECT count(*) FROM plans_block WHERE plan_id = %(plan)s),
       coalesce(array_agg(DISTINCT kind) FILTER (WHERE NOT ST_IsEmpty(geom)), '{}'),
       coalesce(sum(ST_Area(geom)), 0), ST_AsGeoJSON(ST_Transform(ST_Union(geom), 4326), 9)
  FROM faults
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """How many parcels and blocks the plan has, which faults there are, their square metres, and where."""

    parcels: int
    blocks: int
    faults: list[str]
    fault_m2: float
    where: dict[str, Any] | None


class ParcelsFillBlocks(Rule[PlanOnDay, Facts]):
    """A plan divides its blocks wholly: every square metre is of one parcel."""

    code = "plan_parcels_fill_blocks"
    title = _("The parcels fill their blocks without gap or overlap")
    cites = "DOMAIN 3.2, S2 S3"
    hint = _("Correct the parcels or the blocks where the map shows it.")

    def facts(self, subject: PlanOnDay) -> Facts:
        """Compare the union of the parcels with the union of the blocks."""
        asked = {"plan": subject.plan.pk, "noise": float(needed_value("frame_excess", subject.on)) / 2}
        parcels, blocks, faults, fault_m2, where = ask_row(_FILLED, asked)
        return Facts(parcels, blocks, faults, float(fault_m2), geometry_of(where))

    def judge(self, facts: Facts) -> Finding:
        """There are blocks, there are parcels, and nothing is wrong between them."""
        evidence = {
            "parcels": facts.parcels, "blocks": facts.blocks, "faults": facts.faults,
            "fault_m2": round(facts.fault_m2, 2),
        }  # fmt: skip
        if facts.parcels == 0 or facts.blocks == 0:
            return Finding(answer=Answer.NO, message=_("The plan has no blocks or no parcels yet."), evidence=evidence)
        if facts.faults:
            return Finding(
                answer=Answer.NO, message=_("There are gaps, overlaps, or parcels outside the blocks."),
                evidence=evidence, geometry=facts.where,
            )  # fmt: skip
        return Finding(answer=Answer.YES, message=_("Every block is divided wholly."), evidence=evidence)
