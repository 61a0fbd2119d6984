"""The fence follows the parcel's boundary."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.subject import Proposal, ask_row, tolerance

_OFF = """
SELECT ST_Length(works.line), coalesce(ST_Length(off.line), 0),
       CASE WHEN ST_IsEmpty(off.line) THEN NULL ELSE ST_AsGeoJSON(ST_Transform(off.line, 4326), 9)::jsonb END
  FROM register_boundaryversion AS v
 CROSS JOIN LATERAL (SELECT %(works)s::geometry AS line) AS works
 CROSS JOIN LATERAL (
   SELECT ST_Difference(works.line, ST_Buffer(ST_Boundary(v.geom), %(within)s, 'quad_segs=32')) AS line) AS off
 WHERE v.id = %(version)s
"""
#: A hundredth of a millimetre: what rounding leaves of a line that lies exactly on the edge of the tolerance.
_ROUNDING_M = 1e-5


@dataclass(frozen=True, slots=True)
class Facts:
    """Length of the fence, and of what leaves the boundary by more than the tolerance; metres."""

    length_m: float
    off_m: float
    off: dict[str, Any] | None
    within_m: Decimal


class FenceOnBoundary(Rule[Proposal, Facts]):
    """The fence lies on the parcel's boundary within the tolerance, and nowhere beyond the street line."""

    code = "fence_on_boundary"
    title = _("The fence lies on the boundary")
    cites = "DOMAIN 3.3 (fence line within 5 cm of the boundary)"
    hint = _("Draw the fence along the sides of the parcel.")

    def facts(self, subject: Proposal) -> Facts:
        """Take away from the fence what lies within the tolerance of the boundary."""
        within = tolerance("fence_on_boundary", subject.on)
        asked = {"works": subject.works.ewkt, "within": float(within), "version": subject.version.pk}
        length, off_m, off = ask_row(_OFF, asked)
        return Facts(float(length), float(off_m), off, within)

    def judge(self, facts: Facts) -> Finding:
        """Something must be fenced, and nothing off the boundary."""
        evidence = {
            "length_m": round(facts.length_m, 3),
            "off_m": round(facts.off_m, 3),
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
        return Finding(answer=Answer.YES, message=_("The whole fence lies on the boundary."), evidence=evidence)
