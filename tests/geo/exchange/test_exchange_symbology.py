"""A declared style becomes QGIS's style and an SLD: the same colours, patterns, words and numbers."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from geo.exchange.columns import Column, Kind
from geo.exchange.symbology.drawing import Drawing, Lettering, Look, Rule, drawing_of
from geo.exchange.symbology.qml import qml_document
from geo.exchange.symbology.sld import OGC, SE, sld_document
from geo.exchange.symbology.units import qml_colour, sld_colour
from geo.layers.layer import Geometry, Label, Marker, Pattern
from geo.layers.registry import layers

ACTIVE = Look(fill="#fbf3df", stroke="#a08a5f", width=1, dash=(), pattern=Pattern.NONE, radius=8)
LAND = Drawing(
    title="القطع",
    kind=Geometry.POLYGON,
    as_markers=False,
    category_column="state",
    width_column="",
    rules=(
        Rule("active", "قائمة", ACTIVE),
        Rule("under_change", "قيد التغيير «أ & ب»", replace(ACTIVE, pattern=Pattern.HATCH)),
        Rule(None, "أخرى", ACTIVE),
    ),
    lettering=Lettering("number", Label(field="number", numeric=True, size=12, min_zoom=16)),
)
COLUMNS = (
    Column("number", "رقم القطعة", Kind.TEXT),
    Column("state", "الحالة", Kind.TEXT, (("active", "قائمة"), ("under_change", "قيد التغيير"))),
)


def qml(drawing: Drawing = LAND) -> ElementTree.Element:
    return ElementTree.fromstring(qml_document(drawing, COLUMNS, "number"))


def sld(drawing: Drawing = LAND) -> ElementTree.Element:
    return ElementTree.fromstring(sld_document(drawing, "land"))


def classes(drawing: Drawing, symbol: str = "0") -> list[str]:
    """Return the QGIS classes of a symbol's own layers, the lowest first."""
    found = qml(drawing).find(f"renderer-v2/symbols/symbol[@name='{symbol}']")
    assert found is not None
    return [layer.get("class", "") for layer in found.findall("layer")]


def drawn_with(**changes: object) -> Drawing:
    """Return the drawing of one look, changed so."""
    look = replace(ACTIVE, **changes)
    return replace(LAND, category_column="", rules=(Rule(None, "القطع", look),), lettering=None)


def test_each_legend_row_is_a_category_with_its_arabic_words():
    found = qml().findall("renderer-v2/categories/category")
    assert [(row.get("value"), row.get("label")) for row in found] == [
        ("active", "قائمة"),
        ("under_change", "قيد التغيير «أ & ب»"),
        ("", "أخرى"),  # all other values
    ]
    assert {row.get("symbol") for row in found} == {
        symbol.get("name") for symbol in qml().findall("renderer-v2/symbols/symbol")
    }


@pytest.mark.parametrize(
    ("pattern", "expected", "angles"),
    [
        (Pattern.NONE, [], []),
        (Pattern.HATCH, ["LinePatternFill"], ["45"]),
        (Pattern.BACK_HATCH, ["LinePatternFill"], ["135"]),
        (Pattern.CROSS, ["LinePatternFill", "LinePatternFill"], ["45", "135"]),
        (Pattern.DOTS, ["PointPatternFill"], []),
    ],
)
def test_a_pattern_is_drawn_over_the_fill_in_the_colour_of_the_outline(pattern, expected, angles):
    drawing = drawn_with(pattern=pattern)
    assert classes(drawing) == ["SimpleFill", *expected]
    assert [option.get("value") for option in qml(drawing).iterfind(".//Option[@name='angle']")] == angles
    inks = [*qml(drawing).iterfind(".//symbol/layer/symbol/layer/Option/Option")]
    assert [o.get("value") for o in inks if o.get("name") in ("color", "line_color")] == ["160,138,95,140"] * len(
        expected
    )


def test_a_dashed_outline_keeps_the_length_of_its_dashes():
    drawing = drawn_with(dash=(8.0, 4.0))
    assert classes(drawing) == ["SimpleFill", "SimpleLine"]
    dash = qml(drawing).find(".//Option[@name='customdash']")
    assert dash is not None
    assert dash.get("value") == "2.117;1.058"  # mm of 8 and 4 px at 96 px an inch


def test_a_surface_that_the_map_shows_by_a_marker_gets_it_on_its_surface_with_its_letter():
    drawing = replace(drawn_with(marker=Marker.DIAMOND, letter="ر"), as_markers=True)
    assert classes(drawing) == ["SimpleFill", "CentroidFill"]
    inner = qml(drawing).findall(".//layer[@class='CentroidFill']/symbol/layer")
    assert [layer.get("class") for layer in inner] == ["SimpleMarker", "FontMarker"]
    letter = inner[1].find("Option/Option[@name='chr']")
    assert letter is not None
    assert letter.get("value") == "ر"


