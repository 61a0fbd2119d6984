"""Surveys in LandXML 1.2: the plots of a file, their lines and arcs from points given north before east.

The elements are those of the schema (landxml.org, LandXML-1.2.xsd): CgPoint, CoordGeom with Line, IrregularLine and
Curve; what has a CoordGeom is a plot, but alignments and plan features. Spirals are refused; arcs become straight
pieces that stay within a millimetre.
"""

import struct
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import acos, atan2, ceil, cos, hypot, pi, sin
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import shapely

from geo.exchange.reading.forms.markup import check_xml
from geo.exchange.reading.forms.table import checked_text, rows_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion, portions
from geo.exchange.reading.sniffing import Form
from geo.exchange.reading.surfaces import examine

#: How far a straight piece may stay off its arc, and two ends of neighbouring pieces off each other, metres.
SAGITTA, SAME = 0.001, 0.001
#: How far the ends of an arc may differ in their distance from its centre, metres.
_ROUND = 0.02
#: No arc of a plot is flatter than this radius, metres.
_FARTHEST = 1e7
#: Elements whose geometry is a line by its meaning.
_LINES = {"Alignment", "PlanFeature"}
#: Elements within elements.
DEPTH = 64
#: Square metres of the units of area of the schema (areaUnit), and metres of its units of length (linearUnit).
_AREAS = {
    "squaremeter": 1.0, "squaremillimeter": 1e-6, "squarecentimeter": 1e-4, "hectare": 1e4, "squarekilometer": 1e6,
    "squarefoot": 0.09290304, "squareinch": 0.00064516, "acre": 4046.8564224,
}  # fmt: skip
_LENGTHS = {"meter": 1.0, "millimeter": 1e-3, "centimeter": 1e-2, "foot": 0.3048, "ussurveyfoot": 1200 / 3937}
#: One piece of an outline: its kind, its points as they are written, and which way an arc turns.
Piece = tuple[str, list[str], str]
Point = tuple[float, float]


