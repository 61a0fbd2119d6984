"""No other plan in force lies on the same land."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.planning.spatial_rules.subject import PlanOnDay

# The projection, not the register's own table: a plan that another office approved stands against this one too. Plans
# that meet within the tolerance of the frame border on each other. An amendment lies on the revisions of its number.
_MET = """
SELECT coalesce(array_agg(DISTINCT p.number::text), '{}'), coalesce(sum(ST_Area(common.geom)), 0),
       ST_AsGeoJSON(ST_Transform(ST_Union(common.geom), 4326), 9)
  FROM published_plan AS p
 CROSS JOIN LATERAL (SELECT ST_Buffer(ST_Intersection(p.geom, %(outline)s::geometry), -%(within)s) AS geom) AS common
 WHERE p.geom && %(outline)s::geometry AND p.status = 'approved' AND p.id <> %(id)s
   AND NOT (p.number = %(number)s AND p.municipality_id = %(body)s) AND NOT ST_IsEmpty(common.geom)
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers of the plans that lie on the same land, square metres in common, and where."""

    numbers: list[str]
    common_m2: float
    where: dict[str, Any] | None


class ClearOfOtherPlans(Rule[PlanOnDay, Facts]):
    """Land stands in one plan at a time."""

    code = "plan_clear_of_others"
    title = _("No other plan in force lies on the land")
    cites = "DOMAIN 3.2, S2"
    hint = _("Correct the outline, or supersede the other plan by a procedure of its own.")

    def facts(self, subject: PlanOnDay) -> Facts:
        """Intersect the outline with the plans in force."""
        plan = subject.plan
        asked = {
            "outline": plan.geom.ewkt, "id": plan.pk, "number": plan.number, "body": plan.municipality_id,
            "within": float(needed_value("frame_excess", subject.on)),
        }  # fmt: skip
        numbers, common, where = ask_row(_MET, asked)
        return Facts(numbers, float(common), geometry_of(where))

    def judge(self, facts: Facts) -> Finding:
        """Nothing may be common."""
        evidence = {"plans": facts.numbers, "common_m2": round(facts.common_m2, 2)}
        if facts.numbers:
            return Finding(
                answer=Answer.NO, message=_("Another plan in force lies on a part of the land."), evidence=evidence,
                geometry=facts.where,
            )  # fmt: skip
        return Finding(answer=Answer.YES, message=_("No other plan in force lies here."), evidence=evidence)
