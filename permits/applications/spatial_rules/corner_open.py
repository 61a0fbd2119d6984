"""The corner of two streets stays open."""

from dataclasses import dataclass
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import CornerGround, corner_grounds
from permits.applications.spatial_rules.site import lonlat
from permits.applications.spatial_rules.subject import GRID_M, Proposal

#: What lies on the edge of the open ground leaves no more than this, m² or m.
_ROUNDING = 0.01


@dataclass(frozen=True, slots=True)
class Facts:
    """How many corners of two streets the plot has, and what the works take of their ground: m² or, of a line, m."""

    corners: int
    taken: float
    where: dict[str, Any] | None


class CornerOpen(Rule[Proposal, Facts]):
    """Whoever turns a corner must see the other street: the corner cut is kept, or left free where there is none."""

    code = "corner_open"
    title = _("The corner of the streets stays open")
    cites = "DOMAIN 3.3 (corner cut kept); legs of the open ground are unverified"
    hint = _("Keep the building out of the corner of the two streets.")

    def facts(self, subject: Proposal) -> Facts:
        """Intersect the works with the ground of each corner; a fence follows the boundary where that has no cut."""
        limits, works = subject.limits, subject.footprint
        leg, least = float(limits["corner_cut_leg"]), float(limits["corner_cut_street_width"])
        corners = corner_grounds(subject.sides, leg_m=leg, least_street_m=least)
        fence = works.area == 0 and works.length > 0
        kept = [corner for corner in corners if corner.given or not fence]
        beside = float(limits["fence_on_boundary"]) if fence else GRID_M
        ground = shapely.union_all([_free(corner, subject.outline.buffer(beside)) for corner in kept])
        taken = works.intersection(ground)
        size = taken.length if fence else taken.area
        return Facts(len(kept), size, lonlat(taken) if size > _ROUNDING else None)

    def judge(self, facts: Facts) -> Finding:
        """Nothing may stand there."""
        evidence = {"corners": facts.corners, "taken": round(facts.taken, 3)}
        if facts.taken > _ROUNDING:
            message = _("The works close the corner of the streets.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.where)
        if not facts.corners:
            message = _("The parcel has no corner of two streets that must stay open.")
            return Finding(answer=Answer.YES, message=message, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The corner of the streets stays open."), evidence=evidence)


def _free(corner: CornerGround, near_plot: BaseGeometry) -> BaseGeometry:
    """Return the ground without its edges on the plot: what stands on the boundary itself closes no corner."""
    return corner.ground.buffer(GRID_M).difference(near_plot) if corner.given else corner.ground.buffer(-GRID_M)
