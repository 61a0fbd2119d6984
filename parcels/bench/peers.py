"""Other ways to number a block, as their makers describe them; what the engine is compared with.

Each is a walker of the engine: (ground of a block, settings) → indices in walking order.

- serpentine: rows, there and back (the usual tool of GIS programs for planned land);
- hilbert: along the curve of D. Hilbert, Mathematische Annalen 38 (1891), as "spatial sort" of GIS programs does;
- clockwise: by the angle around the block's centre, from the north-west;
- greedy: from each parcel to the unnumbered neighbour with which it shares most, else to the nearest.
"""

import numpy as np
import shapely

from parcels.numbering.frame import centroids
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Ints, NumberingSettings
from parcels.numbering.policies.serpentine import serpentine_order
from parcels.numbering.proposal import Walker

_HILBERT_ORDER = 10


def serpentine(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """Walk row by row from the north-west."""
    return serpentine_order(ground.parcels)


def hilbert(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """Walk along the Hilbert curve over the block's square."""
    points = centroids(ground.parcels)
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-9)
    cells = np.rint((points - low) / span * (2**_HILBERT_ORDER - 1)).astype(np.int64)
    return np.argsort([_hilbert_distance(x, y) for x, y in cells.tolist()], kind="stable").astype(np.int64)


def clockwise(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """Walk by angle around the centre of the block, clockwise from the north-west."""
    centre = shapely.get_coordinates(shapely.centroid(shapely.union_all(ground.parcels)))[0]
    x, y = (centroids(ground.parcels) - centre).round(3).T
    angle = (3 * np.pi / 4 - np.arctan2(y, x)) % (2 * np.pi)
    return np.lexsort((np.hypot(x, y), angle.round(9))).astype(np.int64)


def greedy(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """Walk to the unnumbered neighbour with the longest shared boundary; to the nearest where there is none."""
    centres = centroids(ground.parcels)
    here = int(np.lexsort((centres[:, 0], (centres[:, 0] - centres[:, 1]).round(3)))[0])
    walk, left = [here], set(range(len(centres))) - {here}
    while left:
        beside = {there: shared for there, shared in ground.adjacency.neighbours[here].items() if there in left}
        if beside:
            here = max(beside, key=lambda there: (round(beside[there], 3), -there))
        else:
            away = np.hypot(*(centres - centres[here]).T)
            here = min(left, key=lambda there: (round(float(away[there]), 3), there))
        walk.append(here)
        left.remove(here)
    return np.array(walk, dtype=np.int64)


PEERS: dict[str, Walker] = {
    "serpentine": serpentine,
    "hilbert": hilbert,
    "clockwise": clockwise,
    "greedy": greedy,
}


def _hilbert_distance(x: int, y: int) -> int:
    """Return how far along the curve a cell lies: one quadrant a step, turned as the curve turns."""
    distance, side = 0, 2 ** (_HILBERT_ORDER - 1)
    while side:
        right, upper = int(bool(x & side)), int(bool(y & side))
        distance += side * side * ((3 * right) ^ upper)
        if not upper:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x, y = x & (side - 1), y & (side - 1)
        side //= 2
    return distance
