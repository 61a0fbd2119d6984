"""Which sides of an outline are front, side, rear and corner cut, from the streets and neighbours around it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.printing.maps import Side, sides_of
from permits.applications.plot.sides import PlotSide, SideRole, Street

#: Nearer than this an outline lies against a neighbour's, metres: the survey's noise, far below any alley.
_CONTACT_M = 0.10
#: A shorter piece of an edge on a street is what a street's end makes of a side that runs away from it, metres.
_PIECE_M = 1.5
#: A side that looks along its street is no frontage of it, degrees.
_ALONG = 50.0
#: Edges that bend by less go on as one side: what a curve is surveyed in, degrees.
_BEND = 30.0
#: A corner cut turns by at least so much at both of its ends, degrees.
_CUT = 15.0
#: And by no more than so much, degrees: what lies at right angles between two streets is a side.
_SQUARE = 75.0
#: Where a walk turns by at least so much, a street turns a corner, degrees.
_CORNER = 60.0
#: A side that looks away from the front by at least so much is the rear, degrees.
_AWAY = 135.0

#: The neighbours of a plot as an array, so that all are cut at once.
Beside = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far streets reach, as they are held: metres beyond their edges, and beyond the ends of their centre lines."""

    beside_m: float
    beyond_m: float


@dataclass(frozen=True, slots=True)
class _Piece:
    """An edge or a part of one, the street before it, and whether it is a corner cut."""

    edge: Side
    street: Street | None = None
    cut: bool = False


def classify(
    outline: BaseGeometry, streets: Sequence[Street], neighbours: Sequence[BaseGeometry],
    *, reach: Reach, longest_cut_m: float,
) -> tuple[PlotSide, ...]:  # fmt: skip
    """Return the sides of a plot, clockwise from the north-western corner, those of its courtyards last.

    A corner cut is at most `longest_cut_m` long. The front faces the widest street, of equal ones the one that the plot
    lies along for longer. Metres, storage CRS.
    """
    beside = np.array(neighbours, dtype=object)
    facing = [street for street in streets if street.line.distance(outline) <= _far(street, reach)]
    sides: list[PlotSide] = []
    for ring in _rings(sides_of(outline)):
        pieces = [_split(edge, facing, beside, reach) for edge in ring]
        sides += _joined(_with_cuts(ring, pieces, longest_cut_m))
    return (*_with_front_and_rear(sides), *_courtyards(outline))


def _rings(edges: Sequence[Side]) -> list[list[Side]]:
    """Part the edges where a new outer ring begins: an edge that starts where the one before did not end."""
    rings: list[list[Side]] = []
    for edge in edges:
        if rings and rings[-1][-1].end == edge.start:
            rings[-1].append(edge)
        else:
            rings.append([edge])
    return rings


def _split(edge: Side, streets: Sequence[Street], beside: Beside, reach: Reach) -> list[_Piece]:
    """Return the edge in the parts that lie on a street and those that do not, in order."""
    line = edge.line
    faced = [(span, street) for street in streets for span in _spans(edge, line, street, beside, reach)]
    faced.sort(key=lambda found: (round(found[0][0] - found[0][1], 2), -found[1].width_m, found[0]))
    taken: list[tuple[float, float, Street]] = []
    for (begin, end), street in faced:
        if all(end <= other[0] or begin >= other[1] for other in taken):
            taken.append((begin, end, street))
    pieces, at = [], 0.0
    for begin, end, street in sorted(taken, key=lambda found: found[:2]):
        pieces += [_Piece(_part(edge, at, begin))] if begin - at > 1e-6 else []
        pieces.append(_Piece(_part(edge, begin, end), street))
        at = end
    return [*pieces, _Piece(_part(edge, at, edge.length))] if edge.length - at > 1e-6 else pieces


