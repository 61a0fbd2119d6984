"""What a walk costs, in the form the search asks for it: rows of links, made when they are needed.

A walk costs, link by link, what is missing between two parcels (they do not meet), and on top the way from
stop to stop along it. A parcel that is no stop is passed through: it costs no way of its own.
"""

from array import array
from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parcels.numbering.inputs import Ints

CANDIDATES = 12
#: Rows kept at once hold at most so many numbers (8 bytes each); above that they are made again when needed.
LARGEST_CACHE = 20_000_000
#: Rows of more numbers than this are kept as arrays, to spare memory.
LARGEST_LISTED = 700


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


class Rows(dict[int, Sequence[int]]):
    """Rows in a form whose numbers are quickly read one by one, with a free station as the last node."""

    def __init__(self, row: Callable[[int], Ints], size: int) -> None:
        super().__init__()
        self.row, self.size, self.most = row, size, max(1, LARGEST_CACHE // size)

    def __missing__(self, node: int) -> Sequence[int]:
        if len(self) >= self.most:
            self.clear()
        numbers = np.zeros(self.size, dtype=np.int64)
        if node < self.size - 1:
            numbers[:-1] = self.row(node)
        # A list is read faster than an array and takes five times the room.
        found: Sequence[int] = numbers.tolist() if self.size <= LARGEST_LISTED else array("q", numbers.tobytes())
        self[node] = found
        return found


class Candidates(dict[int, list[tuple[int, int]]]):
    """For each node the station and its cheapest others, each with the least that a link to it costs; ties by index.

    A stop pays what is missing and the way, another parcel what is missing alone. `price` has, link by link, what does
    not depend on the rest of the walk: all where all parcels are stops, else what is missing.
    """

    def __init__(self, links: Links) -> None:
        super().__init__()
        self.links, self.size = links, len(links.stops)
        whole = bool(links.stops.all())
        self.price = Rows(links.cost_row if whole else self._missing_row, self.size + 1)

    def __missing__(self, node: int) -> list[tuple[int, int]]:
        if node == self.size:
            found = [(other, 0) for other in range(self.size)]
        else:
            costs = self.links.cost_row(node)
            least = costs if self.links.stops[node] else self._missing_row(node)
            nearest = np.argsort(costs, kind="stable")
            nearest = nearest[nearest != node][:CANDIDATES]
            found = [(self.size, 0), *zip(nearest.tolist(), least[nearest].tolist(), strict=True)]
        self[node] = found
        return found

    def two_cheapest(self, node: int) -> int:
        """Millimetres of the two cheapest links from a node to others than the station."""
        return 0 if node == self.size else sum(least for _other, least in self[node][1:3])

    def _missing_row(self, node: int) -> Ints:
        return self.links.cost_row(node) - self.links.way_row(node)
