"""The public map as a MapLibre style (maplibre.org/maplibre-style-spec, version 8).

What the language of styles cannot say is said more simply: numbers stay in European digits, plates behind words become
halos, a word's room is left to the program that draws, markers have no letter. Words need no glyphs of a server:
without `glyphs` MapLibre GL JS draws with the fonts of the page (5.11 and later), Arabic with its RTL plugin.
"""

from collections.abc import Iterator
from math import cos, radians
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.exchange.symbology.drawing import Look, Rule
from geo.layers.layer import Geometry, Label, Layer
from tiles.mvt.tilejson import tile_template
from tiles.style.looks import has_shapes, public_layers, rules_of, sign_name

Json = Any
FONTS = ["IBM Plex Sans Arabic", "Noto Sans Arabic", "Noto Sans"]
PAPER = "#f4f1e9"
#: A view zoom of ours counts tiles of 256 px, one of MapLibre's tiles of 512.
_STEP = 1
#: From these zooms (MapLibre's) on patterns, outlines and markers have their full size; before, this share of it.
_NEAR, _MARKER_NEAR, _FAR_SHARE = 14.75, 15, 0.55
#: Metres of a pixel at zoom 0 of MapLibre, at the equator.
_PIXEL_M = 78_271.516964
_LAST = 24


def style(site: str, latitude: float) -> dict[str, Json]:
    """Return the style in the active language. `site`: address of the service; `latitude`: of the land, degrees."""
    layers = public_layers()
    shapes = [layer for layer in layers if layer.geometry != Geometry.POINT]
    markers = [layer for layer in layers if layer.geometry == Geometry.POINT and has_shapes(layer)]
    drawn = [_ground()]
    drawn += [part for layer in shapes for part in _shapes(layer, latitude)]
    drawn += [_words(layer, layer.style.label) for layer in layers if layer.style.label]
    drawn += [_markers(layer) for layer in markers]
    return {
        "version": 8,
        "name": str(_("Municipal land map")),
        "metadata": {"language": _language()},
        "sprite": site.rstrip("/") + reverse("style:sprite").removesuffix(".png"),
        "sources": {layer.name: _source(layer, site) for layer in layers},
        "layers": drawn,
    }


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _ground() -> dict[str, Json]:
    return {"id": "ground", "type": "background", "paint": {"background-color": PAPER}}


def _source(layer: Layer, site: str) -> dict[str, Json]:
    attribution = {"attribution": settings.DATA_LICENCE} if settings.DATA_LICENCE else {}
    address = site.rstrip("/") + tile_template(layer.name)
    return {
        "type": "vector",
        "tiles": [address],
        "minzoom": layer.min_zoom,
        "maxzoom": layer.deepest_tile,
        **attribution,
    }


def _drawn(layer: Layer, kind: str, suffix: str = "", **parts: Json) -> dict[str, Json]:
    layout = {"visibility": "visible" if layer.visible else "none"} | parts.pop("layout", {})
    return {
        "id": f"{layer.name}{suffix}", "type": kind, "source": layer.name, "source-layer": layer.name,
        "minzoom": layer.min_zoom, "layout": layout, **parts,
    }  # fmt: skip


def _shapes(layer: Layer, latitude: float) -> Iterator[dict[str, Json]]:
    rules = rules_of(layer)
    if layer.geometry == Geometry.LINE:
        yield from _lines(layer, rules[0].look, latitude)
        return
    if any(rule.look.fill for rule in rules):
        colour = _by_value(layer, rules, lambda look: _colour(look.fill))
        yield _drawn(layer, "fill", paint={"fill-color": colour, "fill-antialias": False})
    patterned = [rule for rule in rules if rule.look.pattern]
    if patterned:
        names = _by_value(layer, patterned, lambda look: sign_name(layer, look))
        chosen, paint = _is_one_of(layer, patterned), {"fill-pattern": names}
        near = {"minzoom": max(layer.min_zoom, _NEAR)}
        yield _drawn(layer, "fill", "-pattern", filter=chosen, paint=paint) | near
    for number, (dash, outlined) in enumerate(_by_dash(rules)):
        yield _outline(layer, outlined, dash, "-outline" if number == 0 else f"-outline-{number}")


def _by_dash(rules: tuple[Rule, ...]) -> list[tuple[tuple[float, ...], list[Rule]]]:
    """Return the rules that have an outline, those of one dash together: a dash cannot differ by value."""
    found: dict[tuple[float, ...], list[Rule]] = {}
    for rule in rules:
        if rule.look.stroke:
            found.setdefault(rule.look.dash, []).append(rule)
    return list(found.items())


