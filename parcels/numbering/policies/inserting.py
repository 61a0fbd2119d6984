"""Parcels that a person left out, put beside their neighbours in an order that a person gave."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from parcels.numbering.adjacency import Adjacency
from parcels.numbering.frame import centroids
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Ints

#: A link between parcels that are no neighbours costs so many of the block's usual distances on top.
MISS = 7.0


class Nearness:
    """What a link costs where a person leads: metres between centres, more where the parcels do not meet."""

    def __init__(self, ground: BlockGround) -> None:
        self.adjacency: Adjacency = ground.adjacency
        self.centres = centroids(ground.parcels)
        steps = np.hypot(*(self.centres[ground.adjacency.first] - self.centres[ground.adjacency.second]).T)
        spread = float(np.hypot(*np.ptp(self.centres, axis=0))) if len(self.centres) else 0.0
        self.miss_m = MISS * (float(np.median(steps)) if len(steps) else spread)

    def row(self, parcel: int) -> Ints:
        """Whole millimetres of a link to every parcel, shape (n,)."""
        metres = np.hypot(*(self.centres - self.centres[parcel]).T) + self.miss_m
        metres[list(self.adjacency.neighbours[parcel])] -= self.miss_m
        return np.asarray(np.rint(metres * 1000), dtype=np.int64)

    def link(self, a: int, b: int) -> int:
        """Whole millimetres from one parcel to another."""
        metres = float(np.hypot(*(self.centres[a] - self.centres[b])))
        return round((metres + (0.0 if self.adjacency.between(a, b) else self.miss_m)) * 1000)


def insert_beside_neighbours(given: Sequence[int], ground: BlockGround) -> list[int]:
    """Return all parcels of a block: those given keep their order, each other goes where it adds least.

    The others come in rings around what is placed, so that each finds a neighbour there where the fabric has one.
    """
    order = list(given)
    near = Nearness(ground)
    steps = [near.link(a, b) for a, b in pairwise(order)]  # steps[n] leads from order[n] onwards
    for parcel in _outwards(order, ground.adjacency):
        if not order:
            order = [parcel]
            continue
        to = near.row(parcel)[order]
        added = np.concatenate([to[:1], to[:-1] + to[1:] - np.array(steps, dtype=np.int64), to[-1:]])
        place = int(added.argmin())
        steps[max(0, place - 1) : place] = to[max(0, place - 1) : place + 1].tolist()
        order.insert(place, parcel)
    return order


def _outwards(placed: Sequence[int], adjacency: Adjacency) -> list[int]:
    """Return the parcels that are not placed, neighbours of placed ones first; what nothing reaches comes last."""
    seen = set(placed)
    found: list[int] = []
    ring = sorted(seen)
    while len(seen) < adjacency.size:
        reached = {there for here in ring for there in adjacency.neighbours[here]} - seen
        # Nothing hangs on what is placed: go on from the first that is left.
        ring = sorted(reached) or [min(set(range(adjacency.size)) - seen)]
        found += ring
        seen.update(ring)
    return found