def read(path: Path, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return one row a plot with its attributes; `area` in square metres, where one is stated.

    Errors: Refused (dtd, text_nul, unreadable, curves, too_many_rows, too_many_columns, too_many_entities).
    """
    check_xml(path, curves=False)
    survey = _Survey(limits)
    try:
        survey.read(path)
        shapes = np.array([survey.surface(pieces) for _told, pieces in survey.plots], dtype=object)
    except (ElementTree.ParseError, ValueError) as error:
        raise Refused("unreadable", reason=str(error)[:200]) from error
    facts = Facts(form=Form.LANDXML, crs=survey.crs, crs_from="file" if survey.crs else "")
    facts.notes += survey.notes()
    names = list(dict.fromkeys(name for told, _pieces in survey.plots for name in told))
    if len(names) > limits.columns:
        raise Refused("too_many_columns", count=len(names), most=limits.columns)
    columns = [[told.get(name) for told, _pieces in survey.plots] for name in names]
    rows = rows_of(names, columns, examine(shapes, limits.vertices, points=options.points))
    facts.rows, facts.columns = len(rows), names
    return facts, portions(rows, options.picked)


class _Survey:
    """What is gathered while the file passes: points by name, plots with their pieces, system and units."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.points: dict[str, str] = {}
        self.plots: list[tuple[dict[str, Any], list[list[Piece]]]] = []
        self.crs: str | None = None
        self.linear, self.area, self.arcs = "meter", "squaremeter", 0

    def read(self, path: Path) -> None:
        """Pass the file, which declares nothing (check_xml); of what is no outline nothing stays."""
        open_elements: list[ElementTree.Element] = []
        for event, element in ElementTree.iterparse(path, events=("start", "end")):
            name = _local(element)
            if event == "start":
                open_elements.append(element)
                if len(open_elements) > DEPTH:
                    raise ValueError("elements within elements without end")
                self._begun(name, element)
                continue
            open_elements.pop()
            self._ended(name, element)
            if open_elements and not any(_local(each) == "CoordGeom" for each in (*open_elements, element)):
                del open_elements[-1][-1]

    def _begun(self, name: str, element: ElementTree.Element) -> None:
        if name == "CoordinateSystem" and (code := element.get("epsgCode", "")).isdigit():
            self.crs = f"EPSG:{int(code)}"
        elif name in ("Metric", "Imperial"):
            self.linear = element.get("linearUnit", self.linear).lower()
            self.area = element.get("areaUnit", self.area).lower()

    def _ended(self, name: str, element: ElementTree.Element) -> None:
        if name == "CgPoint" and element.get("name"):
            self.points[str(element.get("name"))] = element.text or str(element.get("pntRef", ""))
            if len(self.points) > self.limits.entities:
                raise Refused("too_many_entities", most=self.limits.entities)
        elif name not in _LINES:
            outlines = [_pieces(child) for child in element if _local(child) == "CoordGeom"]
            if outlines:
                self.plots.append(({key: self._value(key, text) for key, text in element.items()}, outlines))
            if len(self.plots) > self.limits.rows:
                raise Refused("too_many_rows", count=len(self.plots), most=self.limits.rows)

    def _value(self, key: str, text: str) -> Any:
        if key != "area":
            return checked_text(text).strip() or None
        try:
            return float(text) * _AREAS[self.area]
        except (ValueError, KeyError):
            return checked_text(text).strip() or None

    def notes(self) -> list[dict[str, Any]]:
        """Return what was changed, and units that are no metres."""
        found: list[dict[str, Any]] = []
        if self.arcs:
            found.append({"code": "arcs_straightened", "most_m": SAGITTA})
        if self.linear != "meter":
            found.append({"code": "drawing_units", "units": self.linear})
        return found

    def surface(self, outlines: list[list[Piece]]) -> bytes | None:
        """Return the outlines of one plot as WKB: a ring in another one is its hole."""
        rings = [self._ring(pieces) for pieces in outlines]
        if len(rings) == 1:
            return _polygon(rings)
        closed = [shapely.polygons(ring) for ring in rings if len(ring) > 3 and ring[0] == ring[-1]]
        if len(closed) < len(rings):
            return _polygon(rings)
        whole = closed[0]
        for each in closed[1:]:
            whole = shapely.symmetric_difference(whole, each)
        return bytes(shapely.to_wkb(whole))

    def _ring(self, pieces: list[Piece]) -> list[Point]:
        """Return the corners of an outline in order; pieces that do not meet leave it open."""
        ring: list[Point] = []
        for kind, written, rot in pieces:
            points = self._drawn(kind, [self._place(text) for text in written], rot)
            if ring and _off(ring[-1], points[0]) > SAME:
                return [*ring, *points]
            ring += points[1:] if ring else points
            if len(ring) > self.limits.vertices:
                break
        if ring and ring[0] != ring[-1] and _off(ring[0], ring[-1]) <= SAME:
            ring[-1] = ring[0]
        return [one for one, following in pairwise([*ring, None]) if one is not None and one != following]

    def _drawn(self, kind: str, points: list[Point], rot: str) -> list[Point]:
        if kind != "Curve":
            return points
        self.arcs += 1
        start, centre, end = points
        radius = hypot(start[0] - centre[0], start[1] - centre[1])
        if not (0 < radius < _FARTHEST and abs(radius - _off(centre, end)) <= _ROUND and rot in ("cw", "ccw")):
            raise ValueError("an arc does not end on its circle")
        sagitta = SAGITTA / _LENGTHS.get(self.linear, 1.0)
        return _arc(start, centre, end, turns=1 if rot == "ccw" else -1, sagitta=sagitta)

    def _place(self, text: str) -> Point:
        """Return a point, east before north, from its text or from the point that it names."""
        for _step in range(3):  # a point may stand for another one
            if text.startswith("#"):
                text = self.points.get(text[1:], "")
        numbers = text.split()
        if len(numbers) not in (2, 3):
            raise ValueError("a point of an outline has no coordinates")
        return float(numbers[1]), float(numbers[0])


def _pieces(outline: ElementTree.Element) -> list[Piece]:
    """Return the pieces of a CoordGeom; a point that names another is written #name. Errors: Refused (curves)."""
    found: list[Piece] = []
    for piece in outline:
        kind = _local(piece)
        if kind == "Spiral":
            raise Refused("curves")
        if kind in ("Line", "Curve", "IrregularLine"):
            found.append((kind, list(_points(piece, kind)), piece.get("rot", "")))
        elif kind not in ("Feature", "Chain"):
            raise ValueError(f"<{kind}> in an outline")
    return found


def _points(piece: ElementTree.Element, kind: str) -> Iterator[str]:
    """Yield the points of a piece in order: its start, what lies between, its end."""
    parts = {_local(child): child for child in piece}
    between = {"Line": (), "Curve": ("Center",), "IrregularLine": ("PntList2D", "PntList3D")}[kind]
    yield _written(parts.get("Start"))
    for name in between:
        listed = parts.get(name)
        if name == "Center":
            yield _written(listed)
        elif listed is not None:
            numbers, size = (listed.text or "").split(), 2 if name == "PntList2D" else 3
            yield from (" ".join(numbers[at : at + 2]) for at in range(0, len(numbers), size))
    yield _written(parts.get("End"))


def _written(point: ElementTree.Element | None) -> str:
    if point is None:
        return ""
    named = point.get("pntRef")
    return f"#{named}" if named else (point.text or "")


def _arc(start: Point, centre: Point, end: Point, *, turns: int, sagitta: float) -> list[Point]:
    """Return an arc in straight pieces of equal length, ends as they are given; `turns` 1 is anticlockwise."""
    radius = hypot(start[0] - centre[0], start[1] - centre[1])
    begin = atan2(start[1] - centre[1], start[0] - centre[0])
    sweep = (turns * (atan2(end[1] - centre[1], end[0] - centre[0]) - begin)) % (2 * pi)
    step = 2 * acos(max(0.0, 1 - sagitta / radius)) if radius > sagitta else pi
    count = min(max(1, ceil(sweep / step)), 20_000)
    angles = (begin + turns * sweep * i / count for i in range(1, count))
    return [start, *((centre[0] + radius * cos(a), centre[1] + radius * sin(a)) for a in angles), end]


def _polygon(rings: list[list[Point]]) -> bytes:
    """Return rings as WKB as they stand: the examination says what is wrong with them."""
    body = b"".join(
        struct.pack("<I", len(ring)) + b"".join(struct.pack("<2d", *point) for point in ring) for ring in rings
    )
    return struct.pack("<BII", 1, 3, len(rings)) + body


def _off(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _local(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
