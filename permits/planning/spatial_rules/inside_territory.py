"""The plan lies in the land of its municipal body."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule
from geo.spatial_rules.selectors import needed_value
from permits.planning.spatial_rules.subject import PlanOnDay

_OUTSIDE = """
SELECT coalesce(ST_Area(beyond.geom), 0), ST_AsGeoJSON(ST_Transform(beyond.geom, 4326), 9)
  FROM (SELECT ST_Difference(%(outline)s::geometry, ST_Buffer(%(territory)s::geometry, %(within)s)) AS geom) AS beyond
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres of the plan outside the body's territory, and where."""

    outside_m2: float
    where: dict[str, Any] | None


class InsideTerritory(Rule[PlanOnDay, Facts]):
    """An office decides on its own land only."""

    code = "plan_inside_territory"
    title = _("The plan lies in the territory of its office")
    cites = "DOMAIN 3.2, S5"
    hint = _("Correct the outline, or open the plan in the office that answers for the land.")

    def facts(self, subject: PlanOnDay) -> Facts:
        """Take the territory away from the outline, but for the tolerance of the frame."""
        territory = subject.plan.municipality.territory
        if territory is None:
            raise MissingSource("territory of the municipal body")
        asked = {
            "outline": subject.plan.geom.ewkt,
            "territory": territory.ewkt,
            "within": float(needed_value("frame_excess", subject.on)),
        }
        outside, where = ask_row(_OUTSIDE, asked)
        return Facts(float(outside), geometry_of(where))

    def judge(self, facts: Facts) -> Finding:
        """Nothing may lie outside."""
        evidence = {"outside_m2": round(facts.outside_m2, 2)}
        if facts.outside_m2 > 0:
            return Finding(
                answer=Answer.NO, message=_("A part of the plan lies outside the territory of its office."),
                evidence=evidence, geometry=facts.where,
            )  # fmt: skip
        return Finding(answer=Answer.YES, message=_("The whole plan lies in the territory."), evidence=evidence)
