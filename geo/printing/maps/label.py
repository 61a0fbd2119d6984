"""One text on a map, placed in millimetres."""

import math
from dataclasses import dataclass
from typing import Final

from shapely import Polygon, box
from shapely.affinity import rotate

from geo.printing.maps.svg import number

#: Width of a letter, as part of its height: enough to say whether a text has room.
LETTER: Final = 0.52


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A text whose middle lies at (x, y) millimetres, turned clockwise by `angle` degrees."""

    text: str
    kind: str
    x: float
    y: float
    size: float
    angle: float = 0
    numeric: bool = False

    @property
    def style(self) -> str:
        """The place as CSS: numbers only."""
        return (
            f"left:{number(self.x)}mm;top:{number(self.y)}mm;font-size:{number(self.size)}mm;"
            f"transform:translate(-50%,-50%) rotate({number(self.angle)}deg)"
        )

    @property
    def width(self) -> float:
        """About how wide the text is, millimetres."""
        return len(self.text) * self.size * LETTER

    @property
    def outline(self) -> Polygon:
        """About what the text covers, millimetres, y downwards."""
        half_width, half_height = self.width / 2, self.size / 2
        level = box(self.x - half_width, self.y - half_height, self.x + half_width, self.y + half_height)
        return rotate(level, self.angle, origin=(self.x, self.y))


def reading_angle(right: float, down: float) -> float:
    """Return degrees clockwise for a text along a direction on paper; never upside down, upright ones read upwards."""
    angle = math.degrees(math.atan2(down, right))
    if angle >= 90 - 1e-6:
        angle -= 180
    elif angle < -90 - 1e-6:
        angle += 180
    return round(angle, 2)
