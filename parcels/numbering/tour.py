"""A walk under the search: a cycle of parcels and a free station, its moves and what they gain.

Between two stops the way is counted from one to the other, whatever is passed through; a walk that is not all stops is
called deep here.
"""

import random
from collections import deque
from collections.abc import Iterable

from parcels.numbering.links import Candidates, Links, Rows

LONGEST_SEGMENT = 3
LONGEST_KICK = 18
#: More than any move gains, millimetres.
_NO_LIMIT = 1 << 62

#: First and last stop of a stretch, the stop before it and the one after it.
Stops = tuple[int, int, int, int]


class Tour:
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
        self.near = Candidates(links)
        self.price = self.near.price
        self.ways = Rows(links.way_row, self.size)
        # The way between two stops is the same in any order.
        self.deep = not all(self.stop) and sum(self.stop) > LONGEST_SEGMENT
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
        cost = sum(self.price[self.nodes[n - 1]][here] for n, here in enumerate(self.nodes))
        if all(self.stop):
            return cost
        stops = [node for node in self.nodes if self.stop[node]]
        return cost + sum(self.ways[stops[n - 1]][here] for n, here in enumerate(stops))

    def dearness(self) -> list[int]:
        """Millimetres that the links of each node cost above the two cheapest that it could have."""
        dear = [-self.near.two_cheapest(node) for node in range(self.size)]
        _count_links(dear, self.nodes, self.price)
        if self.deep:
            _count_links(dear, [node for node in self.nodes if self.stop[node]], self.ways)
        return [max(0, there) for there in dear]

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

    def kick(self, dice: random.Random, node: int, *, most_lost: int) -> int:
        """Swap two neighbouring stretches, cut beside a node, and settle; what was gained. A greater loss is undone."""
        self.journal.clear()
        longest = min(LONGEST_KICK, (self.size - 2) // 2)
        one, two, cut, side = (int(dice.random() * limit) for limit in (longest, longest, 3, 2))
        start = self.place[node] - side - (0, 1 + one, 2 + one + two)[cut]
        p, t1 = self._at(start), self._at(start + 1)
        sk, q = self._at(start + 1 + one), self._at(start + 2 + one)
        x, y = self._at(start + 2 + one + two), self._at(start + 3 + one + two)
        gain = self._turn(p, t1, x, y) + self._turn(p, x, q, sk) + self._turn(x, sk, t1, y)
        gain += self.settle((p, t1, sk, q, x, y))
        if gain >= -most_lost:
            return gain
        for first, count in reversed(self.journal):
            self._flip(first, count)
        return 0

    def _two_opt(self, t1: int) -> int:
        """Put a candidate beside a node by turning the stretch between them, if that gains."""
        price, nodes, place = self.price, self.nodes, self.place
        here = price[t1]
        for step in (1, -1):
            shift = self.shift[step]
            t2 = nodes[place[t1] + shift]
            there, link = price[t2], here[t2]
            before, after, way, most = self._way_over(t1, t2, step) if self.deep else (t1, t2, 0, 0)
            for t3, least in self.near[t1]:
                if link + way <= least:
                    break
                t4 = nodes[place[t3] + shift]
                gain = link + price[t3][t4] - here[t3] - there[t4]
                if gain + most <= 0:
                    continue
                if self.deep:
                    gain += self._way_saved(before, after, t3, t4, step)
                if gain > 0:
                    self._exchange(t1, t2, t3, t4)
                    self._enqueue((t1, t2, t3, t4))
                    return gain
        return 0

    def _way_over(self, t1: int, t2: int, step: int) -> tuple[int, int, int, int]:
        """The stops before and after a link, the way between them, and the most that turning a stretch there saves.

        By the triangle inequality (and its rounding) that is twice the way; the free station knows none.
        """
        stop = self.stop
        before = t1 if stop[t1] else self._stop_from(t1, -step)
        after = t2 if stop[t2] else self._stop_from(t2, step)
        way = self.ways[before][after]
        return before, after, way, _NO_LIMIT if self.depot in (before, after) else 2 * way + 2

    def _way_saved(self, before: int, after: int, t3: int, t4: int, step: int) -> int:
        """Way saved when the stretch from the stop `after` to t3 is turned round; `before` is the stop before it."""
        stop, ways = self.stop, self.ways
        last = t3 if stop[t3] else self._stop_from(t3, -step)
        following = t4 if stop[t4] else self._stop_from(t4, step)
        if following == after:  # there is no stop on the stretch, or none off it
            return 0
        return ways[before][after] + ways[last][following] - ways[before][last] - ways[after][following]

    def _or_opt(self, t1: int) -> int:
        """Move a short segment that begins with a node beside one of its candidates, if that gains."""
        nodes, place, price, ways, stop = self.nodes, self.place, self.price, self.ways, self.stop
        start = price[t1]
        for step in (1, -1):
            p, sk = nodes[place[t1] + self.shift[-step]], t1
            before = p if stop[p] or not self.deep else self._stop_from(p, -step)
            first, stops = -1, None
            segment: list[int] = []
            for length in range(self.longest):
                segment.append(sk)
                q = nodes[place[sk] + self.shift[step]]
                freed = start[p] + price[sk][q] - price[p][q]
                if self.deep:
                    if stop[sk]:
                        first, last = sk if first < 0 else first, sk
                    if first >= 0:
                        after = q if stop[q] else self._stop_from(q, step)
                        freed += ways[before][first] + ways[last][after] - ways[before][after]
                        stops = first, last, before, after
                # A parcel alone is the same in both directions.
                if freed > 0 and (length or step > 0) and (gain := self._relocate(segment, (p, q), freed, stops, step)):
                    return gain
                sk = q
        return 0

    def _relocate(
        self, segment: list[int], between: tuple[int, int], freed: int, stops: Stops | None, step: int
    ) -> int:
        """Put a segment's first node beside one of its candidates, if that gains."""
        nodes, place, price = self.nodes, self.place, self.price
        (p, q), t1, sk = between, segment[0], segment[-1]
        first, last = price[t1], price[sk]
        for c, least in self.near[t1]:
            if freed <= least:
                break
            if c in segment:
                continue
            for side in (step, -step):
                e = nodes[place[c] + self.shift[side]]
                gain = freed + price[c][e] - first[c] - last[e]
                if gain <= 0 or e in segment:
                    continue
                if stops:
                    gain -= self._way_added(stops, c, e, side, straight=side == step)
                if gain > 0:
                    x, y = (c, e) if side == step else (e, c)
                    self._move_segment(p, t1, sk, q, x, y, turned=side != step)
                    self._enqueue((p, t1, sk, q, c, e))
                    return gain
        return 0

    def _way_added(self, stops: Stops, c: int, e: int, side: int, *, straight: bool) -> int:
        """Way added when a segment is put between c and e, its first node beside c."""
        first, last, before, after = stops
        near, far = self._stop_from(c, -side), self._stop_from(e, side)
        # Where the segment itself lies now, there comes what follows it.
        if near in (first, last):
            near = before if straight else after
        if far in (first, last):
            far = after if straight else before
        return self.ways[near][first] + self.ways[last][far] - self.ways[near][far]

    def _stop_from(self, node: int, step: int) -> int:
        """The node if it is a stop, else the next one that is; the station always is."""
        stop, nodes, place, shift = self.stop, self.nodes, self.place, self.shift[step]
        while not stop[node]:
            node = nodes[place[node] + shift]
        return node

    def _turn(self, a: int, b: int, c: int, d: int) -> int:
        """Replace the links a-b and c-d by a-c and b-d whatever it costs; what was gained."""
        price = self.price
        gain = price[a][b] + price[c][d] - price[a][c] - price[b][d]
        if self.deep:
            step = 1 if self._beside(a, 1) == b else -1
            gain += self._way_saved(self._stop_from(a, -step), self._stop_from(b, step), c, d, step)
        self._exchange(a, b, c, d)
        return gain

    def _move_segment(self, p: int, t1: int, sk: int, q: int, x: int, y: int, *, turned: bool) -> None:
        """From p [t1..sk] [q..x] y to p [q..x] [t1..sk] y, the segment turned round if asked."""
        self._exchange(p, t1, x, y)
        self._exchange(p, x, q, sk)
        if not turned:
            self._exchange(x, sk, t1, y)

    def _exchange(self, a: int, b: int, c: int, d: int) -> None:
        """Replace the links a-b and c-d by a-c and b-d (b follows a as d follows c, in either direction)."""
        first, last = (self.place[b], self.place[c]) if self._beside(a, 1) == b else (self.place[c], self.place[b])
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


def _count_links(dear: list[int], nodes: list[int], costs: Rows) -> None:
    """Add to each node what its link to the one before it and to the one after it costs."""
    before = nodes[-1]
    for here in nodes:
        cost = costs[before][here]
        dear[before] += cost
        dear[here] += cost
        before = here
