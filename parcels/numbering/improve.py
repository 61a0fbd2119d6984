"""Improving a walk: 2-opt and or-opt to a local optimum, then kicks that are kept when they do not hurt.

The walk is an open path; a station that is free to reach (cost 0 to all) closes it, so that the search may
also choose where the path is cut. Costs are whole millimetres: sums are exact and runs are identical.

Sources: 2-opt, G. A. Croes, Operations Research 6 (1958); or-opt, I. Or, thesis, Northwestern (1976);
candidate lists and don't-look bits, J. L. Bentley, ORSA Journal on Computing 4 (1992); double-bridge kicks,
O. Martin, S. W. Otto and E. W. Felten, Complex Systems 5 (1991).
"""

import random
from array import array
from collections import deque
from collections.abc import Iterable

import numpy as np

from parcels.numbering.inputs import Ints

CANDIDATES = 12
LONGEST_SEGMENT = 3
LONGEST_KICK = 30


def improve_walk(walk: list[int], costs: Ints, *, kicks: int, seed: int) -> list[int]:
    """A walk at most as costly as the one given, over the same parcels.

    `costs` is symmetric, of shape (n, n), in millimetres. The result depends on nothing but the arguments.
    """
    if len(walk) < 3:
        return list(walk)
    search = _Search(walk, costs)
    search.settle(search.nodes)
    # Not a secret: the kicks only need to be the same in every run.
    dice = random.Random(seed)
    for _ in range(kicks):
        search.kick(dice)
    return search.path()


