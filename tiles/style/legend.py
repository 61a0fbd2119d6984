"""The legend of the public map: as data, and as signs on a page."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from geo.exchange.symbology.drawing import Look
from geo.layers.layer import Geometry, Layer, Marker, Pattern
from tiles.style.looks import declared, public_layers
from tiles.style.sprites import corners

_WIDTH, _HEIGHT = 30, 20
#: Lines of one repeat of a pattern, 10 by 10.
_LINES = {
    Pattern.HATCH: ("M-1 11L11 -1",),
    Pattern.BACK_HATCH: ("M-1 -1L11 11",),
    Pattern.CROSS: ("M-1 11L11 -1", "M-1 -1L11 11"),
}


def legend() -> list[dict[str, Any]]:
    """Return the layers of the legend, the topmost first, in the active language."""
    return [_told(layer) for layer in reversed(public_layers()) if layer.in_legend]


def _told(layer: Layer) -> dict[str, Any]:
    entries = [{"value": rule.value, "label": rule.title, "sign": _parts(layer, rule.look)} for rule in declared(layer)]
    return {
        "name": layer.name, "title": str(layer.title), "about": str(layer.about), "geometry": layer.geometry.value,
        "min_zoom": layer.min_zoom, "visible": layer.visible, "field": layer.style.category_field, "entries": entries,
    }  # fmt: skip


def _parts(layer: Layer, look: Look) -> dict[str, Any]:
    told: dict[str, Any] = {"fill": look.fill, "stroke": look.stroke, "width": look.width, "dash": list(look.dash)}
    if layer.geometry == Geometry.POINT:
        return told | {"marker": look.marker.value, "radius": look.radius, "letter": look.letter}
    return told | ({"pattern": look.pattern.value} if look.pattern else {})


def pages() -> list[dict[str, Any]]:
    """Return the same for a page: each entry with its sign drawn."""
    drawn = {layer.name: [sign(layer, rule.look) for rule in declared(layer)] for layer in public_layers()}
    return [
        told | {"rows": list(zip([entry["label"] for entry in told["entries"]], drawn[told["name"]], strict=True))}
        for told in legend()
    ]


def sign(layer: Layer, look: Look) -> SafeString:
    """Return the sign of a look as SVG."""
    draw = {Geometry.POLYGON: _surface, Geometry.LINE: _line, Geometry.POINT: _point}[layer.geometry]
    return format_html(
        '<svg class="legend-sign" width="{}" height="{}" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>',
        _WIDTH, _HEIGHT, _WIDTH, _HEIGHT, draw(look),
    )  # fmt: skip


def _surface(look: Look) -> SafeString:
    place = format_html('x="1.5" y="1.5" width="{}" height="{}" rx="3"', _WIDTH - 3, _HEIGHT - 3)
    ground = format_html('<rect {} fill="{}"/>', place, look.fill or "none")
    outline = format_html(
        '<rect {} fill="none" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
        place, look.stroke or "none", max(1, look.width), _dashes(look),
    )  # fmt: skip
    return format_html("{}{}{}", ground, _patterned(look, place), outline)


def _patterned(look: Look, place: SafeString) -> SafeString:
    if not look.pattern:
        return SafeString("")
    name = f"{look.pattern.value}-{look.stroke.removeprefix('#')}"
    inside = format_html_join("", '<path d="{}" stroke="{}" stroke-width="1.1" stroke-opacity=".55"/>',
                              ((line, look.stroke) for line in _LINES.get(look.pattern, ())))  # fmt: skip
    if look.pattern == Pattern.DOTS:
        inside = format_html_join("", '<circle cx="{}" cy="{}" r=".95" fill="{}" fill-opacity=".55"/>',
                                  ((at, at, look.stroke) for at in (2.5, 7.5)))  # fmt: skip
    return format_html(
        '<defs><pattern id="{}" width="10" height="10" patternUnits="userSpaceOnUse">{}</pattern></defs>'
        '<rect {} fill="url(#{})"/>',
        name, inside, place, name,
    )  # fmt: skip


def _line(look: Look) -> SafeString:
    width = 7 if look.fill and look.stroke else look.width
    bars = [(look.fill, width + 2)] if look.fill and look.stroke else []
    bars.append((look.stroke or look.fill, width))
    return format_html_join(
        "", '<path d="M2 {}H{}" stroke="{}" stroke-width="{}" stroke-dasharray="{}"/>',
        ((_HEIGHT // 2, _WIDTH - 2, colour, wide, _dashes(look)) for colour, wide in bars),
    )  # fmt: skip


def _point(look: Look) -> SafeString:
    if look.marker == Marker.CIRCLE:
        shape = format_html('<circle cx="15" cy="10" r="8" fill="{}" stroke="#fff" stroke-width="1.5"/>', look.fill)
    else:
        path = "M" + "L".join(f"{15 + x:.1f} {10 + y:.1f}" for x, y in corners(look.marker, 7.5)) + "Z"
        shape = format_html('<path d="{}" fill="{}" stroke="#fff" stroke-width="1.5"/>', path, look.fill)
    letter = format_html(
        '<text x="15" y="14" fill="#fff" font-size="11" font-weight="600" text-anchor="middle">{}</text>', look.letter
    )
    return format_html("{}{}", shape, letter if look.letter else "")


def _dashes(look: Look) -> str:
    return " ".join(f"{length:g}" for length in look.dash) or "none"
