"""The frame of a made-up territory: bodies, districts and blocks, laid out from a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

#: South-west corner of the territory, metres in the storage CRS: beside the sample municipality.
ORIGIN = (420_000.0, 2_880_000.0)
#: A district turned by any angle fits into its square.
CELL_M = 3_000.0
BLOCK_M, DEPTH_M, STREET_M = 180.0, 60.0, 12.0
COLUMNS, MOST_ROWS = 10, 30
#: On average; the number of lots of each row is drawn.
LOTS_OF_BLOCK = 18
FIRST_CODE = 601
MOST_MUNICIPALITIES = 399
MOST_DISTRICTS = 999
MILLIMETRE = 0.001


def snapped(points: Coordinates) -> Coordinates:
    """Return coordinates on the millimetre, each in the double that PostGIS' ST_SnapToGrid gives."""
    return np.rint(points / MILLIMETRE) * MILLIMETRE


@dataclass(frozen=True, slots=True)
class GroundDistrict:
    """A district to be: its square, the angle of its streets, and where its dice start."""

    place: int
    municipality: int
    number: int
    parcels: int
    seed: int

    @property
    def code(self) -> str:
        """Three digits in the municipality's numbering."""
        return f"{self.number:03d}"

    @property
    def plan_number(self) -> str:
        """Unique in the amana."""
        return f"{FIRST_CODE + self.municipality}/{self.number}"

    @property
    def dice(self) -> np.random.Generator:
        """A generator of this district alone: what is drawn elsewhere does not change it."""
        return np.random.default_rng([self.seed, self.place])


@dataclass(frozen=True, slots=True)
class Ground:
    """A territory of so many parcels in so many municipalities, wholly decided by its seed."""

    parcels: int
    seed: int = 1
    municipalities: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.municipalities <= min(self.parcels, MOST_MUNICIPALITIES):
            raise ValueError(f"1 to {MOST_MUNICIPALITIES} municipalities, and a parcel in each")
        if self.per_municipality > MOST_DISTRICTS:
            raise ValueError("a municipality numbers at most 999 districts: give it more municipalities")

    @property
    def per_municipality(self) -> int:
        """How many districts each municipality has."""
        most = COLUMNS * MOST_ROWS * LOTS_OF_BLOCK * 9 // 10
        return ceil(self.parcels / self.municipalities / most)

    @property
    def columns(self) -> int:
        """How many municipalities lie side by side."""
        return ceil(self.municipalities**0.5)

    @property
    def side(self) -> int:
        """How many districts lie side by side in a municipality."""
        return ceil(self.per_municipality**0.5)

    def districts(self) -> Iterator[GroundDistrict]:
        """Yield the districts in the order of their codes; together they have exactly the parcels asked for."""
        total = self.municipalities * self.per_municipality
        for place in range(total):
            share = self.parcels * (place + 1) // total - self.parcels * place // total
            municipality, number = divmod(place, self.per_municipality)
            yield GroundDistrict(place, municipality, number + 1, share, self.seed)

    def territory(self, municipality: int) -> Coordinates:
        """Return the ring of a municipality, metres, counter-clockwise, closed."""
        size = self.side * CELL_M
        row, column = divmod(municipality, self.columns)
        return _box(ORIGIN[0] + column * size, ORIGIN[1] + row * size, size)

    def outline(self, district: GroundDistrict) -> Coordinates:
        """Return the ring of a district, metres, counter-clockwise, closed."""
        west, south = self.territory(district.municipality)[0]
        row, column = divmod(district.number - 1, self.side)
        return _box(west + column * CELL_M, south + row * CELL_M, CELL_M)


def _box(west: float, south: float, size: float) -> Coordinates:
    return np.array(
        [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """Turns and bends a district's straight grid, so that no street of it is parallel to an axis."""

    centre: tuple[float, float]
    angle: float
    phase: Coordinates

    @classmethod
    def of(cls, outline: Coordinates, dice: np.random.Generator) -> "Frame":
        """Draw the frame of a district within its outline."""
        west, south = outline[0]
        centre = (float(west) + CELL_M / 2, float(south) + CELL_M / 2)
        return cls(centre, float(dice.uniform(0.1, np.pi / 2 - 0.1)), dice.uniform(0, 2 * np.pi, 4))

    def place(self, grid: Coordinates) -> Coordinates:
        """Return grid coordinates (…, 2), metres from the centre, as places in the storage CRS, not yet snapped."""
        u, v = grid[..., 0], grid[..., 1]
        bent_u = u + 5 * np.sin(v / 70 + self.phase[0]) + 3 * np.sin(u / 110 + self.phase[1])
        bent_v = v + 5 * np.sin(u / 90 + self.phase[2]) + 3 * np.sin(v / 130 + self.phase[3])
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        x, y = bent_u * cos - bent_v * sin, bent_u * sin + bent_v * cos
        return np.stack([x + self.centre[0], y + self.centre[1]], axis=-1)


def block_corners(frame: Frame, count: int) -> Coordinates:
    """Return the corners of a district's blocks: (count, 4, 2), counter-clockwise, snapped."""
    rows, columns = np.divmod(np.arange(count), COLUMNS)
    u = (columns - COLUMNS / 2) * (BLOCK_M + STREET_M)
    v = (rows - MOST_ROWS / 2) * (DEPTH_M + STREET_M)
    corners = np.array([(0, 0), (BLOCK_M, 0), (BLOCK_M, DEPTH_M), (0, DEPTH_M)])
    return snapped(frame.place(np.stack([u, v], axis=-1)[:, None, :] + corners))


def street_lines(frame: Frame, blocks: int) -> Iterator[Coordinates]:
    """Yield the centre lines between the blocks: each (points, 2), a point every 30 m, snapped."""
    rows = ceil(blocks / COLUMNS)
    wide, deep = BLOCK_M + STREET_M, DEPTH_M + STREET_M
    west, south = -COLUMNS / 2 * wide - STREET_M / 2, -MOST_ROWS / 2 * deep - STREET_M / 2
    along = np.arange(west, west + COLUMNS * wide + 1, 30)
    up = np.arange(south, south + rows * deep + 1, 30)
    for row in range(rows + 1):
        yield snapped(frame.place(np.stack([along, np.full_like(along, south + row * deep)], axis=-1)))
    for column in range(COLUMNS + 1):
        yield snapped(frame.place(np.stack([np.full_like(up, west + column * wide), up], axis=-1)))