class _Search:
    """A cyclic order whose every change is a reversal of a stretch, and can therefore be taken back."""

    def __init__(self, walk: list[int], costs: Ints) -> None:
        self.depot = len(walk)
        self.size = len(walk) + 1
        self.nodes = [*walk, self.depot]
        self.place = [0] * self.size
        for position, node in enumerate(self.nodes):
            self.place[node] = position
        self.costs = _rows(costs)
        self.near = _candidates(costs)
        self.longest = min(LONGEST_SEGMENT, self.size - 3)
        self.journal: list[tuple[int, int]] = []
        self.queue: deque[int] = deque()
        self.queued = [False] * self.size

    def path(self) -> list[int]:
        """The open walk: the cycle cut at the station."""
        cut = self.place[self.depot]
        return self.nodes[cut + 1 :] + self.nodes[:cut]

    def settle(self, nodes: Iterable[int]) -> int:
        """Improve around these nodes until nothing is gained; what was gained."""
        self._enqueue(nodes)
        total = 0
        while self.queue:
            node = self.queue.popleft()
            self.queued[node] = False
            while gain := self._two_opt(node) or self._or_opt(node):
                total += gain
        return total

    def kick(self, dice: random.Random) -> None:
        """Swap two neighbouring stretches, settle, and take all of it back if the walk became costlier."""
        self.journal.clear()
        longest = min(LONGEST_KICK, (self.size - 2) // 2)
        start, one, two = (int(dice.random() * limit) for limit in (self.size, longest, longest))
        p, t1 = self._at(start), self._at(start + 1)
        sk, q = self._at(start + 1 + one), self._at(start + 2 + one)
        x, y = self._at(start + 2 + one + two), self._at(start + 3 + one + two)
        cost = self.costs
        loss = cost[p][q] + cost[x][t1] + cost[sk][y] - cost[p][t1] - cost[sk][q] - cost[x][y]
        self._move_segment(p, t1, sk, q, x, y, turned=False)
        if self.settle((p, t1, sk, q, x, y)) < loss:
            for first, count in reversed(self.journal):
                self._flip(first, count)

    def _two_opt(self, t1: int) -> int:
        cost, near = self.costs, self.near
        for step in (1, -1):
            t2 = self._beside(t1, step)
            link = cost[t1][t2]
            for t3 in near[t1]:
                saved = link - cost[t1][t3]
                if saved <= 0:
                    break
                t4 = self._beside(t3, step)
                gain = saved + cost[t3][t4] - cost[t2][t4]
                if gain > 0:
                    self._exchange(t1, t2, t3, t4)
                    self._enqueue((t1, t2, t3, t4))
                    return gain
        return 0

    def _or_opt(self, t1: int) -> int:
        for step in (1, -1):
            segment: list[int] = []
            for length in range(self.longest):
                segment.append(self.nodes[(self.place[t1] + step * length) % self.size])
                if gain := self._relocate(segment, step):
                    return gain
        return 0

    def _relocate(self, segment: list[int], step: int) -> int:
        """Put a segment's first node beside one of its candidates, if that gains."""
        cost = self.costs
        t1, sk = segment[0], segment[-1]
        p, q = self._beside(t1, -step), self._beside(sk, step)
        freed = cost[p][t1] + cost[sk][q] - cost[p][q]
        for c in self.near[t1]:
            saved = freed - cost[c][t1]
            if saved <= 0:
                break
            if c in segment:
                continue
            for side in (step, -step):
                e = self._beside(c, side)
                gain = saved + cost[c][e] - cost[sk][e]
                if gain > 0 and e not in segment:
                    x, y = (c, e) if side == step else (e, c)
                    self._move_segment(p, t1, sk, q, x, y, turned=c == y)
                    self._enqueue((p, t1, sk, q, c, e))
                    return gain
        return 0

    def _move_segment(self, p: int, t1: int, sk: int, q: int, x: int, y: int, *, turned: bool) -> None:
        """From p [t1..sk] [q..x] y to p [q..x] [t1..sk] y, the segment turned round if asked."""
        self._exchange(p, t1, x, y)
        self._exchange(p, x, q, sk)
        if not turned:
            self._exchange(x, sk, t1, y)

    def _exchange(self, a: int, b: int, c: int, d: int) -> None:
        """Replace the links a-b and c-d by a-c and b-d (b follows a as d follows c, in either direction)."""
        inner = (b, c) if self._beside(a, 1) == b else (c, b)
        first, last = self.place[inner[0]], self.place[inner[1]]
        count = (last - first) % self.size + 1
        if 2 * count > self.size:  # turning the rest round is the same cycle
            first, count = (last + 1) % self.size, self.size - count
        self.journal.append((first, count))
        self._flip(first, count)

    def _flip(self, first: int, count: int) -> None:
        nodes, place, size = self.nodes, self.place, self.size
        last = (first + count - 1) % size
        for _ in range(count // 2):
            a, b = nodes[first], nodes[last]
            nodes[first], nodes[last] = b, a
            place[b], place[a] = first, last
            first = first + 1 if first + 1 < size else 0
            last = last - 1 if last else size - 1

    def _beside(self, node: int, step: int) -> int:
        return self.nodes[(self.place[node] + step) % self.size]

    def _at(self, position: int) -> int:
        return self.nodes[position % self.size]

    def _enqueue(self, nodes: Iterable[int]) -> None:
        for node in nodes:
            if not self.queued[node]:
                self.queued[node] = True
                self.queue.append(node)


def _rows(costs: Ints) -> list["array[int]"]:
    """Rows as compact arrays (scalar access in a matrix is slow), with the free station last."""
    free = np.zeros((len(costs) + 1, len(costs) + 1), dtype=np.int64)
    free[:-1, :-1] = costs
    return [array("q", row.tobytes()) for row in free]


def _candidates(costs: Ints) -> list[list[int]]:
    """For each node the station and its cheapest others, cheapest first; ties by index."""
    size = len(costs)
    others = costs + np.diag(np.full(size, np.iinfo(np.int64).max // 4))
    ranked = np.argsort(others, axis=1, kind="stable")[:, : min(CANDIDATES, size - 1)]
    return [[size, *row] for row in ranked.tolist()] + [list(range(size))]
