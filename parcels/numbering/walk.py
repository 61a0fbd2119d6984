"""The plain walk: clockwise along the frontages from the north-west, the interior inserted."""

import numpy as np

from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Floats, Ints
from parcels.numbering.landlocked import insert_cheapest
from parcels.numbering.ring import Ring


def frontage_walk(ground: BlockGround, costs: Ints) -> list[int]:
    """Indices of all parcels of a block in walking order.

    The walk starts at the north-west-most break between frontages that are not neighbours, so that a gap in
    the fabric falls between the last number and the first; without a break, at the north-west-most frontage.
    """
    around = sorted(ground.fronting, key=lambda i: (ground.access[i], i))
    breaks = [n for n, i in enumerate(around) if not ground.adjacency.between(around[n - 1], i)]
    starts = breaks or range(len(around))
    first = min(starts, key=lambda n: _north_westness(ground.ring, ground.access[around[n]]), default=0)
    interior = sorted(ground.interior, key=lambda i: (ground.way_in[i], i))
    return insert_cheapest(around[first:] + around[:first], interior, costs)


def turn_and_start(order: list[int], ground: BlockGround, costs: Ints, slack_m: float) -> list[int]:
    """Read an improved walk clockwise, from its north-west-most cut that costs at most `slack_m` more.

    The search cuts the walk where the most is saved, be it by a hand's breadth; a surveyor looks for number 1
    in the north-west.
    """
    walk = order if _progress(ground.access[order], ground.ring) >= 0 else order[::-1]
    path = np.array(walk, dtype=np.int64)
    links = costs[np.roll(path, 1), path]  # links[n] is what a start at walk[n] saves
    allowed = np.flatnonzero(links >= links[0] - slack_m * 1000).tolist()
    first = min(allowed, key=lambda n: (_north_westness(ground.ring, ground.access[walk[n]]), n))
    return walk[first:] + walk[:first]


def _north_westness(ring: Ring, position_m: float) -> float:
    """Smaller is nearer to the north-west corner; whole millimetres, so that equal is equal."""
    point = ring.line.interpolate(position_m)
    return round(float(point.x - point.y), 3)


def _progress(stops: Floats, ring: Ring) -> float:
    """Metres gone clockwise less metres gone back, each step the shorter way round."""
    half = ring.length_m / 2
    steps = (np.diff(stops) + half) % ring.length_m - half
    return round(float(steps.sum()), 3)
