"""Order of blocks in a district: from the north-west, from each block to one beside it where there is one."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, STRtree

from parcels.numbering.adjacency import pairs_within
from parcels.numbering.frame import canonical_order, centroids, rounded, to_local_frame
from parcels.numbering.improve import improve_walk
from parcels.numbering.inputs import Geometries, Ints, NumberingSettings
from parcels.numbering.links import MatrixLinks

#: Blocks are neighbours when a street at most this wide (metres) is between them and no other block.
WIDEST_STREET_M = 30.0


def block_order(blocks: Sequence[Polygon | MultiPolygon], settings: NumberingSettings) -> tuple[int, ...]:
    """Indices of block polygons (metres) in numbering order.

    The order starts at the north-west-most block and minimises centroid distance plus `block_jump_m` for each
    step between blocks that are not neighbours; 2-opt and or-opt from a nearest-neighbour tour.
    """
    if not blocks:
        return ()
    given: Geometries = np.empty(len(blocks), dtype=object)
    given[:] = blocks
    local = to_local_frame(given)
    rank = canonical_order(local, [""] * len(blocks))
    shapes = rounded(local[rank])
    tour = _nearest_neighbour_tour(shapes)
    costs = _anchored(_step_costs(shapes, settings.block_jump_m), first=tour[0])
    kicks = settings.kicks_per_block * len(blocks)
    best = improve_walk([len(blocks), *tour], MatrixLinks(costs), kicks=kicks, seed=settings.seed)
    forward = best[1:] if best[0] == len(blocks) else best[-2::-1]
    return tuple(rank[forward].tolist())


def _step_costs(shapes: Geometries, jump_m: float) -> Ints:
    """Whole millimetres of a step between any two blocks, shape (n, n)."""
    centres = centroids(shapes)
    metres = np.hypot(*(centres[:, None, :] - centres[None, :, :]).transpose(2, 0, 1)) + jump_m
    a, b = _neighbours(shapes)
    metres[a, b] -= jump_m
    metres[b, a] -= jump_m
    np.fill_diagonal(metres, 0.0)
    return np.asarray(np.rint(metres * 1000), dtype=np.int64)


def _neighbours(shapes: Geometries) -> tuple[Ints, Ints]:
    """Pairs of blocks across one street: close, and the shortest way between them crosses no third block."""
    a, b = pairs_within(shapes, WIDEST_STREET_M)
    ways = shapely.shortest_line(shapes[a], shapes[b])
    way, crossed = STRtree(shapes).query(ways, predicate="intersects")
    third = (crossed != a[way]) & (crossed != b[way])
    free = np.ones(len(a), dtype=bool)
    free[way[third]] = False
    return a[free], b[free]


def _anchored(costs: Ints, first: int) -> Ints:
    """Costs with one more station that only `first` reaches for nothing: the best open path begins there."""
    size = len(costs)
    anchored = np.full((size + 1, size + 1), int(costs.max(initial=0)) * 4 + 1, dtype=np.int64)
    anchored[:size, :size] = costs
    anchored[size, first] = anchored[first, size] = anchored[size, size] = 0
    return anchored


def _nearest_neighbour_tour(shapes: Geometries) -> list[int]:
    """From the north-west-most block always to the nearest that is left; a start for the search."""
    centres = centroids(shapes).round(3)
    here = int(np.lexsort((centres[:, 0], (centres[:, 0] - centres[:, 1]).round(3)))[0])
    tour, left = [here], np.ones(len(shapes), dtype=bool)
    left[here] = False
    while left.any():
        away = np.hypot(*(centres - centres[here]).T).round(3)
        here = int(np.where(left, away, np.inf).argmin())
        left[here] = False
        tour.append(here)
    return tour
