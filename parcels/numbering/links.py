"""What a walk costs, in the form the search asks for it: rows of links, made when they are needed.

A walk costs, link by link, what is missing between two parcels (they do not meet), and on top the way from
stop to stop along it. A parcel that is no stop is passed through: it costs no way of its own.
"""

from array import array
from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parcels.numbering.inputs import Ints

CANDIDATES = 12
#: Rows kept at once hold at most so many numbers (8 bytes each); above that they are made again when needed.
LARGEST_CACHE = 20_000_000


class Links(Protocol):
    """Symmetric costs between n parcels in whole millimetres; rows have shape (n,)."""

    @property
    def stops(self) -> NDArray[np.bool_]:
        """Which parcels the way is counted between, shape (n,)."""

    def cost_row(self, parcel: int) -> Ints:
        """What is missing plus the way, to every parcel."""

    def way_row(self, parcel: int) -> Ints:
        """The way alone, to every parcel."""


class MatrixLinks:
    """Links given as one matrix of shape (n, n), every parcel a stop."""

    def __init__(self, costs: Ints) -> None:
        self.costs = costs
        self.stops = np.ones(len(costs), dtype=bool)

    def cost_row(self, parcel: int) -> Ints:
        """A row of the matrix."""
        row: Ints = self.costs[parcel]
        return row

    def way_row(self, parcel: int) -> Ints:
        """The same row: nothing is told apart."""
        return self.cost_row(parcel)


class Rows(dict[int, "array[int]"]):
    """Rows as compact arrays (scalar access in a matrix is slow), with a free station as the last node."""

    def __init__(self, row: Callable[[int], Ints], size: int) -> None:
        super().__init__()
        self.row, self.size, self.most = row, size, max(1, LARGEST_CACHE // size)

    def __missing__(self, node: int) -> "array[int]":
        if len(self) >= self.most:
            self.clear()
        station = node == self.size - 1
        found = array("q", bytes(8 * self.size)) if station else array("q", self.row(node).tobytes())
        if not station:
            found.append(0)
        self[node] = found
        return found


class Candidates(dict[int, list[int]]):
    """For each node the station and its cheapest others, cheapest first; ties by index."""

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links, self.size = links, len(links.stops)

    def __missing__(self, node: int) -> list[int]:
        if node == self.size:
            found = list(range(self.size))
        else:
            costs = self.links.cost_row(node).copy()
            costs[node] = np.iinfo(np.int64).max
            found = [self.size, *np.argsort(costs, kind="stable")[: min(CANDIDATES, self.size - 1)].tolist()]
        self[node] = found
        return found
