"""Land on the screen: where places of the storage CRS stand in a picture, north up, and outlines as SVG paths."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import shapely


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture's north-west corner in the storage CRS, and its units a metre."""

    west: float
    north: float
    scale: float

    @classmethod
    def around(cls, shapes: Sequence[shapely.Geometry], *, width: float, height: float, margin: float) -> Self:
        """Return the frame in which shapes fill a picture, with a margin that is a share of their extent."""
        west, south, east, north = shapely.total_bounds(shapes)
        beside = margin * max(east - west, north - south)
        west, south, east, north = west - beside, south - beside, east + beside, north + beside
        scale = min(width / (east - west), height / (north - south))
        spare_x, spare_y = width / scale - (east - west), height / scale - (north - south)
        return cls(west - spare_x / 2, north + spare_y / 2, scale)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a place stands in the picture."""
        return round((x - self.west) * self.scale, 1), round((self.north - y) * self.scale, 1)

    def path(self, surface: shapely.Geometry) -> str:
        """Return a surface as an SVG path, its holes included."""
        rings = [ring for polygon in shapely.get_parts(surface) for ring in (polygon.exterior, *polygon.interiors)]
        return " ".join(self._ring(ring) for ring in rings)

    def _ring(self, ring: shapely.LinearRing) -> str:
        points = (self.place(x, y) for x, y in ring.coords[:-1])
        return "M" + "L".join(f"{x},{y}" for x, y in points) + "Z"
