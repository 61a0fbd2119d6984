"""Joining neighbouring surfaces, and parting one, without moving a corner; pure, whole millimetres inside.

Neighbours describe a shared side each in its own words: a corner of one lies up to a millimetre or two off the side of
the other. Here no corner moves: a side is led through the corners that lie on it, and hairlines between the surfaces
are filled. So a corner that a third neighbour shares stays where it is; and a side that is bent to meet a corner is led
through the third neighbours' corners on it too, for then it runs where theirs runs (docs/decisions 16).
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Points = npt.NDArray[np.float64]
#: Millimetres: what is nowhere wider lies between two descriptions of one side, and is nobody's land. The lesser are
#: for where the greater one would reach across a third neighbour's narrow end.
SEAMS_MM = (3.0, 1.5, 1.0, 0.5)
#: Millimetres: how far from a side a corner that lies on it may be (refuse_overlaps_v1, docs/decisions 7).
ON_SIDE_MM = 1.5


def joined(surfaces: Sequence[BaseGeometry], beside: Sequence[BaseGeometry] = ()) -> BaseGeometry:
    """Return the surfaces as one, on the millimetre grid, metres: several parts where they do not lie side by side.

    `beside` are the surfaces around that take no part. Every vertex of the result is one of a given surface, but where
    two sides cross.
    """
    origin = np.floor(shapely.total_bounds(surfaces)[:2])
    land = [_in_mm(surface, origin) for surface in surfaces]
    around = [_in_mm(one, origin) for one in beside]
    others = _corners(around)
    shared = _without(others, _without(others, _corners(land)))
    found = []
    for seam in SEAMS_MM:
        whole = _together(land, others, seam)
        fits, lost = _fits(whole, around), len(_without(shared, _corners([whole])))
        found.append((fits, -lost, whole))
        if fits and not lost:
            break
    return _in_m(max(found, key=lambda one: one[:2])[2], origin)


def _fits(whole: BaseGeometry, around: Sequence[BaseGeometry]) -> bool:
    """Say whether it is one surface, beside which the others may stay."""
    return isinstance(whole, Polygon) and not any(_overlap(whole, one) for one in around)


def _overlap(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Say whether the register would refuse the two: what they have in common is somewhere wider than 1.5 mm."""
    common = shapely.intersection(one, other)
    return bool(shapely.area(common) > 0 and not shapely.is_empty(shapely.buffer(common, -ON_SIDE_MM / 2)))


def parted(surface: BaseGeometry, line: BaseGeometry, beside: Sequence[BaseGeometry] = ()) -> list[Polygon]:
    """Return the parts that a line cuts a surface into, the largest first, on the grid; one where it does not cross.

    The corners that the cut makes lie on the sides that it crosses, to a millimetre; those sides are led through the
    corners of `beside`, as in `joined`.
    """
    origin = np.floor(shapely.total_bounds(surface)[:2])
    land, cut = _in_mm(surface, origin), shapely.transform(line, lambda xy: (xy - origin) * 1000)
    crossed = {int(side) for side in shapely.STRtree(_sides(land)).query(cut, predicate="intersects")}
    others = _without(_corners([_in_mm(one, origin) for one in beside]), _corners([land]))
    near = {s: sorted(f) for s, f in _nearest_side(_sides(land), others, ON_SIDE_MM).items() if s in crossed}
    land = _led_through(land, {side: [point for _a, _o, point in found] for side, found in near.items()})
    faces = shapely.get_parts(shapely.polygonize([shapely.union(shapely.boundary(land), cut, grid_size=1)]))
    parts = [face for face in faces if land.contains(face.representative_point())]
    parts.sort(key=lambda part: (-part.area, part.wkb))
    return [_in_m(part, origin) for part in parts]


def _in_mm(surface: BaseGeometry, origin: Points) -> BaseGeometry:
    return shapely.transform(surface, lambda xy: np.rint((xy - origin) * 1000))


def _in_m(surface: BaseGeometry, origin: Points) -> BaseGeometry:
    """Return a surface in metres: each coordinate the one double that ST_SnapToGrid makes of its millimetre."""
    return shapely.transform(surface, lambda xy: np.rint((xy / 1000 + origin) / 0.001) * 0.001)


def _together(surfaces: list[BaseGeometry], others: Points, seam: float) -> BaseGeometry:
    tied = []
    for place, surface in enumerate(surfaces):
        theirs = _corners([*surfaces[:place], *surfaces[place + 1 :]])
        mine = _corners([surface])
        tied.append(_tied(surface, _without(theirs, mine), _without(others, mine), seam))
    whole = shapely.union_all([*tied, *_hairlines(tied, seam)], grid_size=1)
    return shapely.union_all([_without_slits(part, seam) for part in shapely.get_parts(whole)])


