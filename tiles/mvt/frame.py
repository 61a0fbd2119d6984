"""Where a tile lies in EPSG:3857 (OGC 17-083r4, WebMercatorQuad), and the grid of whole units that it is drawn on."""

import math
import struct
from dataclasses import dataclass

from geo.spatial.crs import TILE_SRID

#: Units along a side of a tile, and how far around it features are still drawn.
EXTENT = 4096
BUFFER = 64
#: What sticks out of a tile by so much is drawn whole: leaving it to the client to cut costs less than cutting.
NEAR = 2048
_HALF_M = math.pi * 6_378_137
#: Boxes of PostGIS stand in floats of 32 bits, rounded outwards: no edge is nearer than this to where it should be.
_FLOAT_M = 4.0
_RECTANGLE, _POLYGON, _HAS_SRID = struct.Struct("<BIIII10d"), 3, 0x20000000

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """A tile: its north-west corner and the side of a unit, metres of EPSG:3857."""

    west: float
    north: float
    unit: float

    @classmethod
    def of(cls, z: int, x: int, y: int) -> "Frame":
        """Return the frame of a tile of the pyramid."""
        side = 2 * _HALF_M / 2**z
        return cls(x * side - _HALF_M, _HALF_M - y * side, side / EXTENT)

    def box(self, *, grown: float = 0, less_m: float = 0) -> Box:
        """Return west, south, east, north of the tile grown by so many units and then made less by metres."""
        near, far = grown * self.unit - less_m, (EXTENT + grown) * self.unit - less_m
        return self.west - near, self.north - far, self.west + far, self.north + near

    def parameters(self) -> dict[str, float | str]:
        """Return what the statement of a tile is asked with."""
        scale = 1 / self.unit
        east, south = -self.west * scale, self.north * scale
        return {
            "frame": "BOX({!r} {!r},{!r} {!r})".format(*self.box()),
            "reach": _surface(self.box(grown=BUFFER)),
            "inside": _surface(self.box(less_m=_FLOAT_M)),
            "near": _surface(self.box(grown=NEAR)),
            "scale": scale, "down": -scale,
            "east": east, "south": south,
            "east_half": east + 0.5, "south_half": south + 0.5,
            # Rounding moves two corners towards each other by no more than the diagonal of a unit.
            "rounding": 1.6 * self.unit,
        }  # fmt: skip


def _surface(box: Box) -> str:
    """Return a rectangle of EPSG:3857 as PostGIS writes it (EWKB, hexadecimal)."""
    west, south, east, north = box
    return _RECTANGLE.pack(
        1, _POLYGON | _HAS_SRID, TILE_SRID, 1, 5, west, south, west, north, east, north, east, south, west, south
    ).hex()