def _spans(edge: Side, line: LineString, street: Street, beside: Beside, reach: Reach) -> list[tuple[float, float]]:
    """Return from where to where, metres along it, an edge lies on a street; ends nearly reached are reached."""
    ground = _ground_before(edge, line, street, reach) if street.line.distance(line) <= _far(street, reach) else None
    if ground is None:
        return []
    on_street = line.intersection(ground)
    if on_street.is_empty:
        return []
    on_street, spans = on_street.difference(_touching(line, beside)), []
    for part in getattr(on_street, "geoms", [on_street]):
        if part.length < min(_PIECE_M, edge.length / 2):
            continue
        ends = sorted(line.project(Point(xy)) for xy in (part.coords[0], part.coords[-1]))
        begin = 0.0 if ends[0] < _PIECE_M else ends[0]
        spans.append((begin, edge.length if edge.length - ends[1] < _PIECE_M else ends[1]))
    return spans


def _far(street: Street, reach: Reach) -> float:
    """Return beyond how many metres from its centre line a street is not seen."""
    return street.width_m / 2 + max(reach.beside_m, reach.beyond_m)


def _ground_before(edge: Side, face: LineString, street: Street, reach: Reach) -> BaseGeometry | None:
    """Return the street's ground, widened, as the edge sees it: along it, or at its end; None when it looks away."""
    line, middle = street.line, face.interpolate(0.5, normalized=True)
    at = line.project(middle)
    back, forth = line.interpolate(max(at - 1, 0)), line.interpolate(min(at + 1, line.length))
    turn = abs(angle((forth.x - back.x, forth.y - back.y), (edge.end[0] - edge.start[0], edge.end[1] - edge.start[1])))
    within = line.interpolate(min(max(at, 1), max(line.length - 1, 0)))
    if (within.x - middle.x) * edge.outward[0] + (within.y - middle.y) * edge.outward[1] <= 0:
        return None
    half = street.width_m / 2 + reach.beside_m
    if min(turn, 180 - turn) <= _ALONG:
        return _ground(line, half)
    return _beyond_end(line, at <= 0, reach.beyond_m).buffer(half, cap_style="flat") if _at_end(line, at) else None


def _touching(line: LineString, beside: Beside) -> BaseGeometry:
    """Return the neighbours' land by a line, widened by the survey's noise; what lies a metre off does not matter."""
    west, south, east, north = line.bounds
    near = shapely.clip_by_rect(beside, west - 1, south - 1, east + 1, north + 1)
    return shapely.union_all(near[~shapely.is_empty(near)]).buffer(_CONTACT_M)


@lru_cache(maxsize=512)
def _ground(line: LineString, half_m: float) -> BaseGeometry:
    """Return the ground of a street; plots along it ask for the same."""
    return line.buffer(half_m, cap_style="flat")


def _at_end(line: LineString, at: float) -> bool:
    return at <= 0 or at >= line.length


def _beyond_end(line: LineString, at_start: bool, metres: float) -> LineString:
    """Return the stretch that goes on from an end of a line, and the last of the line with it."""
    coords = list(line.coords) if at_start else list(line.coords)[::-1]
    (x, y), (before_x, before_y) = coords[0][:2], coords[1][:2]
    length = math.dist((x, y), (before_x, before_y))
    on = metres / length
    return LineString([(before_x, before_y), (x + (x - before_x) * on, y + (y - before_y) * on)])


def _part(edge: Side, begin: float, end: float) -> Side:
    """Return a part of an edge; a whole one as it is."""
    if begin <= 1e-6 and edge.length - end <= 1e-6:
        return edge
    points = (edge.line.interpolate(begin), edge.line.interpolate(end))
    return replace(edge, start=(points[0].x, points[0].y), end=(points[1].x, points[1].y))


def _with_cuts(ring: Sequence[Side], pieces: list[list[_Piece]], longest_m: float) -> list[_Piece]:
    """Return all pieces in order, the corner cuts marked: short, outwards, between two streets or where one turns."""
    found: list[_Piece] = []
    for i, edge in enumerate(ring):
        after = (i + 1) % len(ring)
        streets = pieces[i - 1][-1].street, pieces[after][0].street
        is_cut = edge.length <= longest_m and _cuts_corner(ring[i - 1], edge, ring[after], streets)
        found += [_Piece(edge, None, True)] if is_cut else pieces[i]
    return found


