"""OGC Styled Layer Descriptor 1.1 with Symbology Encoding 1.1, for servers and other desktop GIS. Sizes in px."""

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from geo.exchange.symbology.drawing import Drawing, Lettering, Look, Rule
from geo.exchange.symbology.qml_symbols import CELL_PX, DIAMETERS, INK_PX, RING_PX
from geo.exchange.symbology.units import number, sld_colour
from geo.layers.layer import Geometry, Marker, Pattern

SLD = "{http://www.opengis.net/sld}"
SE = "{http://www.opengis.net/se}"
OGC = "{http://www.opengis.net/ogc}"
METRE = "http://www.opengeospatial.org/se/units/metre"
for _prefix, _namespace in (("", SLD), ("se", SE), ("ogc", OGC)):
    register_namespace(_prefix, _namespace.strip("{}"))
#: Fill marks that GeoServer and QGIS know; Symbology Encoding names none itself.
_MARKS = {
    Pattern.HATCH: "shape://slash",
    Pattern.BACK_HATCH: "shape://backslash",
    Pattern.CROSS: "shape://times",
    Pattern.DOTS: "shape://dot",
}


def sld_document(drawing: Drawing, name: str) -> str:
    """Return the style of a layer: one rule a legend row, then one for the words on the map."""
    root = Element(f"{SLD}StyledLayerDescriptor", version="1.1.0")
    layer = SubElement(root, f"{SLD}NamedLayer")
    _text(layer, f"{SE}Name", name)
    style = SubElement(layer, f"{SLD}UserStyle")
    _text(style, f"{SE}Name", name)
    features = SubElement(style, f"{SE}FeatureTypeStyle")
    for rule in drawing.rules:
        _rule(features, drawing, rule)
    if drawing.lettering:
        _words(features, drawing.lettering)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    element.text = text
    return element


def _parameters(parent: Element, **values: str) -> None:
    for name, value in values.items():
        _text(parent, f"{SE}SvgParameter", value, name=name.replace("_", "-"))


def _rule(features: Element, drawing: Drawing, rule: Rule) -> None:
    element = SubElement(features, f"{SE}Rule")
    _text(element, f"{SE}Name", rule.value or drawing.title)
    _text(SubElement(element, f"{SE}Description"), f"{SE}Title", rule.title)
    if drawing.category_column:
        _filter(element, drawing, rule)
    _symbolizers(element, drawing, rule.look)


def _filter(rule: Element, drawing: Drawing, wanted: Rule) -> None:
    """Let the rule draw its value, or what no other rule draws: written out, as QGIS passes over an ElseFilter."""
    test = SubElement(rule, f"{OGC}Filter")
    if wanted.value is not None:
        _equals(test, drawing.category_column, wanted.value)
        return
    none_of = SubElement(SubElement(test, f"{OGC}Not"), f"{OGC}Or")
    for other in drawing.rules:
        if other.value is not None:
            _equals(none_of, drawing.category_column, other.value)


def _equals(parent: Element, column: str, value: str) -> None:
    test = SubElement(parent, f"{OGC}PropertyIsEqualTo")
    _text(test, f"{OGC}PropertyName", column)
    _text(test, f"{OGC}Literal", value)


def _symbolizers(rule: Element, drawing: Drawing, look: Look) -> None:
    if drawing.as_markers or drawing.kind == Geometry.POINT:
        _point(rule, look)  # on a surface, Symbology Encoding puts a graphic at its centre (11.3.2)
    elif drawing.kind == Geometry.LINE:
        _lines(rule, look, drawing.width_column)
    else:
        _surface(rule, look)


def _surface(rule: Element, look: Look) -> None:
    symbolizer = SubElement(rule, f"{SE}PolygonSymbolizer")
    _fill(symbolizer, look.fill)
    if look.stroke:
        _stroke(symbolizer, look.stroke, number(look.width), look)
    if look.pattern != Pattern.NONE:
        fill = SubElement(SubElement(rule, f"{SE}PolygonSymbolizer"), f"{SE}Fill")
        graphic = SubElement(SubElement(fill, f"{SE}GraphicFill"), f"{SE}Graphic")
        mark = SubElement(graphic, f"{SE}Mark")
        _text(mark, f"{SE}WellKnownName", _MARKS[look.pattern])
        _stroke(mark, look.stroke, number(INK_PX))
        _text(graphic, f"{SE}Size", number(CELL_PX))


