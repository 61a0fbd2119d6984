"""How the land of a body is cut into parts that fit in memory, blocks whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

#: Side of the cells in which a body's parcels are counted, metres.
CELL_M = 1000
#: A block that is wider than this is not one place: its cells are then parts of their own.
BLOCK_MOST_M = 3000.0
#: Parcels in a part: two thousand more or less make no difference to speed, some 20 MB to memory.
PART_MOST = 8000

Box = tuple[float, float, float, float]
#: Key of a block (0: none) and the cell in which the lower left corner of a parcel's box lies.
Cell = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cluster:
    """Parcels that are looked at together: cells of one block, how many parcels, and their box in metres."""

    cells: frozenset[Cell]
    count: int
    box: Box


def clusters_of(counted: Iterable[tuple[Cell, int, Box]]) -> list[Cluster]:
    """Return one cluster a block, from what was counted in its cells; one a cell where there is no block."""
    found: list[Cluster] = []
    for block, rows in groupby(sorted(counted), key=lambda row: row[0][0]):
        singles = [Cluster(frozenset({cell}), count, box) for cell, count, box in rows]
        whole = joined(singles)
        together = block and whole.box[2] - whole.box[0] <= BLOCK_MOST_M and whole.box[3] - whole.box[1] <= BLOCK_MOST_M
        found += [whole] if together else singles
    return found


def joined(clusters: Sequence[Cluster]) -> Cluster:
    """Return many clusters as one."""
    west, south, east, north = zip(*(cluster.box for cluster in clusters), strict=True)
    cells = frozenset().union(*(cluster.cells for cluster in clusters))
    return Cluster(cells, sum(cluster.count for cluster in clusters), (min(west), min(south), max(east), max(north)))


def parts_of(clusters: Sequence[Cluster], most: int = PART_MOST) -> list[Cluster]:
    """Return compact parts, halved along the longer side: of at most so many parcels, or of one cluster."""
    if not clusters:
        return []
    whole = joined(clusters)
    if whole.count <= most or len(clusters) == 1:
        return [whole]
    west, south, east, north = whole.box
    axis = 0 if east - west >= north - south else 1
    ordered = sorted(clusters, key=lambda cluster: (cluster.box[axis] + cluster.box[axis + 2], sorted(cluster.cells)))
    middle = len(ordered) // 2
    return parts_of(ordered[:middle], most) + parts_of(ordered[middle:], most)