def test_a_line_is_as_wide_as_on_the_ground_over_its_casing():
    drawing = replace(drawn_with(), kind=Geometry.LINE, width_column="width_m")
    casing, body = qml(drawing).findall("renderer-v2/symbols/symbol/layer")
    assert (casing.get("pass"), body.get("pass")) == ("0", "1")  # no casing crosses another street's body
    widths = [one.get("value", "") for one in qml(drawing).iterfind(".//Option[@name='expression']")]
    assert len(widths) == 2
    assert all('"width_m"' in width for width in widths)


def test_numbers_are_written_on_the_map_from_the_zoom_on():
    settings = qml().find("labeling/settings")
    assert settings is not None
    assert settings.find("text-style[@fieldName='number']") is not None
    rendering = settings.find("rendering")
    assert rendering is not None
    assert (rendering.get("scaleVisibility"), rendering.get("scaleMax")) == ("1", "9028")


def test_words_stand_on_their_plate_and_go_where_the_reader_comes_near():
    look = Label(field="number", colour="#ffffff", halo="", plate="#6f6452", max_zoom=15)
    drawing = replace(LAND, lettering=Lettering("number", look))
    plate = qml(drawing).find("labeling/settings/text-style/background[@shapeDraw='1']/symbol[@name='fillSymbol']")
    assert plate is not None
    assert plate.find("layer/Option/Option[@value='111,100,82,255']") is not None
    rendering = qml(drawing).find("labeling/settings/rendering")
    assert rendering is not None
    assert (rendering.get("scaleMax"), rendering.get("scaleMin")) == ("0", "18056")
    assert sld(drawing).findtext(f".//{SE}MinScaleDenominator") == "18056"


def test_columns_have_titles_and_coded_values_have_words():
    root = qml()
    assert {a.get("field"): a.get("name") for a in root.findall("aliases/alias")} == {
        "number": "رقم القطعة",
        "state": "الحالة",
    }
    words = root.iterfind("fieldConfiguration/field[@name='state']/editWidget/config/Option/Option/Option/Option")
    assert {word.get("value"): word.get("name") for word in words} == {"active": "قائمة", "under_change": "قيد التغيير"}


def test_sld_has_a_rule_a_legend_row_and_one_for_the_numbers():
    rules = sld().findall(f".//{SE}Rule")
    assert [rule.findtext(f"{SE}Description/{SE}Title") for rule in rules] == [
        "قائمة", "قيد التغيير «أ & ب»", "أخرى", None,
    ]  # fmt: skip
    assert rules[0].findtext(f".//{OGC}Literal") == "active"
    assert [literal.text for literal in rules[2].iterfind(f"{OGC}Filter/{OGC}Not/{OGC}Or//{OGC}Literal")] == [
        "active", "under_change",
    ]  # fmt: skip
    assert rules[3].findtext(f"{SE}TextSymbolizer/{SE}Label/{OGC}PropertyName") == "number"
    assert [mark.text for mark in rules[1].iter(f"{SE}WellKnownName")] == ["shape://slash"]


@pytest.mark.parametrize("layer", [layer for layer in layers if not layer.follows], ids=lambda layer: layer.name)
def test_every_layer_has_well_formed_styles_in_which_every_category_is_drawn(layer):
    drawing = drawing_of(layer)
    root = qml(drawing)
    symbols = root.findall("renderer-v2/symbols/symbol")
    assert len(symbols) == len(drawing.rules) == len(sld(drawing).findall(f".//{SE}Description"))
    assert all(symbol.findall("layer") for symbol in symbols)
    assert [rule.value for rule in drawing.rules][:-1] == [one.value for one in layer.style.categories]


def test_the_numbers_of_the_label_layer_are_written_by_the_layer_that_it_follows():
    lettering = drawing_of(layers["parcels"]).lettering
    assert lettering is not None
    assert lettering.look == layers["parcel_labels"].style.label


@pytest.mark.parametrize(
    ("colour", "in_qml", "in_sld"),
    [("#8c5a2b", "140,90,43,255", ("#8c5a2b", "1")), ("#8c5a2b14", "140,90,43,20", ("#8c5a2b", "0.0784"))],
)
def test_colours_keep_their_transparency(colour, in_qml, in_sld):
    assert qml_colour(colour) == in_qml
    assert sld_colour(colour) == in_sld
