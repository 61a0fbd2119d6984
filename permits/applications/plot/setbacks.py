"""How far a footprint stands from the sides, the strips that it takes of their setbacks, and what may be built on."""

from collections.abc import Iterable
from dataclasses import dataclass

from shapely import MultiPolygon, Polygon, intersection_all, union_all
from shapely.geometry.base import BaseGeometry

from geo.printing.maps import Side
from permits.applications.plot.figures import is_clear
from permits.applications.plot.sides import PlotSide

#: Farther than any plot is deep, metres: how far the land before an edge is looked at.
_DEEP_M = 5_000.0
#: Arcs round the ends of a side; a polygon of so many pieces lies inside the true circle by less than 0.3 mm in 6 m.
_ARC = 128
NOTHING = Polygon()


@dataclass(frozen=True, slots=True)
class SideSetback:
    """A side with what was measured: metres to the footprint (None: none before it), strip inside the setback."""

    side: PlotSide
    clear_m: float | None
    strip: BaseGeometry


def measure(footprint: BaseGeometry, side: PlotSide, required: float, slack: float) -> SideSetback:
    """Measure a footprint against one side; what lies within `slack` metres of being clear is no strip."""
    distances, strips = [], []
    for edge in side.edges:
        before = footprint if _lies_before(footprint, edge) else footprint.intersection(land_before(edge))
        if before.is_empty:
            continue
        line = edge.line
        distances.append(before.distance(line))
        if not is_clear(distances[-1], required, slack):
            strips.append(before.intersection(line.buffer(required, quad_segs=_ARC)))
    return SideSetback(side, min(distances, default=None), union_all(strips) if strips else NOTHING)


def envelope(outline: BaseGeometry, required: Iterable[tuple[PlotSide, float]]) -> BaseGeometry:
    """Return the land that all setbacks leave: a polygon, several, or an empty one. Storage CRS."""
    taken = [
        intersection_all([land_before(edge), edge.line.buffer(metres, quad_segs=_ARC), outline])
        for side, metres in required
        if metres > 0
        for edge in side.edges
    ]
    left = outline.difference(union_all(taken)) if taken else outline
    return left if isinstance(left, Polygon | MultiPolygon) else NOTHING


def _lies_before(footprint: BaseGeometry, edge: Side) -> bool:
    """Say whether a whole footprint lies on the inner side of an edge; its box is asked, so a no may be wrong."""
    west, south, east, north = footprint.bounds
    (x, y), (out_x, out_y) = edge.start, edge.outward
    return all((cx - x) * out_x + (cy - y) * out_y <= 0 for cx in (west, east) for cy in (south, north))


def land_before(edge: Side) -> Polygon:
    """Return the half of the plane on the inner side of an edge, as far as plots reach.

    What lies behind an edge is before another one: across a notch or beyond a reflex corner it is not this side that
    asks for its distance.
    """
    (x, y), (out_x, out_y) = edge.start, edge.outward
    along_x, along_y = out_y * _DEEP_M, -out_x * _DEEP_M
    in_x, in_y = -out_x * _DEEP_M, -out_y * _DEEP_M
    near = (x - along_x, y - along_y), (x + along_x, y + along_y)
    far = (near[1][0] + in_x, near[1][1] + in_y), (near[0][0] + in_x, near[0][1] + in_y)
    return Polygon([*near, *far])
