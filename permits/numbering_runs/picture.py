"""The walk on the screen: outlines, the line that one walks, and a ring around each link that jumps; north up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from uuid import UUID

import shapely

from geo.spatial.picture import Frame
from geo.spatial.shapes import to_shapely
from parcels.register.models import BoundaryVersion
from permits.numbering_runs.models import RunBlock
from permits.numbering_runs.selectors import block_label, outlines

#: Size of the picture in its own units, and the margin around the land, as a share of its extent.
WIDTH: Final = 900.0
HEIGHT: Final = 700.0
MARGIN: Final = 0.03
#: Parcels drawn at most; beyond it a district shows its blocks, and each block has a picture of its own.
MOST_PARCELS: Final = 1500
#: How high a number stands: a share of the side of a square as large as its parcel, and at most.
LETTERS: Final = 0.42
TALLEST: Final = 30.0


Held = Mapping[UUID, BoundaryVersion]


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline as an SVG path, and what stands in it at (x, y), letters so high."""

    path: str
    label: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Link:
    """A step of the walk; `name` is the anchor of one that jumps, "" of one between neighbours."""

    x1: float
    y1: float
    x2: float
    y2: float
    name: str

    @property
    def middle(self) -> tuple[float, float]:
        """Return the place between both ends."""
        return round((self.x1 + self.x2) / 2, 1), round((self.y1 + self.y2) / 2, 1)


@dataclass(frozen=True, slots=True)
class BlockPicture:
    """One block: its place, how many parcels it has, its own outline with its name, its parcels and its walk."""

    place: int
    count: int
    outline: Shape
    parcels: tuple[Shape, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All blocks in a picture of WIDTH × HEIGHT; not `whole`: only the blocks, each with a picture of its own."""

    blocks: tuple[BlockPicture, ...]
    whole: bool = True
    width: float = WIDTH
    height: float = HEIGHT


def picture_of(blocks: Sequence[RunBlock], numbers: Mapping[UUID, str]) -> Picture:
    """Return the picture of blocks; a parcel without a number bears its place in the walk."""
    if not blocks:
        return Picture(())
    ground = [to_shapely(block.geom) for block in blocks]
    frame = Frame.around(ground, width=WIDTH, height=HEIGHT, margin=MARGIN)
    whole = len(blocks) == 1 or sum(len(block.order) for block in blocks) <= MOST_PARCELS
    held = outlines([parcel for block in blocks for parcel in block.order]) if whole else {}
    return Picture(tuple(_block(frame, block, numbers, held) for block in blocks), whole)


def anchor(place: int, before: str) -> str:
    """Return the name of a link that jumps, for the list beside the picture."""
    return f"jump-{place}-{before}"


def _block(frame: Frame, block: RunBlock, numbers: Mapping[UUID, str], held: Held) -> BlockPicture:
    outline = _shape(frame, to_shapely(block.geom), block_label(block))
    if not held:
        return BlockPicture(block.place, len(block.order), outline, (), ())
    shapes = {parcel: to_shapely(held[parcel].geom) for parcel in block.order}
    parcels = tuple(
        _shape(frame, shape, numbers.get(parcel) or str(seq)) for seq, (parcel, shape) in enumerate(shapes.items(), 1)
    )
    return BlockPicture(block.place, len(block.order), outline, parcels, tuple(_links(block, parcels)))


def _links(block: RunBlock, parcels: Sequence[Shape]) -> Iterable[Link]:
    apart = {(one["before"], one["after"]) for one in block.score["exceptions"]}
    ends = list(zip(block.order, parcels, strict=True))
    for (before, one), (after, other) in pairwise(ends):
        name = anchor(block.place, str(before)) if (str(before), str(after)) in apart else ""
        yield Link(one.x, one.y, other.x, other.y, name)


def _shape(frame: Frame, surface: shapely.Geometry, label: str) -> Shape:
    inside = surface.representative_point()
    x, y = frame.place(inside.x, inside.y)
    size = min(TALLEST, surface.area**0.5 * frame.scale * LETTERS)
    return Shape(frame.path(surface), label, x, y, round(size, 1))
