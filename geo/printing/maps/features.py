"""What is drawn: features in metres, each with a symbol, and the symbols' looks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from shapely.geometry.base import BaseGeometry


class Symbol(StrEnum):
    """How a feature looks; in drawing order, the last on top."""

    STREET = "street"
    NEIGHBOUR = "neighbour"
    SUBJECT = "subject"
    ZONE = "zone"
    BUILDING = "building"
    WORK = "work"
    POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFeature:
    """One thing on the map.

    `geometry`: metres, projected CRS, any type. `label`: plain text; `numeric` when it is a number or code, which
    then takes the digits of the map's language. `focus`: the map must show it whole. `sides`: number its corners and
    write the length of every side.
    """

    geometry: BaseGeometry
    symbol: Symbol
    label: str = ""
    numeric: bool = False
    focus: bool = False
    sides: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """Presentation of a symbol: colours, widths in millimetres. Told apart on a black and white copy too."""

    fill: str
    stroke: str
    width: float
    dash: str = ""
    opacity: float = 1

    def attributes(self) -> dict[str, str | float]:
        """Return the SVG presentation attributes, `_` for `-`."""
        look: dict[str, str | float] = {
            "fill": self.fill, "stroke": self.stroke, "stroke_width": self.width, "stroke_linejoin": "round",
        }  # fmt: skip
        if self.dash:
            look["stroke_dasharray"] = self.dash
        if self.opacity < 1:
            look["fill_opacity"] = self.opacity
        return look


LOOKS: Final = {
    Symbol.STREET: Look("#efebe1", "#b8ad97", 0.12),
    Symbol.NEIGHBOUR: Look("#ffffff", "#6b7280", 0.18),
    Symbol.SUBJECT: Look("#dcebe6", "#0b3d3a", 0.6),
    Symbol.ZONE: Look("#9cc3e6", "#1f5f99", 0.25, dash="1.6 0.8", opacity=0.45),
    Symbol.BUILDING: Look("#cfcfcf", "#4b5563", 0.2),
    Symbol.WORK: Look("none", "#b3261e", 0.9, dash="2.4 1.3"),
    Symbol.POINT: Look("#ffffff", "#0b3d3a", 0.3),
}
