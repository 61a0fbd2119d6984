"""Improving a walk: 2-opt and or-opt to a local optimum, then kicks that are kept when they do not hurt.

The walk is an open path; a station that is free to reach (cost 0 to all) closes it, so that the search may
also choose where the path is cut. Costs are whole millimetres: sums are exact and runs are identical.

Sources: 2-opt, G. A. Croes, Operations Research 6 (1958); or-opt, I. Or, thesis, Northwestern (1976);
candidate lists and don't-look bits, J. L. Bentley, ORSA Journal on Computing 4 (1992); double-bridge kicks,
O. Martin, S. W. Otto and E. W. Felten, Complex Systems 5 (1991).
"""

import random
from collections import deque
from collections.abc import Iterable

from parcels.numbering.links import Candidates, Links, Rows

LONGEST_SEGMENT = 3
LONGEST_KICK = 30


def improve_walk(walk: list[int], links: Links, *, kicks: int, seed: int, floor: int | None = None) -> list[int]:
    """A walk at most as costly as the one given, over the same parcels.

    What a walk costs is said in links.py; one that costs no more than `floor` is looked at no longer. The
    result depends on nothing but the arguments.
    """
    if len(walk) < 3:
        return list(walk)
    search = _Search(walk, links)
    cost = search.cost() - search.settle(search.nodes)
    # Not a secret: the kicks only need to be the same in every run.
    dice = random.Random(seed)
    for _ in range(kicks):
        if floor is not None and cost <= floor:
            break
        cost -= search.kick(dice)
    return search.path()