def _outline(layer: Layer, rules: list[Rule], dash: tuple[float, ...], suffix: str) -> dict[str, Json]:
    width = rules[0].look.width or 1
    paint = {
        "line-color": _by_value(layer, rules, lambda look: _colour(look.stroke)),
        "line-width": ["interpolate", ["linear"], ["zoom"], _NEAR - 1, width * _FAR_SHARE, _NEAR, width],
    }
    if dash:
        paint["line-dasharray"] = [round(length / width, 3) for length in dash]
    chosen = {"filter": _is_one_of(layer, rules)} if len(rules) < len(rules_of(layer)) else {}
    return _drawn(layer, "line", suffix, paint=paint, **chosen)


def _lines(layer: Layer, look: Look, latitude: float) -> Iterator[dict[str, Json]]:
    """Draw lines in their colour over a casing; with a width in metres, as wide as on the ground."""
    ends = {"line-cap": "butt" if layer.style.width_field else "round", "line-join": "round"}
    if look.fill and look.stroke:
        paint = {"line-color": _colour(look.fill), "line-width": _width(layer, look, latitude, 1.6)}
        yield _drawn(layer, "line", "-casing", layout=ends, paint=paint)
    colour = _colour(look.stroke or look.fill)
    yield _drawn(
        layer, "line", layout=ends, paint={"line-color": colour, "line-width": _width(layer, look, latitude, 0)}
    )


def _width(layer: Layer, look: Look, latitude: float, more: float) -> Json:
    if not layer.style.width_field:
        return look.width + more
    metres = ["to-number", ["get", layer.style.width_field], 0]
    at = [
        ["+", ["max", look.width, ["*", metres, 2**zoom / (_PIXEL_M * cos(radians(latitude)))]], more]
        for zoom in (12, _LAST)
    ]
    return ["interpolate", ["exponential", 2], ["zoom"], 12, at[0], _LAST, at[1]]


def _markers(layer: Layer) -> dict[str, Json]:
    names = _by_value(layer, [rule for rule in rules_of(layer) if rule.look.fill], lambda look: sign_name(layer, look))
    size = ["interpolate", ["linear"], ["zoom"], _MARKER_NEAR - 1, _FAR_SHARE, _MARKER_NEAR, 1]
    return _drawn(layer, "symbol", layout={"icon-image": names, "icon-size": size, "icon-allow-overlap": True})


def _words(layer: Layer, label: Label) -> dict[str, Json]:
    layout: dict[str, Json] = {"text-field": _text(label), "text-font": FONTS, "text-size": label.size}
    if label.along_line:
        layout |= {"symbol-placement": "line", "text-max-angle": 25}
    paint: dict[str, Json] = {"text-color": _colour(label.colour)}
    if halo := label.plate or label.halo:
        paint |= {"text-halo-color": _colour(halo), "text-halo-width": 2 if label.plate else 1.5}
    zooms = {"minzoom": max(layer.min_zoom, label.min_zoom - _STEP), "maxzoom": min(_LAST, label.max_zoom - _STEP)}
    return _drawn(layer, "symbol", "-words", layout=layout, paint=paint) | zooms


def _text(label: Label) -> Json:
    name = ["to-string", ["get", label.field]]
    if _language() == "ar" or not label.field_en:
        return name
    english = ["to-string", ["get", label.field_en]]
    return ["case", ["!=", english, ""], english, name]


def _by_value(layer: Layer, rules: "list[Rule] | tuple[Rule, ...]", part: Any) -> Json:
    """Return what differs by value: the last rule, or the one without a value, stands for the rest."""
    named = [rule for rule in rules if rule.value is not None]
    rest = next((part(rule.look) for rule in rules if rule.value is None), None)
    told = [each for rule in named for each in (rule.value, part(rule.look))]
    if not told:
        return rest
    return ["match", ["get", layer.style.category_field], *told, part(named[-1].look) if rest is None else rest]


def _is_one_of(layer: Layer, rules: list[Rule]) -> Json:
    """Return the filter that lets the values of these rules pass; the rule without a value is what no other names."""
    field = ["get", layer.style.category_field]
    values = [rule.value for rule in rules if rule.value is not None]
    if all(rule.value is not None for rule in rules):
        return ["in", field, ["literal", values]]
    others = [rule.value for rule in rules_of(layer) if rule.value is not None and rule.value not in values]
    return ["!", ["in", field, ["literal", others]]]


def _colour(colour: str) -> str:
    """Return #rrggbb[aa] in the words that every reader of styles knows; nothing is wholly transparent."""
    if len(colour) == 7:
        return colour
    if not colour:
        return "rgba(0, 0, 0, 0)"
    red, green, blue, alpha = (int(colour[at : at + 2], 16) for at in (1, 3, 5, 7))
    return f"rgba({red}, {green}, {blue}, {round(alpha / 255, 3):g})"
