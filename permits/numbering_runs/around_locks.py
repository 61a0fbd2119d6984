"""A better walk through a block in which some parcels keep their places; pure."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parcels.numbering.costs import BlockLinks
from parcels.numbering.ground import BlockGround
from parcels.numbering.improve import improve_walk
from parcels.numbering.inputs import Ints, NumberingSettings
from parcels.numbering.links import Links

#: Millimetres that every link of an end costs on top: the search then leaves the ends of a stretch where they are.
HELD_MM = 10**12


def improve_around(
    order: Sequence[int], locked: Collection[int], ground: BlockGround, settings: NumberingSettings
) -> list[int]:
    """Return a walk at most as costly as the one given, the locked parcels (indices into the ground) in their places.

    Each stretch between locked parcels is improved for itself, its ends held; no parcel leaves its stretch.
    """
    links = BlockLinks(ground, settings)
    walk = list(order)
    for first, last in _stretches(order, locked):
        before, after = first > 0, last < len(walk)
        nodes = walk[first - before : last + after]
        better = _improved(nodes, links, before, after, settings)
        walk[first:last] = better[before : len(better) - after]
    return walk


def _stretches(order: Sequence[int], locked: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, past the last) of each run of places that are not locked."""
    first = 0
    for place, parcel in enumerate([*order, None]):
        if parcel is None or parcel in locked:
            if place > first:
                yield first, place
            first = place + 1


def _improved(nodes: list[int], links: Links, before: bool, after: bool, settings: NumberingSettings) -> list[int]:
    """Improve one stretch; its first node is held if `before`, its last if `after`."""
    size = len(nodes)
    held = [0] * before + [size - 1] * after
    stretch = _Stretch(np.array(nodes), np.array(held, dtype=np.int64), links)
    walk = list(range(size))
    found = improve_walk(walk, stretch, kicks=settings.kicks_per_parcel * size, seed=settings.seed)
    if _cost(found, stretch) >= _cost(walk, stretch):
        return nodes
    return [nodes[i] for i in _as_before(found, before, after)]


def _cost(walk: list[int], links: Links) -> int:
    """Whole millimetres: what is missing link by link, and the way from stop to stop."""
    missing = sum(int(links.cost_row(a)[b] - links.way_row(a)[b]) for a, b in pairwise(walk))
    stops = [node for node in walk if links.stops[node]]
    return missing + sum(int(links.way_row(a)[b]) for a, b in pairwise(stops))


def _as_before(found: list[int], before: bool, after: bool) -> list[int]:
    """Turn a walk so that it runs as the one from 0 to n-1 did."""
    size = len(found)
    if before or after:
        backwards = found[-1] == 0 if before else found[0] == size - 1
    else:
        places = np.empty(size)
        places[found] = np.arange(size)
        backwards = float(np.dot(places - places.mean(), np.arange(size))) < 0
    return found[::-1] if backwards else found


@dataclass(frozen=True)
class _Stretch:
    """The links among some parcels of a block; every link of a held one costs HELD_MM more, so it stays an end."""

    nodes: Ints
    held: Ints
    links: Links

    @property
    def stops(self) -> NDArray[np.bool_]:
        """The stops of the block among them, and what is held."""
        stops = self.links.stops[self.nodes].copy()
        stops[self.held] = True
        return stops if stops.any() else np.ones(len(stops), dtype=bool)

    def cost_row(self, parcel: int) -> Ints:
        """What is missing plus the way, to every node."""
        row = self.links.cost_row(int(self.nodes[parcel]))[self.nodes].copy()
        row[self.held] += HELD_MM
        if parcel in self.held:
            row += HELD_MM
        row[parcel] = 0
        return row

    def way_row(self, parcel: int) -> Ints:
        """The way alone, to every node."""
        return self.links.way_row(int(self.nodes[parcel]))[self.nodes]
