"""Symbols of QGIS: from a look to the layers of one symbol. Lengths are millimetres on paper."""

from dataclasses import dataclass, field, replace

from geo.exchange.symbology.drawing import Drawing, Look
from geo.exchange.symbology.units import MM_PER_PX, mm, number, qml_colour
from geo.layers.layer import Geometry, Marker, Pattern

#: As on the web map: one repeat of a pattern is 10 px wide, its ink 1.1 px and slightly transparent.
CELL_PX = 10.0
INK_PX = 1.1
DOT_PX = 1.9
INK_STRENGTH = 0.55
CASING_PX = 0.8
RING_PX = 1.5
LETTER_RADIUS_PX = 7
CAPITAL_DROP, ARABIC_DROP = 0.14, 0.35
SYMBOL_TYPES = {Geometry.POINT: "marker", Geometry.LINE: "line", Geometry.POLYGON: "fill"}
_ANGLES = {Pattern.HATCH: (45,), Pattern.BACK_HATCH: (135,), Pattern.CROSS: (45, 135)}
#: Diameter of a marker in radii, so that all look of one size.
DIAMETERS = {Marker.CIRCLE: 2.0, Marker.SQUARE: 1.76, Marker.DIAMOND: 2.4, Marker.TRIANGLE: 2.4}


@dataclass(frozen=True, slots=True)
class SymbolLayer:
    """One layer of a QGIS symbol.

    `driven` are options that an expression decides for each feature; `inner` is the symbol that the layer repeats
    (its type and layers); `level` orders the layers of all features among each other.
    """

    kind: str
    options: dict[str, str]
    driven: dict[str, str] = field(default_factory=dict)
    inner: "tuple[str, tuple[SymbolLayer, ...]] | None" = None
    level: int = 0


def symbol_layers(drawing: Drawing, look: Look) -> tuple[SymbolLayer, ...]:
    """Return the layers of the symbol that draws a look, the lowest first."""
    if drawing.as_markers:
        return (_faint_surface(look), _centred(marker(look, lift_px=2 * look.radius)))
    if drawing.kind == Geometry.POINT:
        return marker(look)
    return line(look, drawing.width_column) if drawing.kind == Geometry.LINE else surface(look)


def surface(look: Look) -> tuple[SymbolLayer, ...]:
    """Return a fill, the pattern in the outline's colour, and the outline."""
    if not look.dash or not look.stroke:
        return (_fill(look), *_pattern(look))
    # A fill's own outline takes no dashes of given lengths: a line does.
    return (_fill(replace(look, stroke="")), *_pattern(look), _stroke(look.stroke, look, look.width, ""))


def _fill(look: Look) -> SymbolLayer:
    options = {
        "color": qml_colour(look.fill),
        "style": "solid" if look.fill else "no",
        "outline_color": qml_colour(look.stroke),
        "outline_width": mm(look.width),
        "outline_width_unit": "MM",
        "outline_style": "solid" if look.stroke else "no",
        "joinstyle": "round",
    }
    return SymbolLayer("SimpleFill", options)


def _pattern(look: Look) -> tuple[SymbolLayer, ...]:
    ink = qml_colour(look.stroke, INK_STRENGTH)
    if look.pattern == Pattern.NONE:
        return ()
    if look.pattern == Pattern.DOTS:
        return (_dots(ink),)
    return tuple(_hatch(ink, angle) for angle in _ANGLES[look.pattern])


def _hatch(ink: str, angle: int) -> SymbolLayer:
    distance = mm(CELL_PX / 2**0.5)  # across the lines, when they repeat every CELL_PX along the axes
    pen = SymbolLayer("SimpleLine", {"line_color": ink, "line_width": mm(INK_PX), "line_width_unit": "MM"})
    return SymbolLayer(
        "LinePatternFill", {"angle": str(angle), "distance": distance, "distance_unit": "MM"}, inner=("line", (pen,))
    )


def _dots(ink: str) -> SymbolLayer:
    dot = SymbolLayer(
        "SimpleMarker",
        {"name": "circle", "color": ink, "outline_style": "no", "size": mm(DOT_PX), "size_unit": "MM"},
    )
    spacing = {
        "distance_x": mm(CELL_PX),
        "distance_y": mm(CELL_PX / 2),
        "displacement_x": mm(CELL_PX / 2),
        "distance_x_unit": "MM",
        "distance_y_unit": "MM",
        "displacement_x_unit": "MM",
    }
    return SymbolLayer("PointPatternFill", spacing, inner=("marker", (dot,)))


