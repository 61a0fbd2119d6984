"""QGIS's own style document (QML), as QGIS 3.22 and later read it: symbols, words on the map, titles of columns."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geo.exchange.columns import Column
from geo.exchange.symbology.drawing import Drawing, Lettering, Rule
from geo.exchange.symbology.qml_symbols import SYMBOL_TYPES, SymbolLayer, symbol_layers
from geo.exchange.symbology.units import mm, qml_colour
from geo.layers.layer import Geometry

QGIS_VERSION = "3.22.0"
#: A property decided by an expression (QgsProperty::ExpressionBasedProperty).
_BY_EXPRESSION = "3"
_GEOMETRY_CODES = {Geometry.POINT: "0", Geometry.LINE: "1", Geometry.POLYGON: "2"}
#: QgsPalLayerSettings::Placement: over the point, along the line on one straight piece, inside the surface.
_PLACEMENTS = {Geometry.POINT: "1", Geometry.LINE: "2", Geometry.POLYGON: "1"}
_HALO_PX = 1.5
_PLATE_PX = 4


def qml_document(drawing: Drawing, columns: Sequence[Column], key: str = "") -> str:
    """Return the style of a layer: one category a legend row, words in the active language."""
    root = Element("qgis", version=QGIS_VERSION, styleCategories="Symbology|Labeling|Fields|Forms|MapTips")
    root.set("labelsEnabled", "1" if drawing.lettering else "0")
    root.set("hasScaleBasedVisibilityFlag", "0")
    _renderer(root, drawing)
    if drawing.lettering:
        _labeling(root, drawing.lettering, drawing.kind)
    _fields(root, columns)
    if key:
        SubElement(root, "previewExpression").text = f'"{key}"'
    SubElement(root, "layerGeometryType").text = _GEOMETRY_CODES[drawing.kind]
    indent(root)
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + tostring(root, encoding="unicode")


def _renderer(root: Element, drawing: Drawing) -> None:
    kind = "categorizedSymbol" if drawing.category_column else "singleSymbol"
    renderer = SubElement(root, "renderer-v2", type=kind, enableorderby="0", forceraster="0")
    if drawing.category_column:
        renderer.set("attr", drawing.category_column)
        _categories(renderer, drawing.rules)
    symbols = SubElement(renderer, "symbols")
    levels = 0
    for index, rule in enumerate(drawing.rules):
        layers = symbol_layers(drawing, rule.look)
        levels = max(levels, *(layer.level for layer in layers))
        _symbol(symbols, str(index), SYMBOL_TYPES[drawing.kind], layers)
    renderer.set("symbollevels", "1" if levels else "0")


def _categories(renderer: Element, rules: Sequence[Rule]) -> None:
    categories = SubElement(renderer, "categories")
    for index, rule in enumerate(rules):
        # An empty value is QGIS's "all other values".
        SubElement(categories, "category", value=rule.value or "", label=rule.title, symbol=str(index), render="true")


def _symbol(parent: Element, name: str, kind: str, layers: Sequence[SymbolLayer]) -> None:
    symbol = SubElement(parent, "symbol", name=name, type=kind, alpha="1", clip_to_extent="1", force_rhr="0")
    for index, layer in enumerate(layers):
        element = SubElement(symbol, "layer", {"class": layer.kind}, enabled="1", locked="0")
        element.set("pass", str(layer.level))
        _options(element, layer.options)
        if layer.driven:
            _driven(element, layer.driven)
        if layer.inner:
            _symbol(element, f"@{name}@{index}", *layer.inner)


def _options(parent: Element, options: dict[str, str]) -> Element:
    group = SubElement(parent, "Option", type="Map")
    for name, value in options.items():
        SubElement(group, "Option", name=name, type="QString", value=value)
    return group


def _driven(layer: Element, driven: dict[str, str]) -> None:
    group = _options(SubElement(layer, "data_defined_properties"), {"name": "", "type": "collection"})
    properties = SubElement(group, "Option", name="properties", type="Map")
    for name, expression in driven.items():
        one = SubElement(properties, "Option", name=name, type="Map")
        SubElement(one, "Option", name="active", type="bool", value="true")
        SubElement(one, "Option", name="expression", type="QString", value=expression)
        SubElement(one, "Option", name="type", type="int", value=_BY_EXPRESSION)


def _labeling(root: Element, lettering: Lettering, kind: Geometry) -> None:
    look = lettering.look
    settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
    style = SubElement(settings, "text-style", fieldName=lettering.column, isExpression="0")
    style.attrib |= {
        "fontFamily": "Sans Serif",
        "fontSize": mm(look.size),
        "fontSizeUnit": "MM",
        "fontWeight": _qt_weight(look.weight),
        "fontItalic": "0",
        "textColor": qml_colour(look.colour),
        "textOpacity": "1",
        "multilineHeight": "1",
    }
    if look.halo:
        buffer = SubElement(style, "text-buffer", bufferDraw="1", bufferSizeUnits="MM", bufferJoinStyle="128")
        buffer.attrib |= {"bufferSize": mm(_HALO_PX), "bufferColor": qml_colour(look.halo), "bufferOpacity": "1"}
    if look.plate:
        _plate(style, look.plate)
    SubElement(settings, "text-format", multilineAlign="1", formatNumbers="0", plussign="0")
    SubElement(settings, "placement", _placement(kind))
    _rendering(settings, lettering)


def _plate(style: Element, colour: str) -> None:
    """Put a filled rectangle behind the words, a little larger than they are."""
    plate = SubElement(style, "background", shapeDraw="1", shapeType="0", shapeSizeType="0", shapeOpacity="1")
    plate.attrib |= {"shapeSizeX": mm(_PLATE_PX), "shapeSizeY": mm(_PLATE_PX / 2), "shapeSizeUnit": "MM"}
    fill = SymbolLayer("SimpleFill", {"color": qml_colour(colour), "style": "solid", "outline_style": "no"})
    _symbol(plate, "fillSymbol", "fill", (fill,))


def _rendering(settings: Element, lettering: Lettering) -> None:
    smallest, largest = lettering.smallest_scale, lettering.largest_scale
    # QGIS keeps the larger denominator, the smallest scale, in scaleMax.
    visible = {
        "scaleMax": str(smallest),
        "scaleMin": str(largest),
        "scaleVisibility": "1" if smallest or largest else "0",
    }
    SubElement(settings, "rendering", visible, drawLabels="1", obstacle="1", obstacleFactor="1", zIndex="0")


def _placement(kind: Geometry) -> dict[str, str]:
    return {
        "placement": _PLACEMENTS[kind],
        "placementFlags": "1",  # on the line itself
        "quadOffset": "4",  # centred over the point
        "centroidInside": "1",
        "centroidWhole": "1",
        "priority": "5",
        "dist": "0",
        "distUnits": "MM",
        "rotationAngle": "0",
        "preserveRotation": "1",
        "lineAnchorPercent": "0.5",
        "polygonPlacementFlags": "2",
    }


def _qt_weight(css: int) -> str:
    """Return a CSS font weight in Qt 5's measure, where 50 is normal and 75 bold."""
    return {400: "50", 500: "57", 600: "63"}.get(css, "75")


def _fields(root: Element, columns: Sequence[Column]) -> None:
    configuration = SubElement(root, "fieldConfiguration")
    aliases = SubElement(root, "aliases")
    for index, column in enumerate(columns, start=1):  # 0 is the feature's own number
        SubElement(aliases, "alias", field=column.name, index=str(index), name=column.title)
        if column.words:
            _value_map(SubElement(configuration, "field", name=column.name, configurationFlags="None"), column)


def _value_map(parent: Element, column: Column) -> None:
    """Show the words of coded values in tables and forms; the file keeps the codes."""
    config = SubElement(SubElement(parent, "editWidget", type="ValueMap"), "config")
    entries = SubElement(SubElement(config, "Option", type="Map"), "Option", name="map", type="List")
    for value, word in column.words:
        SubElement(SubElement(entries, "Option", type="Map"), "Option", name=word, type="QString", value=value)
