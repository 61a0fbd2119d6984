"""Parcels without a frontage: how they are reached, and where they enter the walk."""

import heapq
from collections.abc import Sequence

import numpy as np
import shapely

from parcels.numbering.adjacency import Adjacency
from parcels.numbering.frame import centroids
from parcels.numbering.frontage import Frontage
from parcels.numbering.inputs import Floats, Geometries, Ints
from parcels.numbering.ring import Ring


def chain_access(
    parcels: Geometries, frontages: Sequence[Frontage | None], adjacency: Adjacency, ring: Ring
) -> tuple[Floats, Floats]:
    """Position on the ring (metres) from which each parcel is reached, and the way in from there (metres).

    A parcel with a frontage is reached at its own; an interior one at the frontage that is nearest along the
    chain of neighbours, centroid to centroid (shortest paths from all frontages at once: Dijkstra 1959).
    What no chain reaches takes the point of the ring nearest to its centroid.
    """
    centres = centroids(parcels)
    projected = shapely.line_locate_point(ring.line, shapely.points(centres))
    access = np.array([f.position_m if f else p for f, p in zip(frontages, projected.tolist(), strict=True)])
    way_in = np.array([0.0 if f else np.inf for f in frontages])
    reached = [(0.0, i) for i, f in enumerate(frontages) if f]
    while reached:
        so_far, here = heapq.heappop(reached)
        if so_far > way_in[here]:
            continue
        for there in adjacency.neighbours[here]:
            length = so_far + float(np.hypot(*(centres[here] - centres[there])))
            if length < way_in[there] - 1e-6:
                way_in[there], access[there] = length, access[here]
                heapq.heappush(reached, (length, there))
    return access, way_in


def insert_cheapest(walk: Sequence[int], waiting: Sequence[int], costs: Ints) -> list[int]:
    """Put each waiting parcel, in the order given, where it adds least to the walk (costs: (n, n))."""
    order = list(walk)
    for parcel in waiting:
        row = costs[parcel]
        path = np.array(order, dtype=np.int64)
        added = np.empty(len(path) + 1, dtype=np.int64)
        if len(path) == 0:
            order = [parcel]
            continue
        added[0], added[-1] = row[path[0]], row[path[-1]]
        added[1:-1] = row[path[:-1]] + row[path[1:]] - costs[path[:-1], path[1:]]
        order.insert(int(added.argmin()), parcel)
    return order
