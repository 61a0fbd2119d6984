"""The grid of web tiles that a picture is drawn on: EPSG:3857, 256-pixel tiles, origin at the north-west; pure.

OGC Two Dimensional Tile Matrix Set, annex D.1 (WebMercatorQuad).
"""

import math
from dataclasses import dataclass

TILE = 256
#: Metres from the middle of EPSG:3857 to each of its sides.
HALF_M = math.pi * 6_378_137.0
#: The finest zoom that is drawn: 1.9 cm at the equator.
FINEST = 23
#: A picture may be drawn coarser than it is by 2 to this power, 1.23 times: the next zoom is four times as much.
_SPARED = 0.3


def pixel_m(zoom: int) -> float:
    """Return the size of a pixel of a zoom, metres of EPSG:3857 (not of the ground)."""
    return 2 * HALF_M / (TILE * 2**zoom)


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles of one picture: columns and rows of the finest zoom, last excluded, begun where coarser tiles begin too."""

    max_zoom: int
    levels: int
    west: int
    north: int
    east: int
    south: int

    @property
    def min_zoom(self) -> int:
        """The zoom at which the whole picture is about one tile."""
        return self.max_zoom - self.levels + 1

    @property
    def width(self) -> int:
        """Pixels of the finest zoom from west to east."""
        return (self.east - self.west) * TILE

    @property
    def height(self) -> int:
        """Pixels of the finest zoom from north to south."""
        return (self.south - self.north) * TILE

    @property
    def origin(self) -> tuple[float, float]:
        """The north-west corner, metres of EPSG:3857."""
        side = TILE * pixel_m(self.max_zoom)
        return self.west * side - HALF_M, HALF_M - self.north * side


def zoom_for(pixel: float) -> int:
    """Return the zoom for a pixel of so many metres of EPSG:3857: hardly coarser than the picture itself."""
    exact = math.log2(2 * HALF_M / TILE / pixel)
    return max(0, min(FINEST, math.ceil(exact - _SPARED)))


def grid_for(box: tuple[float, float, float, float], pixel: float) -> Grid:
    """Return the grid of a picture in a box (west, south, east, north) with such pixels; metres of EPSG:3857."""
    zoom = zoom_for(pixel)
    side = TILE * pixel_m(zoom)
    most = 2**zoom - 1
    west, east = (max(0, min(most, math.floor((x + HALF_M) / side))) for x in (box[0], box[2]))
    north, south = (max(0, min(most, math.floor((HALF_M - y) / side))) for y in (box[3], box[1]))
    longest = max(box[2] - box[0], box[3] - box[1]) / pixel_m(zoom)
    halvings = min(zoom, max(0, math.ceil(math.log2(max(longest, 1) / TILE))))
    step = 2**halvings
    return Grid(
        zoom, halvings + 1, west // step * step, north // step * step, (east // step + 1) * step,
        (south // step + 1) * step,
    )  # fmt: skip
