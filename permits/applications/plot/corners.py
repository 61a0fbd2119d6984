"""The ground that stays open at the corner of two streets."""

from collections.abc import Sequence
from dataclasses import dataclass

from shapely import LineString, Point, Polygon

from geo.printing.maps import Side
from permits.applications.plot.classify import turn_of
from permits.applications.plot.sides import ON_STREETS, PlotSide, SideRole

#: Sides of two streets that turn by less make no corner, degrees: a curve.
_CORNER = 30.0


@dataclass(frozen=True, slots=True)
class CornerGround:
    """The open ground of a corner: cut off by the outline (`given`), or to be left free on the plot itself."""

    given: bool
    ground: Polygon


def corner_grounds(sides: Sequence[PlotSide], *, leg_m: float, least_street_m: float) -> list[CornerGround]:
    """Return the ground of every corner of two streets, storage CRS.

    Where the outline has a corner cut: the triangle beyond it. Where it has none and both streets are at least
    `least_street_m` wide: the triangle on the plot with legs of `leg_m` along both sides.
    """
    walk = [side for side in sides if side.edges[0].from_corner]  # courtyards have no street
    found: list[CornerGround] = []
    for i, side in enumerate(walk):
        before, after = walk[i - 1], walk[(i + 1) % len(walk)]
        if side.role == SideRole.CHAMFER:
            found += _beyond(before.edges[-1], after.edges[0])
        elif _meet(before, side) and min(_width(before), _width(side)) >= least_street_m:
            found += _within(before.edges[-1], side.edges[0], leg_m)
    return found


def _meet(before: PlotSide, side: PlotSide) -> bool:
    """Say whether two sides make a sharp outer corner of two streets."""
    if not {before.role, side.role} <= ON_STREETS - {SideRole.CHAMFER} or before is side:
        return False
    return before.edges[-1].end == side.edges[0].start and -turn_of(before.edges[-1], side.edges[0]) >= _CORNER


def _width(side: PlotSide) -> float:
    return side.street.width_m if side.street else 0.0


def _beyond(before: Side, after: Side) -> list[CornerGround]:
    """Return the triangle between a corner cut and the corner that its streets' lines would make."""
    tip = _crossing(before, after)
    return [CornerGround(True, Polygon([before.end, tip, after.start]))] if tip else []


def _crossing(before: Side, after: Side) -> tuple[float, float] | None:
    """Return where the line of one edge meets that of another, or None where they run alike."""
    (x1, y1), (x2, y2) = before.start, before.end
    (x3, y3), (x4, y4) = after.start, after.end
    scale = (x1 - x2) * (y3 - y4) - (y1 - y2) * (x3 - x4)
    if abs(scale) < 1e-9:
        return None
    along = ((x1 - x3) * (y3 - y4) - (y1 - y3) * (x3 - x4)) / scale
    return (x1 + along * (x2 - x1), y1 + along * (y2 - y1))


def _within(before: Side, after: Side, leg_m: float) -> list[CornerGround]:
    back: Point = LineString([before.end, before.start]).interpolate(leg_m)
    forth: Point = after.line.interpolate(leg_m)
    return [CornerGround(False, Polygon([(back.x, back.y), before.end, (forth.x, forth.y)]))]
