"""The sprite of the style: patterns and markers as the map draws them, in one picture with its index."""

import io
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageDraw

from geo.exchange.symbology.drawing import Look
from geo.layers.layer import Marker, Pattern
from tiles.style.looks import signs

#: One repeat of a pattern, and the longest row of signs: px.
_CELL, _WIDTH = 10, 256
#: Drawn so many times larger and then made small, which smooths edges.
_FINE = 8
_INK = 0.55
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sprite:
    """The picture, PNG, and where each sign lies in it, as the style specification wants it."""

    png: bytes
    index: dict[str, dict[str, Any]]


@cache
def sprite(ratio: int) -> Sprite:
    """Return the sprite for screens of so many device pixels a pixel: 1 or 2. It depends on the registry only."""
    drawn = [(name, _marker(look, ratio) if marker else _pattern(look, ratio)) for name, look, marker in signs()]
    index, x, y, row = {}, 0, 0, 0
    for name, sign in drawn:
        if x + sign.width > _WIDTH * ratio:
            x, y, row = 0, y + row, 0
        index[name] = {"x": x, "y": y, "width": sign.width, "height": sign.height, "pixelRatio": ratio}
        x, row = x + sign.width, max(row, sign.height)
    whole = Image.new("RGBA", (_WIDTH * ratio, max(1, y + row)))
    for name, sign in drawn:
        whole.paste(sign, (index[name]["x"], index[name]["y"]))
    target = io.BytesIO()
    whole.save(target, "PNG")
    return Sprite(target.getvalue(), index)


def _pattern(look: Look, ratio: int) -> Image.Image:
    """Draw one repeat of a pattern in the colour of the outline: what leaves on one side comes in on the other."""
    side = _CELL * ratio * _FINE
    sheet = Image.new("L", (side, side))
    pen = ImageDraw.Draw(sheet)
    unit = side / _CELL
    if look.pattern == Pattern.DOTS:
        for x, y in ((2.5, 2.5), (7.5, 7.5)):
            pen.ellipse([(x - 0.95) * unit, (y - 0.95) * unit, (x + 0.95) * unit, (y + 0.95) * unit], fill=255)
    for rising in _directions(look.pattern):
        for shift in (-_CELL, 0, _CELL):
            ends = (
                ((shift - 1, _CELL + 1), (shift + _CELL + 1, -1))
                if rising
                else ((shift - 1, -1), (shift + _CELL + 1, _CELL + 1))
            )
            pen.line([(x * unit, y * unit) for x, y in ends], fill=255, width=round(1.1 * unit))
    small = sheet.resize((_CELL * ratio, _CELL * ratio), Image.Resampling.BOX).point(lambda ink: int(ink * _INK))
    sign = Image.new("RGBA", small.size, look.stroke[:7])
    sign.putalpha(small)
    return sign


def _directions(pattern: Pattern) -> tuple[bool, ...]:
    return {Pattern.HATCH: (True,), Pattern.BACK_HATCH: (False,), Pattern.CROSS: (True, False)}.get(pattern, ())


def _marker(look: Look, ratio: int) -> Image.Image:
    """Draw a marker in its colour with a white ring, without its letter: programs that know the words write them."""
    half = look.radius * 1.25 + 3
    side = round(2 * half * ratio)
    sheet = Image.new("RGBA", (side * _FINE, side * _FINE))
    pen = ImageDraw.Draw(sheet)
    for radius, colour in ((look.radius + 1.5, "#ffffff"), (look.radius, look.fill[:7])):
        if look.marker == Marker.CIRCLE:
            pen.ellipse([(half - radius) * ratio * _FINE] * 2 + [(half + radius) * ratio * _FINE] * 2, fill=colour)
        else:
            pen.polygon(
                [((half + x) * ratio * _FINE, (half + y) * ratio * _FINE) for x, y in corners(look.marker, radius)],
                fill=colour,
            )
    return sheet.resize((side, side), Image.Resampling.LANCZOS)


def corners(marker: Marker, radius: float) -> list[Point]:
    """Return the corners of a marker around the origin, y downwards."""
    if marker == Marker.SQUARE:
        half = 0.88 * radius
        return [(-half, -half), (half, -half), (half, half), (-half, half)]
    if marker == Marker.DIAMOND:
        reach = 1.2 * radius
        return [(0, -reach), (reach, 0), (0, reach), (-reach, 0)]
    return [(0, -1.25 * radius), (1.2 * radius, 0.85 * radius), (-1.2 * radius, 0.85 * radius)]