def _fill(parent: Element, colour: str) -> None:
    if colour:
        value, opacity = sld_colour(colour)
        _parameters(SubElement(parent, f"{SE}Fill"), fill=value, fill_opacity=opacity)


def _stroke(parent: Element, colour: str, width: str, look: Look | None = None) -> Element:
    value, opacity = sld_colour(colour)
    stroke = SubElement(parent, f"{SE}Stroke")
    _parameters(stroke, stroke=value, stroke_opacity=opacity, stroke_linejoin="round")
    if width:
        _parameters(stroke, stroke_width=width)
    if look and look.dash:
        _parameters(stroke, stroke_dasharray=" ".join(number(part) for part in look.dash))
    return stroke


def _lines(rule: Element, look: Look, width_column: str) -> None:
    """Draw a line in its colour; with a width column in metres on the ground."""
    symbolizer = SubElement(rule, f"{SE}LineSymbolizer")
    if not width_column:
        _stroke(symbolizer, look.stroke or look.fill, number(look.width), look)
        return
    symbolizer.set("uom", METRE)
    stroke = _stroke(symbolizer, look.stroke or look.fill, "", look)
    width = SubElement(stroke, f"{SE}SvgParameter", name="stroke-width")
    _text(width, f"{OGC}PropertyName", width_column)


def _point(rule: Element, look: Look) -> None:
    if not look.fill:
        return  # a layer of labels
    graphic = SubElement(SubElement(rule, f"{SE}PointSymbolizer"), f"{SE}Graphic")
    mark = SubElement(graphic, f"{SE}Mark")
    turned = look.marker == Marker.DIAMOND  # the standard's marks have no diamond: a square on its corner
    _text(mark, f"{SE}WellKnownName", str(Marker.SQUARE if turned else look.marker))
    _fill(mark, look.fill)
    _stroke(mark, "#ffffff", number(RING_PX))
    diameter = DIAMETERS[Marker.SQUARE if turned else look.marker]
    _text(graphic, f"{SE}Size", number(look.radius * diameter))
    if turned:
        _text(SubElement(graphic, f"{SE}Rotation"), f"{OGC}Literal", "45")


def _words(features: Element, lettering: Lettering) -> None:
    look = lettering.look
    rule = SubElement(features, f"{SE}Rule")
    if lettering.largest_scale:
        _text(rule, f"{SE}MinScaleDenominator", str(lettering.largest_scale))
    if lettering.smallest_scale:
        _text(rule, f"{SE}MaxScaleDenominator", str(lettering.smallest_scale))
    symbolizer = SubElement(rule, f"{SE}TextSymbolizer")
    _text(SubElement(symbolizer, f"{SE}Label"), f"{OGC}PropertyName", lettering.column)
    font = SubElement(symbolizer, f"{SE}Font")
    _parameters(font, font_family="Sans Serif", font_size=str(look.size))
    if look.weight >= 600:
        _parameters(font, font_weight="bold")
    _placement(symbolizer, look.along_line)
    if look.halo or look.plate:  # the standard knows no plate: a wide halo of its colour stands for it
        halo = SubElement(symbolizer, f"{SE}Halo")
        _text(halo, f"{SE}Radius", "3" if look.plate else "1.5")
        _fill(halo, look.plate or look.halo)
    _fill(symbolizer, look.colour)


def _placement(symbolizer: Element, along_line: bool) -> None:
    placement = SubElement(symbolizer, f"{SE}LabelPlacement")
    if along_line:
        SubElement(placement, f"{SE}LinePlacement")
        return
    anchor = SubElement(SubElement(placement, f"{SE}PointPlacement"), f"{SE}AnchorPoint")
    _text(anchor, f"{SE}AnchorPointX", "0.5")
    _text(anchor, f"{SE}AnchorPointY", "0.5")
