"""Dividing lines are straight."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

import shapely
from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import to_shapely
from geo.spatial_rules.rule import Answer, Finding
from geo.spatial_rules.selectors import needed_value
from parcels.register.enums import LineageKind
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """How far a dividing line strays from the straight line between its ends at most, metres; and the tolerance."""

    bend_m: float
    tolerance: Decimal


class StraightLine(LandRule):
    """The line between two parts of a split is straight."""

    code = "straight_line"
    title = _("The dividing lines are straight")
    cites = "DOMAIN 1.3"
    hint = _("Draw the dividing line with two points, or ask for an exemption with its reason.")
    kinds = frozenset({LineageKind.SPLIT})
    may_be_excused = True

    def facts(self, subject: Subject) -> Facts:
        """Measure the lines that parts share."""
        shapes = [to_shapely(part.geom) for part in subject.parts]
        bends = [_bend(one.intersection(other)) for one, other in combinations(shapes, 2)]
        return Facts(round(max(bends, default=0.0), 3), needed_value("subdivision_line_straight", subject.on))

    def judge(self, facts: Facts) -> Finding:
        """Within the tolerance."""
        evidence = {"bend_m": facts.bend_m, "tolerance_m": str(facts.tolerance)}
        if facts.bend_m > facts.tolerance:
            return Finding(answer=Answer.NO, message=_("A dividing line is bent."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("All dividing lines are straight."), evidence=evidence)


def _bend(shared: shapely.Geometry) -> float:
    """Return how far a shared line strays from the line between its farthest points; a courtyard may interrupt it."""
    points = shapely.points(shapely.get_coordinates(shared))
    if len(points) < 3:
        return 0.0
    hull = shapely.minimum_rotated_rectangle(shapely.multipoints(points))
    corners = shapely.get_coordinates(hull)
    if len(corners) < 4:
        return 0.0
    one, other = (float(((corners[i] - corners[i + 1]) ** 2).sum() ** 0.5) for i in (0, 1))
    return min(one, other)