def line(look: Look, width_column: str) -> tuple[SymbolLayer, ...]:
    """Return a line over its casing (the fill colour); with a width column as wide as on the ground, never thinner."""
    body = look.stroke or look.fill
    if not (look.fill and look.stroke):
        return (_stroke(body, look, look.width, width_column),)
    casing = _stroke(look.fill, look, look.width + 2 * CASING_PX, width_column, extra_px=2 * CASING_PX)
    return (casing, _stroke(body, look, look.width, width_column, level=1))


def _stroke(
    colour: str, look: Look, width: float, width_column: str, *, extra_px: float = 0, level: int = 0
) -> SymbolLayer:
    options = {
        "line_color": qml_colour(colour),
        "line_width": mm(width),
        "line_width_unit": "MM",
        "capstyle": "flat" if look.dash else "round",
        "joinstyle": "round",
        "use_custom_dash": "1" if look.dash else "0",
        "customdash": ";".join(mm(part) for part in look.dash),
        "customdash_unit": "MM",
    }
    if not width_column:
        return SymbolLayer("SimpleLine", options, level=level)
    paper = number(MM_PER_PX / 1000 * look.width), number(MM_PER_PX / 1000 * extra_px)
    on_ground = f'max(coalesce("{width_column}", 0), {paper[0]} * @map_scale) + {paper[1]} * @map_scale'
    options |= {"line_width": "1", "line_width_unit": "RenderMetersInMapUnits"}
    return SymbolLayer("SimpleLine", options, driven={"outlineWidth": on_ground}, level=level)


def marker(look: Look, lift_px: float = 0) -> tuple[SymbolLayer, ...]:
    """Return a shape with a white ring and, where there is room, its letter; nothing for a layer of labels.

    It stands `lift_px` above its place, where another layer may write a number.
    """
    if not look.fill:
        return (SymbolLayer("SimpleMarker", {"size": "0", "color": "0,0,0,0", "outline_style": "no"}),)
    shape = SymbolLayer(
        "SimpleMarker",
        {
            "name": str(look.marker),
            "color": qml_colour(look.fill),
            "outline_color": "255,255,255,255",
            "outline_style": "solid",
            "outline_width": mm(RING_PX),
            "outline_width_unit": "MM",
            "size": mm(look.radius * DIAMETERS[look.marker]),
            "size_unit": "MM",
        },
        driven=_lifted(0, lift_px),
    )
    return (shape, _letter(look, lift_px)) if look.letter and look.radius >= LETTER_RADIUS_PX else (shape,)


def _lifted(own_px: float, lift_px: float) -> dict[str, str]:
    """Lift a mark on the map, by an expression that only a feature with an area fulfils: a legend stays in its row."""
    if not lift_px:
        return {}
    return {"offset": f"if(coalesce($area, 0) > 0, '0,-{mm(own_px + lift_px)}', '0,-{mm(own_px)}')"}


def _letter(look: Look, lift_px: float) -> SymbolLayer:
    # QGIS centres the font's ascent, not the letter's ink: Arabic letters lie lower in it than capitals do.
    size = look.radius * 1.25
    drop = size * (CAPITAL_DROP if look.letter.isascii() else ARABIC_DROP)
    options = {
        "font": "Sans Serif",
        "chr": look.letter,
        "color": "255,255,255,255",
        "outline_width": "0",
        "size": mm(size),
        "size_unit": "MM",
        "horizontal_anchor_point": "1",
        "vertical_anchor_point": "1",
        "offset": f"0,{mm(-drop)}",
        "offset_unit": "MM",
    }
    return SymbolLayer("FontMarker", options, driven=_lifted(drop, lift_px))


def _faint_surface(look: Look) -> SymbolLayer:
    """Return the surface behind a marker: the marker's colour, hardly filled."""
    return _fill(replace(look, fill=f"{look.fill[:7]}1f", stroke=look.fill, width=1))


def _centred(inner: tuple[SymbolLayer, ...]) -> SymbolLayer:
    options = {"point_on_surface": "1", "point_on_all_parts": "0", "clip_points": "0"}
    return SymbolLayer("CentroidFill", options, inner=("marker", inner))