def _corners(surfaces: Iterable[BaseGeometry]) -> Points:
    found: Points = np.unique(shapely.get_coordinates(list(surfaces)), axis=0)
    return found


def _without(points: Points, known: Points) -> Points:
    held = {tuple(point) for point in known.tolist()}
    return np.array([point for point in points.tolist() if tuple(point) not in held]).reshape(-1, 2)


def _tied(surface: BaseGeometry, theirs: Points, others: Points, seam: float) -> BaseGeometry:
    """Return a surface whose sides run through the corners of the surfaces that it is joined to."""
    sides = _sides(surface)
    near = _nearest_side(sides, theirs, seam)
    bent = {side for side, found in near.items() if any(off > 0 for _along, off, _point in found)}
    beside = {s: f for s, f in _nearest_side(sides, others, ON_SIDE_MM).items() if s in bent}
    on_side = {side: sorted([*near[side], *beside.get(side, ())]) for side in near}
    return _led_through(surface, {side: [point for _a, _o, point in found] for side, found in on_side.items()})


def _rings(surface: BaseGeometry) -> list[Points]:
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(surface))]


def _sides(surface: BaseGeometry) -> npt.NDArray[np.object_]:
    ends = [pair for ring in _rings(surface) for pair in pairwise(ring)]
    sides: npt.NDArray[np.object_] = shapely.linestrings(np.array(ends))
    return sides


OnSide = tuple[float, float, tuple[float, float]]


def _nearest_side(sides: npt.NDArray[np.object_], points: Points, within: float) -> dict[int, list[OnSide]]:
    """Return by side the points on it: how far along, how far off, where. A point lies on its nearest side only."""
    if not len(points):
        return {}
    places = shapely.points(points)
    (which, found), off = shapely.STRtree(sides).query_nearest(
        places, max_distance=within, return_distance=True, all_matches=False
    )
    on_side: dict[int, list[OnSide]] = {}
    for point, side, distance in zip(which, found, off, strict=True):
        along = shapely.line_locate_point(sides[side], places[point])
        if 0 < along < shapely.length(sides[side]):
            on_side.setdefault(int(side), []).append((float(along), float(distance), tuple(points[point])))
    return on_side


def _led_through(surface: BaseGeometry, on_side: dict[int, list[tuple[float, float]]]) -> BaseGeometry:
    side, parts = 0, []
    for part in shapely.get_parts(surface):
        rings = []
        for ring in _rings(part):
            led: list[tuple[float, float]] = []
            for corner in ring[:-1]:
                led += [tuple(corner), *on_side.get(side, ())]
                side += 1
            rings.append(led)
        parts.append(Polygon(rings[0], rings[1:]))
    return shapely.make_valid(MultiPolygon(parts), method="structure")


def _hairlines(surfaces: Sequence[BaseGeometry], seam: float) -> list[BaseGeometry]:
    """Return the hairlines between surfaces whose corners do not quite meet: closed by a line from corner to corner."""
    lines = shapely.node(shapely.union_all([*shapely.boundary(surfaces), *_short_ways(surfaces, seam)]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    whole = shapely.union_all(surfaces)
    return [
        face
        for face in faces
        if shapely.is_empty(shapely.buffer(face, -seam / 2)) and not whole.contains(face.representative_point())
    ]


def _short_ways(surfaces: Sequence[BaseGeometry], seam: float) -> list[BaseGeometry]:
    """Return the lines between corners of different surfaces that are not the same and no farther apart than a seam."""
    ways = []
    for place, surface in enumerate(surfaces):
        mine = _corners([surface])
        theirs = _without(_corners(surfaces[place + 1 :]), mine)
        tree = shapely.STRtree(shapely.points(mine))
        for there, here in tree.query(shapely.points(theirs), predicate="dwithin", distance=seam).T:
            ways.append(shapely.LineString([theirs[there], mine[here]]))
    return ways


def _without_slits(part: BaseGeometry, seam: float) -> BaseGeometry:
    """Return a polygon without holes that are nowhere wider than a seam."""
    holes = shapely.get_rings(part)[1:]
    wide = [hole for hole in holes if not shapely.is_empty(shapely.buffer(Polygon(hole), -seam / 2))]
    return Polygon(shapely.get_exterior_ring(part), wide)