class _Search:
    """A cyclic order whose every change is a reversal of a stretch, and can therefore be taken back."""

    def __init__(self, walk: list[int], links: Links) -> None:
        self.depot = len(walk)
        self.size = len(walk) + 1
        self.shift = (0, 1 - self.size, -1)  # from a place to the next [1] and to the one before [-1], round the end
        self.nodes = [*walk, self.depot]
        self.place = [0] * self.size
        for position, node in enumerate(self.nodes):
            self.place[node] = position
        self.stop = [*links.stops.tolist(), True]
        self.costs = Rows(links.cost_row, self.size)
        self.ways = Rows(links.way_row, self.size)
        self.misses = Rows(lambda node: links.cost_row(node) - links.way_row(node), self.size)
        self.near = Candidates(links)
        self.longest = min(LONGEST_SEGMENT, self.size - 3)
        self.journal: list[tuple[int, int]] = []
        self.queue: deque[int] = deque()
        self.queued = [False] * self.size

    def path(self) -> list[int]:
        """The open walk: the cycle cut at the station."""
        cut = self.place[self.depot]
        return self.nodes[cut + 1 :] + self.nodes[:cut]

    def cost(self) -> int:
        """Cost of the walk as it stands, millimetres."""
        if all(self.stop):
            return sum(self.costs[self.nodes[n - 1]][here] for n, here in enumerate(self.nodes))
        stops = [node for node in self.nodes if self.stop[node]]
        missing = sum(self.misses[self.nodes[n - 1]][here] for n, here in enumerate(self.nodes))
        return missing + sum(self.ways[stops[n - 1]][here] for n, here in enumerate(stops))

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

    def kick(self, dice: random.Random) -> int:
        """Swap two neighbouring stretches and settle; what was gained. A loss is taken back."""
        self.journal.clear()
        longest = min(LONGEST_KICK, (self.size - 2) // 2)
        start, one, two = (int(dice.random() * limit) for limit in (self.size, longest, longest))
        p, t1 = self._at(start), self._at(start + 1)
        sk, q = self._at(start + 1 + one), self._at(start + 2 + one)
        x, y = self._at(start + 2 + one + two), self._at(start + 3 + one + two)
        gain = self._gain_of_move(p, t1, sk, q, x, y, 1, turned=False)
        self._move_segment(p, t1, sk, q, x, y, turned=False)
        gain += self.settle((p, t1, sk, q, x, y))
        if gain >= 0:
            return gain
        for first, count in reversed(self.journal):
            self._flip(first, count)
        return 0

    def _two_opt(self, t1: int) -> int:
        cost, stop, nodes, place = self.costs, self.stop, self.nodes, self.place
        base = (cost if stop[t1] else self.misses)[t1]
        for step in (1, -1):
            shift = self.shift[step]
            t2 = nodes[place[t1] + shift]
            plain = stop[t1] and stop[t2]
            link = cost[t1][t2] if plain else self._link(t1, t2, step)
            for t3 in self.near[t1]:
                if link <= base[t3]:
                    break
                t4 = nodes[place[t3] + shift]
                if plain and stop[t3] and stop[t4]:
                    gain = link + cost[t3][t4] - cost[t1][t3] - cost[t2][t4]
                else:
                    gain = self._gain_of_turn(t1, t2, t3, t4, step)
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
        cost, stop, nodes, place = self.costs, self.stop, self.nodes, self.place
        t1, sk = segment[0], segment[-1]
        p, q = nodes[place[t1] + self.shift[-step]], nodes[place[sk] + self.shift[step]]
        plain = stop[p] and stop[t1] and stop[sk] and stop[q]
        freed = cost[p][t1] + cost[sk][q] - cost[p][q] if plain else self._freed(p, t1, sk, q, step)
        base = (cost if stop[t1] else self.misses)[t1]
        for c in self.near[t1]:
            if freed <= base[c]:
                break
            if c in segment:
                continue
            for side in (step, -step):
                e = nodes[place[c] + self.shift[side]]
                if e in segment:
                    continue
                x, y = (c, e) if side == step else (e, c)
                if plain and stop[c] and stop[e]:
                    gain = freed + cost[c][e] - cost[c][t1] - cost[sk][e]
                else:
                    gain = self._gain_of_move(p, t1, sk, q, x, y, step, turned=side != step)
                if gain > 0:
                    self._move_segment(p, t1, sk, q, x, y, turned=side != step)
                    self._enqueue((p, t1, sk, q, c, e))
                    return gain
        return 0

    def _link(self, a: int, b: int, step: int) -> int:
        """What a link costs with the way from the stop before it to the stop after it."""
        return self.misses[a][b] + self.ways[self._stop_from(a, -step)][self._stop_from(b, step)]

    def _freed(self, p: int, t1: int, sk: int, q: int, step: int) -> int:
        """What the walk from p to q saves without the segment between them."""
        freed = self.misses[p][t1] + self.misses[sk][q] - self.misses[p][q]
        moved = self._stops(t1, sk, step)
        if moved:
            before, after = self._stop_from(p, -step), self._stop_from(q, step)
            freed += self.ways[before][moved[0]] + self.ways[moved[1]][after] - self.ways[before][after]
        return freed

    def _stop_from(self, node: int, step: int) -> int:
        """The node if it is a stop, else the next one that is; the station always is."""
        while not self.stop[node]:
            node = self._beside(node, step)
        return node

    def _gain_of_turn(self, t1: int, t2: int, t3: int, t4: int, step: int) -> int:
        """What is gained when t1-t2 and t3-t4 become t1-t3 and t2-t4, the way counted from stop to stop."""
        miss = self.misses
        gain = miss[t1][t2] + miss[t3][t4] - miss[t1][t3] - miss[t2][t4]
        inner, outer = self._stops(t2, t3, step), self._stops(t4, t1, step)
        if inner and outer:
            gain += self._around((inner, outer)) - self._around((inner[::-1], outer))
        return gain

    def _gain_of_move(self, p: int, t1: int, sk: int, q: int, x: int, y: int, step: int, *, turned: bool) -> int:
        """What is gained from p [t1..sk] [q..x] y to p [q..x] [t1..sk] y, read in the direction `step`."""
        a, b = (sk, t1) if turned else (t1, sk)
        miss = self.misses
        gain = miss[p][t1] + miss[sk][q] + miss[x][y] - miss[p][q] - miss[x][a] - miss[b][y]
        moved = self._stops(t1, sk, step)
        if moved:
            between, rest = self._stops(q, x, step), self._stops(y, p, step)
            after = moved[::-1] if turned else moved
            gain += self._around((moved, between, rest)) - self._around((between, after, rest))
        return gain

    def _stops(self, first: int, last: int, step: int) -> tuple[int, ...]:
        """First and last stop on the stretch from `first` to `last`; nothing if it has none."""
        stop = self.stop
        while not stop[first]:
            if first == last:
                return ()
            first = self._beside(first, step)
        while not stop[last]:
            last = self._beside(last, -step)
        return first, last

    def _around(self, stretches: Iterable[tuple[int, ...]]) -> int:
        """Way between stretches that follow each other in a circle, those without a stop left out."""
        ends = [stretch for stretch in stretches if stretch]
        return sum(self.ways[ends[n - 1][1]][ends[n][0]] for n in range(len(ends)))

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
        return self.nodes[self.place[node] + self.shift[step]]

    def _at(self, position: int) -> int:
        return self.nodes[position % self.size]

    def _enqueue(self, nodes: Iterable[int]) -> None:
        for node in nodes:
            if not self.queued[node]:
                self.queued[node] = True
                self.queue.append(node)
