"""Which parcels are neighbours: those whose boundaries run together for at least a metre."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import STRtree

from parcels.numbering.inputs import Floats, Geometries, Ints


@dataclass(frozen=True)
class Adjacency:
    """Neighbouring pairs of n parcels: `first` < `second` index them, `shared_m` is their common length."""

    size: int
    first: Ints
    second: Ints
    shared_m: Floats

    @cached_property
    def neighbours(self) -> tuple[dict[int, float], ...]:
        """For each parcel its neighbours and the metres shared with each."""
        found: list[dict[int, float]] = [{} for _ in range(self.size)]
        columns = (self.first.tolist(), self.second.tolist(), self.shared_m.tolist())
        for a, b, shared in zip(*columns, strict=True):
            found[a][b] = found[b][a] = shared
        return tuple(found)

    def between(self, a: int, b: int) -> bool:
        """Whether two parcels are neighbours."""
        return b in self.neighbours[a]


def find_adjacency(parcels: Geometries, tolerance_m: float, min_shared_m: float) -> Adjacency:
    """Neighbours among polygons in metres.

    The common length of two parcels is the part of one boundary that lies within the tolerance of the
    other parcel; of the two one-sided lengths the larger counts, as surveys differ in vertices.
    """
    first, second = pairs_within(parcels, tolerance_m)
    grown = shapely.buffer(parcels, tolerance_m, join_style="mitre")
    edges = shapely.boundary(parcels)
    one = shapely.length(shapely.intersection(grown[first], edges[second]))
    other = shapely.length(shapely.intersection(grown[second], edges[first]))
    shared = np.maximum(one, other)
    keep = shared >= min_shared_m
    return Adjacency(len(parcels), first[keep], second[keep], shared[keep])


def pairs_within(parcels: Geometries, distance_m: float) -> tuple[Ints, Ints]:
    """Index pairs (first < second) of geometries at most so many metres apart."""
    first, second = STRtree(parcels).query(
        parcels, predicate="dwithin", distance=distance_m * 1.0001 + 1e-9
    )  # the hair on top keeps a gap of exactly the distance inside, whatever the rounding
    keep = first < second
    order = np.lexsort((second[keep], first[keep]))
    return first[keep][order].astype(np.int64), second[keep][order].astype(np.int64)