def _cuts_corner(before: Side, edge: Side, after: Side, streets: tuple[Street | None, Street | None]) -> bool:
    """Say whether an edge cuts a corner: in a clockwise walk outer corners turn right."""
    one, two = streets
    turns = -turn_of(before, edge), -turn_of(edge, after)
    if one is None or two is None or min(turns) < _CUT or max(turns) > _SQUARE:
        return False
    return min(before.length, after.length) > edge.length / 2 and (not one.goes_on_as(two) or sum(turns) >= _CORNER)


def _joined(pieces: list[_Piece]) -> list[PlotSide]:
    """Join neighbouring pieces of one street, or of none, that bend little; the ring is walked round its beginning."""
    groups: list[list[_Piece]] = []
    for piece in pieces:
        if groups and _go_on(groups[-1][-1], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    if len(groups) > 1 and _go_on(groups[-1][-1], groups[0][0]):
        groups[0] = [*groups.pop(), *groups[0]]
    return [_side(group) for group in groups]


def _go_on(piece: _Piece, following: _Piece) -> bool:
    if piece.cut or following.cut or abs(turn_of(piece.edge, following.edge)) >= _BEND:
        return False
    if piece.street is None or following.street is None:
        return piece.street is following.street
    return piece.street.goes_on_as(following.street)


def _side(group: list[_Piece]) -> PlotSide:
    role = SideRole.CHAMFER if group[0].cut else SideRole.SIDE if group[0].street is None else SideRole.STREET
    return PlotSide(role=role, edges=tuple(piece.edge for piece in group), street=group[0].street)


def _with_front_and_rear(sides: list[PlotSide]) -> list[PlotSide]:
    """Name the front among the sides on streets, and the rear among the others; without a street there is neither."""
    on_streets = [side for side in sides if side.street is not None]
    if not on_streets:
        return sides
    main = min(on_streets, key=lambda side: (-round(_width(side), 2), -round(side.length_m, 3)))
    return [_named(side, main) for side in sides]


def _width(side: PlotSide) -> float:
    return side.street.width_m if side.street else 0.0


def _named(side: PlotSide, main: PlotSide) -> PlotSide:
    if side.street is not None and main.street is not None and side.street.goes_on_as(main.street):
        return replace(side, role=SideRole.FRONT)
    if side.role == SideRole.SIDE and abs(angle(side.outward, main.outward)) >= _AWAY:
        return replace(side, role=SideRole.REAR)
    return side


def _courtyards(outline: BaseGeometry) -> list[PlotSide]:
    """Return land of others inside the plot as sides towards neighbours; walked so that the plot is to the right."""
    parts = outline.geoms if isinstance(outline, MultiPolygon) else [outline]
    holes = [hole for part in parts if isinstance(part, Polygon) for hole in part.interiors]
    return [_courtyard(hole) for hole in holes]


def _courtyard(hole: LineString) -> PlotSide:
    coords = list(hole.coords) if hole.is_ccw else list(hole.coords)[::-1]
    edges = tuple(Side(0, 0, start, end) for start, end in pairwise(coords) if start != end)
    return PlotSide(role=SideRole.SIDE, edges=edges)


def turn_of(edge: Side, following: Side) -> float:
    """Return by how many degrees the walk turns left from an edge to the one after it."""
    return angle(edge.outward, following.outward)


def angle(one: tuple[float, float], two: tuple[float, float]) -> float:
    """Return the angle from one vector to another, degrees in (-180, 180]; left turns are positive."""
    cross, dot = one[0] * two[1] - one[1] * two[0], one[0] * two[0] + one[1] * two[1]
    return math.degrees(math.atan2(cross, dot))
