"""Parcels without a frontage: how they are reached, and where they enter the walk."""

import heapq
from collections.abc import Sequence
from itertools import pairwise
from math import dist

import numpy as np
import shapely

from parcels.numbering.adjacency import Adjacency
from parcels.numbering.frame import centroids
from parcels.numbering.frontage import Frontage
from parcels.numbering.inputs import Floats, Geometries
from parcels.numbering.links import Links
from parcels.numbering.ring import Ring


def chain_access(
    parcels: Geometries, frontages: Sequence[Frontage | None], adjacency: Adjacency, ring: Ring
) -> tuple[Floats, Floats]:
    """Position on the ring (metres) from which each parcel is reached, and the way in from there (metres).

    A parcel with a frontage is reached at its own; an interior one at the frontage that is nearest along the
    chain of neighbours, centroid to centroid (shortest paths from all frontages at once: Dijkstra 1959).
    What no chain reaches takes the point of the ring nearest to its centroid.
    """
    projected = shapely.line_locate_point(ring.line, shapely.centroid(parcels))
    centres = centroids(parcels).tolist()
    access = np.array([f.position_m if f else p for f, p in zip(frontages, projected.tolist(), strict=True)])
    way_in = np.array([0.0 if f else np.inf for f in frontages])
    reached = [(0.0, i) for i, f in enumerate(frontages) if f]
    while reached:
        so_far, here = heapq.heappop(reached)
        if so_far > way_in[here]:
            continue
        for there in adjacency.neighbours[here]:
            length = so_far + dist(centres[here], centres[there])
            if length < way_in[there] - 1e-6:
                way_in[there], access[there] = length, access[here]
                heapq.heappush(reached, (length, there))
    return access, way_in


def insert_cheapest(walk: Sequence[int], waiting: Sequence[int], links: Links) -> list[int]:
    """Put each waiting parcel, in the order given, where it adds least to the walk, cost by cost of a link."""
    order = list(walk)
    steps = [int(links.cost_row(a)[b]) for a, b in pairwise(order)]  # steps[n] leads from order[n] onwards
    for parcel in waiting:
        if not order:
            order = [parcel]
            continue
        to = links.cost_row(parcel)[order]
        added = np.concatenate([to[:1], to[:-1] + to[1:] - np.array(steps, dtype=np.int64), to[-1:]])
        place = int(added.argmin())
        steps[max(0, place - 1) : place] = to[max(0, place - 1) : place + 1].tolist()
        order.insert(place, parcel)
    return order
