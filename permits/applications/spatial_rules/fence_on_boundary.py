"""The fence follows the parcel's boundary."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.asking import ask_row, geometry_of
from geo.spatial_rules.rule import Answer, Finding, Rule
from geo.spatial_rules.selectors import needed_value
from permits.applications.spatial_rules.subject import GRID_M, Proposal

# The street line is where the parcel meets land that is no parcel: beyond it there is no tolerance.
_OFF = """
SELECT ST_Length(works.line), ST_Length(off.line), ST_AsGeoJSON(ST_Transform(off.line, 4326), 9),
       ST_Length(beyond.line), ST_AsGeoJSON(ST_Transform(beyond.line, 4326), 9)
  FROM register_boundaryversion AS v
 CROSS JOIN LATERAL (SELECT %(works)s::geometry AS line) AS works
 CROSS JOIN LATERAL (
   SELECT ST_Difference(works.line, ST_Buffer(ST_Boundary(v.geom), %(within)s, 'quad_segs=32')) AS line) AS off
 CROSS JOIN LATERAL (
   SELECT ST_Difference(works.line, ST_Union(land.geom)) AS line
     FROM (SELECT ST_Buffer(v.geom, %(grid)s) AS geom
            UNION ALL
           SELECT p.geom FROM register_publishedparcel AS p WHERE p.geom && works.line) AS land) AS beyond
 WHERE v.id = %(version)s
"""
#: A hundredth of a millimetre: what rounding leaves of a line that lies exactly on the edge of the tolerance.
_ROUNDING_M = 1e-5


@dataclass(frozen=True, slots=True)
class Facts:
    """Metres of the fence, of what leaves the boundary by more than the tolerance, of what enters the street."""

    length_m: float
    off_m: float
    off: dict[str, Any] | None
    beyond_m: float
    beyond: dict[str, Any] | None
    within_m: Decimal


class FenceOnBoundary(Rule[Proposal, Facts]):
    """The fence lies on the parcel's boundary within the tolerance, and nowhere beyond the street line."""

    code = "fence_on_boundary"
    title = _("The fence lies on the boundary")
    cites = "DOMAIN 3.3 (fence line within 5 cm of the boundary)"
    hint = _("Draw the fence along the sides of the parcel.")

    def facts(self, subject: Proposal) -> Facts:
        """Take away from the fence what lies near the boundary; then what stands on this or another parcel."""
        within = needed_value("fence_on_boundary", subject.on)
        asked = {
            "works": subject.works.ewkt, "within": float(within), "grid": GRID_M, "version": subject.version.pk,
        }  # fmt: skip
        length, off_m, off, beyond_m, beyond = ask_row(_OFF, asked)
        return Facts(length, off_m, geometry_of(off), beyond_m, geometry_of(beyond), within)

    def judge(self, facts: Facts) -> Finding:
        """Something must be fenced, nothing off the boundary, nothing on the street."""
        evidence = {
            "length_m": round(facts.length_m, 3),
            "off_m": round(facts.off_m, 3),
            "beyond_m": round(facts.beyond_m, 3),
            "within_m": str(facts.within_m),
        }
        if facts.length_m <= 0:
            return Finding(answer=Answer.NO, message=_("No side was chosen."), evidence=evidence)
        if facts.off_m > _ROUNDING_M:
            return Finding(
                answer=Answer.NO,
                message=_("A part of the fence leaves the boundary."),
                evidence=evidence,
                geometry=facts.off,
            )
        if facts.beyond_m > _ROUNDING_M:
            return Finding(
                answer=Answer.NO,
                message=_("A part of the fence goes beyond the street line."),
                evidence=evidence,
                geometry=facts.beyond,
            )
        return Finding(answer=Answer.YES, message=_("The whole fence lies on the boundary."), evidence=evidence)
