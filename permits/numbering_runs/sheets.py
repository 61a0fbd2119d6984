"""A district on paper: one map while its numbers can be read, else an index and a sheet for each group of blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import shapely

from geo.printing.maps import MapDrawing
from geo.spatial.shapes import to_shapely
from permits.numbering_runs.drawing import draw_blocks, draw_index
from permits.numbering_runs.models import RunBlock
from permits.numbering_runs.selectors import block_label

#: Size of the map within the text, and of a sheet that has a page for itself, millimetres.
MAP_MM: Final = (180.0, 112.0)
SHEET_MM: Final = (180.0, 195.0)
#: Parcels whose numbers can still be read on each: about eleven millimetres square for a parcel.
MOST_ON_MAP: Final = 150
MOST_ON_SHEET: Final = 280
#: Blocks go on one sheet while their common box is at most so many times as large as their own boxes together.
SPREAD: Final = 3.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the map: its number, the names of its blocks, how many parcels it shows."""

    number: int
    blocks: tuple[str, ...]
    parcels: int
    map: MapDrawing


@dataclass(frozen=True, slots=True)
class Sheets:
    """`front` is the whole district: the map itself where there are no `sheets`, otherwise the index to them."""

    front: MapDrawing
    sheets: tuple[Sheet, ...] = ()


def draw_sheets(blocks: Sequence[RunBlock], numbers: Mapping[UUID, str], language: str) -> Sheets:
    """Draw the blocks of a run in block order; inside the run's territory. Errors: MapDoesNotFit."""
    width, height = MAP_MM
    if sum(len(block.order) for block in blocks) <= MOST_ON_MAP:
        return Sheets(draw_blocks(blocks, numbers, width=width, height=height, language=language))
    groups = grouped(blocks)
    sheets = tuple(_sheet(number, group, numbers, language) for number, group in enumerate(groups, 1))
    return Sheets(draw_index(groups, width=width, height=height, language=language), sheets)


def grouped(blocks: Sequence[RunBlock]) -> list[list[RunBlock]]:
    """Return blocks in groups of a sheet each, in block order; a block that is too large has a sheet of its own."""
    groups: list[list[RunBlock]] = []
    for block in blocks:
        if groups and _goes_with(groups[-1], block):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _goes_with(group: Sequence[RunBlock], block: RunBlock) -> bool:
    together = [*group, block]
    if sum(len(one.order) for one in together) > MOST_ON_SHEET:
        return False
    boxes = shapely.envelope([to_shapely(one.geom) for one in together])
    around = shapely.box(*shapely.total_bounds(boxes))
    return bool(around.area <= SPREAD * shapely.area(boxes).sum())


def _sheet(number: int, group: Sequence[RunBlock], numbers: Mapping[UUID, str], language: str) -> Sheet:
    width, height = SHEET_MM
    drawn = draw_blocks(group, numbers, width=width, height=height, language=language)
    return Sheet(number, tuple(map(block_label, group)), sum(len(block.order) for block in group), drawn)
