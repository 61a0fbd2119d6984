"""The sheet: a round scale that fits, and where a point of the ground lies on the paper."""

from dataclasses import dataclass
from typing import Final

from shapely import box
from shapely.geometry import Polygon

from geo.printing.errors import MapDoesNotFit

#: Denominators of the scales used on municipal plans, large scale first.
SCALES: Final = (100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 20_000, 25_000, 50_000, 100_000)
#: Round lengths, metres: 1, 2 or 5 times a power of ten.
ROUND_LENGTHS: Final[tuple[int, ...]] = tuple(digit * 10**power for power in range(6) for digit in (1, 2, 5))

#: Millimetres between the frame and the edge of the drawing: room for coordinates and scale bar.
MARGIN_SIDE: Final = 5.0
MARGIN_TOP: Final = 1.0
MARGIN_BOTTOM: Final = 12.0
#: Millimetres kept free inside the frame around what must be seen whole: room for its lengths and corners.
CLEARANCE: Final = 9.0

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A drawing of width × height millimetres whose frame's centre shows one point of the ground.

    `scale`: denominator. `easting`, `northing`: the centre, metres. North is up, the grid's north.
    """

    width: float
    height: float
    scale: int
    easting: float
    northing: float

    @property
    def frame(self) -> Bounds:
        """The map's frame on paper: left, top, right, bottom in millimetres."""
        return (MARGIN_SIDE, MARGIN_TOP, self.width - MARGIN_SIDE, self.height - MARGIN_BOTTOM)

    def to_mm(self, metres: float) -> float:
        """Return a length of the ground on paper: 1 m is exactly 1000 / scale millimetres."""
        return metres * 1000 / self.scale

    def to_metres(self, mm: float) -> float:
        """Return a length on paper on the ground."""
        return mm * self.scale / 1000

    def place(self, easting: float, northing: float) -> tuple[float, float]:
        """Return a point of the ground on paper, millimetres from the upper left corner, y downwards."""
        left, top, right, bottom = self.frame
        x = (left + right) / 2 + self.to_mm(easting - self.easting)
        y = (top + bottom) / 2 - self.to_mm(northing - self.northing)
        return x, y

    def ground(self, *, beyond: float = 0) -> Polygon:
        """Return what the frame shows, metres; `beyond` adds so many millimetres on every side."""
        left, top, right, bottom = self.frame
        half_width = self.to_metres((right - left) / 2 + beyond)
        half_height = self.to_metres((bottom - top) / 2 + beyond)
        return box(
            self.easting - half_width, self.northing - half_height,
            self.easting + half_width, self.northing + half_height,
        )  # fmt: skip


def choose_scale(ground_width: float, ground_height: float, paper_width: float, paper_height: float) -> int:
    """Return the denominator of the largest round scale at which the ground (m) fits the paper (mm).

    Errors: MapDoesNotFit.
    """
    if paper_width <= 0 or paper_height <= 0:
        raise MapDoesNotFit(paper_mm=(paper_width, paper_height))
    for scale in SCALES:
        if ground_width * 1000 / scale <= paper_width and ground_height * 1000 / scale <= paper_height:
            return scale
    raise MapDoesNotFit(ground_m=(ground_width, ground_height), paper_mm=(paper_width, paper_height))


def fit_sheet(bounds: Bounds, *, width: float, height: float) -> Sheet:
    """Return the sheet (mm) on which the bounds (m) are centred at the largest round scale.

    Errors: MapDoesNotFit, for empty bounds too.
    """
    west, south, east, north = bounds
    if not (east >= west and north >= south):
        raise MapDoesNotFit(bounds=bounds)
    inner_width = width - 2 * MARGIN_SIDE - 2 * CLEARANCE
    inner_height = height - MARGIN_TOP - MARGIN_BOTTOM - 2 * CLEARANCE
    scale = choose_scale(east - west, north - south, inner_width, inner_height)
    return Sheet(width, height, scale, (west + east) / 2, (south + north) / 2)


def round_up(metres: float) -> int:
    """Return the smallest round length that is not less."""
    return next(length for length in ROUND_LENGTHS if length >= metres)


def round_down(metres: float) -> int:
    """Return the largest round length that is not more."""
    return next(length for length in reversed(ROUND_LENGTHS) if length <= metres)
