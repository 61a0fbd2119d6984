"""The drawing's lines and areas as SVG, one user unit a millimetre; made of numbers only."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.printing.maps.features import LOOKS, MapFeature, Symbol
from geo.printing.maps.sheet import Sheet, round_down, round_up
from geo.printing.maps.sides import sides_of

INK = "#1f2937"
PAPER = "#fff"
GROUND = "#fbfaf6"
NAMESPACE = "http://www.w3.org/2000/svg"
POINT_RADIUS = 0.8
CORNER_RADIUS = 0.55
#: Millimetres between two grid crosses at least, and their arm.
GRID_SPACING = 20.0
GRID_ARM = 1.5
#: Millimetres that the scale bar may be long, and its distance below the frame.
SCALE_BAR = 45.0
SCALE_BAR_GAP = 7.2
#: Ground of the north arrow from the frame's upper left corner: x, y, width, height in millimetres.
NORTH_ARROW = (2.0, 2.0, 10.0, 15.5)
#: A feature is cut that many millimetres outside the frame, so that the cut itself is not seen.
BLEED = 5.0


def number(value: float) -> str:
    """Return millimetres with four decimals, a tenth of a micrometre, without trailing zeros."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", /, **attributes: str | float) -> str:
    """Return an SVG element; floats become millimetres, `_` in a name becomes `-`."""
    written = "".join(
        f' {key.replace("_", "-")}="{value if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>"


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A bar of `metres`, `length` millimetres long, its left end at (x, y)."""

    x: float
    y: float
    length: float
    metres: int


def scale_bar(sheet: Sheet) -> ScaleBar:
    """Return the longest bar of a round length that has room."""
    metres = round_down(sheet.to_metres(SCALE_BAR))
    left, _top, _right, bottom = sheet.frame
    return ScaleBar(left, bottom + SCALE_BAR_GAP, sheet.to_mm(metres), metres)


def grid(sheet: Sheet) -> tuple[list[float], list[float]]:
    """Return the eastings and northings at which the grid is marked, metres."""
    step = round_up(sheet.to_metres(GRID_SPACING))
    west, south, east, north = sheet.ground().bounds
    return _multiples(west, east, step), _multiples(south, north, step)


def _multiples(low: float, high: float, step: int) -> list[float]:
    first, last = int(-(-low // step)), int(high // step)
    return [float(step * index) for index in range(first, last + 1)]


def draw(sheet: Sheet, features: Sequence[MapFeature]) -> str:
    """Return the whole drawing as one SVG element of width × height millimetres."""
    ordered = (feature for symbol in Symbol for feature in features if feature.symbol == symbol)
    ground = "".join(_feature(sheet, feature) for feature in ordered)
    # An id counts for the whole document: derived from what is drawn, so that two maps never share one.
    clip = "frame-" + hashlib.sha256(ground.encode()).hexdigest()[:12]
    left, top, right, bottom = sheet.frame
    frame = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    body = (
        element("defs", element("clipPath", element("rect", **frame), id=clip)),
        element("rect", **frame, fill=GROUND),
        element("g", ground, clip_path=f"url(#{clip})"),
        _grid(sheet),
        element("rect", **frame, fill="none", stroke=INK, stroke_width=0.35),
        _north_arrow(sheet),
        _scale_bar(sheet),
    )
    return _svg(sheet.width, sheet.height, "".join(body))


def swatch(symbol: Symbol) -> str:
    """Return a symbol's sample for the legend, 7 × 4 mm."""
    look = LOOKS[symbol].attributes()
    if symbol is Symbol.WORK:
        body = element("path", d="M0.6 2H6.4", **look)
    elif symbol is Symbol.POINT:
        body = element("circle", cx=3.5, cy=2.0, r=POINT_RADIUS, **look)
    else:
        body = element("rect", x=0.4, y=0.4, width=6.2, height=3.2, **look)
    return _svg(7, 4, body)


def _svg(width: float, height: float, body: str) -> str:
    size = {"width": f"{number(width)}mm", "height": f"{number(height)}mm"}
    return element("svg", body, xmlns=NAMESPACE, **size, viewBox=f"0 0 {number(width)} {number(height)}")


def _feature(sheet: Sheet, feature: MapFeature) -> str:
    shown = feature.geometry.intersection(sheet.ground(beyond=BLEED))
    look = LOOKS[feature.symbol].attributes()
    drawn = "".join(_simple(sheet, part, look) for part in _parts(shown))
    return drawn + (_corners(sheet, feature) if feature.sides else "")


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    members = getattr(geometry, "geoms", None)
    if members is not None:
        for member in members:
            yield from _parts(member)
    elif not geometry.is_empty:
        yield geometry


def _simple(sheet: Sheet, part: BaseGeometry, look: dict[str, str | float]) -> str:
    if isinstance(part, Polygon):
        rings = "".join(_path(sheet, ring.coords[:-1]) + "Z" for ring in (part.exterior, *part.interiors))
        return element("path", d=rings, fill_rule="evenodd", **look)
    if isinstance(part, LineString):
        return element("path", d=_path(sheet, part.coords), **{**look, "fill": "none"})
    if isinstance(part, Point):
        x, y = sheet.place(part.x, part.y)
        return element("circle", cx=x, cy=y, r=POINT_RADIUS, **look)
    raise TypeError(f"a {part.geom_type} cannot be drawn")


def _path(sheet: Sheet, coordinates: Iterable[Sequence[float]]) -> str:
    points = (sheet.place(position[0], position[1]) for position in coordinates)
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _corners(sheet: Sheet, feature: MapFeature) -> str:
    places = (sheet.place(*side.start) for side in sides_of(feature.geometry))
    return "".join(
        element("circle", cx=x, cy=y, r=CORNER_RADIUS, fill=PAPER, stroke=INK, stroke_width=0.2) for x, y in places
    )


def _grid(sheet: Sheet) -> str:
    """Crosses where grid lines meet, ticks where they leave the frame."""
    eastings, northings = grid(sheet)
    left, top, right, bottom = sheet.frame
    across = [sheet.place(easting, sheet.northing)[0] for easting in eastings]
    down = [sheet.place(sheet.easting, northing)[1] for northing in northings]
    ticks = [f"M{number(x)} {number(edge)}v{GRID_ARM}" for x in across for edge in (top, bottom)]
    ticks += [f"M{number(edge)} {number(y)}h-{GRID_ARM}" for y in down for edge in (left, right)]
    crosses = [_cross(x, y) for x in across for y in down]
    lines = "".join(ticks + crosses)
    return element("path", d=lines, fill="none", stroke=INK, stroke_width=0.12, stroke_opacity=0.7)


def _cross(x: float, y: float) -> str:
    reach = 2 * GRID_ARM
    return f"M{number(x - GRID_ARM)} {number(y)}h{reach}m-{GRID_ARM} -{GRID_ARM}v{reach}"


def _north_arrow(sheet: Sheet) -> str:
    """A needle in the frame's upper left corner, dark half to the west; its letter is a label."""
    left, top, _right, _bottom = sheet.frame
    x, y, width, height = NORTH_ARROW
    tip = f"M{number(left + x + width / 2)} {number(top + y + 5)}"
    ground = {"x": left + x, "y": top + y, "width": width, "height": height}
    return (
        element("rect", **ground, rx=1.0, fill=PAPER, fill_opacity=0.85)
        + element("path", d=f"{tip}l-2.6 9.2l2.6 -1.9z", fill=INK)
        + element("path", d=f"{tip}l2.6 9.2l-2.6 -1.9z", fill=PAPER, stroke=INK, stroke_width=0.2)
    )


def _scale_bar(sheet: Sheet) -> str:
    """Four fields, dark and light by turns."""
    bar = scale_bar(sheet)
    field = bar.length / 4
    look: dict[str, str | float] = {"height": 1.2, "stroke": INK, "stroke_width": 0.15}
    fields = (
        element("rect", x=bar.x + i * field, y=bar.y, width=field, fill=PAPER if i % 2 else INK, **look)
        for i in range(4)
    )
    return element("g", "".join(fields), **{"class": "scale-bar"})
