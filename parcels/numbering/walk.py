"""The plain walk: clockwise along the frontages from the north-west, the interior inserted."""

import numpy as np

from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Floats, Ints
from parcels.numbering.landlocked import insert_cheapest
from parcels.numbering.links import Links
from parcels.numbering.ring import Ring


def frontage_walk(ground: BlockGround, links: Links) -> list[int]:
    """Indices of all parcels of a block in walking order.

    The walk starts at the north-west-most break between frontages that are not neighbours, so that a gap in
    the fabric falls between the last number and the first; without a break, at the north-west-most frontage.
    """
    around = sorted(ground.fronting, key=lambda i: (ground.access[i], i))
    breaks = [n for n, i in enumerate(around) if not ground.adjacency.between(around[n - 1], i)]
    starts = breaks or range(len(around))
    first = min(starts, key=lambda n: _north_westness(ground.ring, ground.access[around[n]]), default=0)
    interior = sorted(ground.interior, key=lambda i: (ground.way_in[i], i))
    return insert_cheapest(around[first:] + around[:first], interior, links)


def turn_and_start(order: list[int], ground: BlockGround, links: Links, slack_m: float) -> list[int]:
    """Read an improved walk clockwise, from its north-west-most cut that costs at most `slack_m` more.

    The search cuts the walk where the most is saved, be it by a hand's breadth; a surveyor looks for number 1
    in the north-west.
    """
    walk = order if _progress(ground.access[order], ground.ring) >= 0 else order[::-1]
    saved = _cuts(walk, links)
    allowed = np.flatnonzero(saved >= saved[0] - slack_m * 1000).tolist()
    first = min(allowed, key=lambda n: (_north_westness(ground.ring, ground.access[walk[n]]), n))
    return walk[first:] + walk[:first]


def _cuts(walk: list[int], links: Links) -> Ints:
    """Millimetres that a start at each parcel saves on the closed walk, the way counted from stop to stop."""
    stops = links.stops[walk]
    last_stop = np.maximum.accumulate(np.where(stops, np.arange(len(walk)), -1))
    last_stop[last_stop < 0] = np.flatnonzero(stops)[-1]
    saved = np.empty(len(walk), dtype=np.int64)
    for n, here in enumerate(walk):
        before = walk[n - 1]
        saved[n] = links.cost_row(here)[before] - links.way_row(here)[before]
        if stops[n]:
            saved[n] += links.way_row(here)[walk[last_stop[n - 1]]]
    return saved


def _north_westness(ring: Ring, position_m: float) -> float:
    """Smaller is nearer to the north-west corner; whole millimetres, so that equal is equal."""
    point = ring.line.interpolate(position_m)
    return round(float(point.x - point.y), 3)


def _progress(stops: Floats, ring: Ring) -> float:
    """Metres gone clockwise less metres gone back, each step the shorter way round."""
    half = ring.length_m / 2
    steps = (np.diff(stops) + half) % ring.length_m - half
    return round(float(steps.sum()), 3)
