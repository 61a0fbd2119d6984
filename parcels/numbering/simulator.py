"""Years of splits and merges played on a numbered quarter: what each way of numbering later land does to the walk.

The same land changes under all ways, drawn from one seed; only the numbers differ:

- suffix: parts continue the suffixes of the number (12 → 12/1, 12/2), a merger takes the lowest number's next suffix;
- append: parts and mergers get the next free number of the block;
- renumber: the block's walk is proposed anew whenever its land has changed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.ops import split

from parcels.numbering.frame import canonical_order, to_local_frame
from parcels.numbering.ground import BlockGround, read_ground
from parcels.numbering.inputs import Geometries, NumberingSettings
from parcels.numbering.policies.policy import Number
from parcels.numbering.proposal import DEFAULT_SETTINGS, Walker, walk_block
from parcels.numbering.score import BlockScore, Score, score_block, total_score

WAYS = ("suffix", "append", "renumber")
#: A part narrower or smaller than this is no parcel: nobody splits so.
LEAST_PART_M2 = 30.0
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of today's parcels that are split, and that are merged with a neighbour, in a year."""

    splits: float = 0.02
    merges: float = 0.01

    def __post_init__(self) -> None:
        if not (0 <= self.splits <= 0.5 and 0 <= self.merges <= 0.5):
            raise ValueError("rates are shares of the parcels in a year, 0 to 0.5")


@dataclass(frozen=True, slots=True)
class YearOfWay:
    """One way of numbering after a year: the score, and untouched parcels whose number is no more that of year 0."""

    way: str
    year: int
    parcels: int
    splits: int
    merges: int
    score: Score
    untouched: int
    changed: int

    @property
    def changed_share(self) -> float | None:
        """Share of the untouched parcels with another number than at the start."""
        return self.changed / self.untouched if self.untouched else None


@dataclass
class _Block:
    """A block in play: polygons by id, and for each way the number of each id."""

    shapes: dict[int, Polygon]
    numbers: dict[str, dict[int, Number]]
    at_start: dict[int, Number]
    highest: dict[str, dict[int, int]] = field(default_factory=dict)
    stale: bool = True
    scores: dict[str, BlockScore] = field(default_factory=dict)


def simulate(
    blocks: Sequence[Geometries],
    *,
    years: int,
    rates: Rates,
    seed: int = 1,
    walker: Walker = walk_block,
    settings: NumberingSettings = DEFAULT_SETTINGS,
    progress: Callable[[int], None] = lambda year: None,
) -> Iterator[YearOfWay]:
    """Yield what became of each way, year by year from year 0; blocks are polygons (metres) in walking order.

    The same arguments give the same years.
    """
    play = _Play([_started(shapes) for shapes in blocks], seed, walker, settings)
    for year in range(years + 1):
        if year:
            play.change(rates)
        play.rescore()
        progress(year)
        yield from play.told(year)


def _started(shapes: Geometries) -> _Block:
    numbers = {i: (i + 1, 0) for i in range(len(shapes))}
    highest = {"suffix": {}, "append": {0: len(shapes)}}
    # Registers and many files write every parcel as a surface of several parts, be it one.
    single = [
        shape.geoms[0] if len(shapely.get_parts(shape)) == 1 and shape.geom_type != "Polygon" else shape
        for shape in shapes
    ]
    return _Block(dict(enumerate(single)), {way: dict(numbers) for way in WAYS}, dict(numbers), highest)


class _Play:
    """The state of the quarter; ids are never used again."""

    def __init__(self, blocks: list[_Block], seed: int, walker: Walker, settings: NumberingSettings) -> None:
        self.blocks, self.walker, self.settings = blocks, walker, settings
        self.dice = np.random.default_rng(seed)
        self.next_id = max((len(block.shapes) for block in blocks), default=0)
        self.splits = self.merges = 0

    def change(self, rates: Rates) -> None:
        """Play one year: splits first, then mergers; a change that the land does not allow is tried elsewhere."""
        count = sum(len(block.shapes) for block in self.blocks)
        for wanted, attempt in ((rates.splits, self._split_one), (rates.merges, self._merge_one)):
            for _ in range(round(wanted * count)):
                next((True for _try in range(_TRIES) if attempt()), False)

    def rescore(self) -> None:
        """Propose changed blocks anew for the way that renumbers, and score all ways where land has changed."""
        for block in self.blocks:
            if block.stale:
                self._rescore(block)
                block.stale = False

    def told(self, year: int) -> Iterator[YearOfWay]:
        """Say what the ways have come to."""
        for way in WAYS:
            kept = [(block, i) for block in self.blocks for i in block.shapes if i in block.at_start]
            changed = sum(block.numbers[way][i] != block.at_start[i] for block, i in kept)
            score = total_score([block.scores[way] for block in self.blocks])
            parcels = sum(len(block.shapes) for block in self.blocks)
            yield YearOfWay(way, year, parcels, self.splits, self.merges, score, len(kept), changed)

    def _rescore(self, block: _Block) -> None:
        ids = sorted(block.shapes)
        ground = self._ground(block, ids)
        if len(ids) != len(block.at_start) or set(ids) != set(block.at_start):
            block.numbers["renumber"] = self._renumbered(block, ids)
        for way in WAYS:
            order = np.array(sorted(range(len(ids)), key=lambda n: block.numbers[way][ids[n]]), dtype=np.int64)
            block.scores[way] = score_block(order, ground, ids, self.settings.near_m)

    def _ground(self, block: _Block, ids: list[int]) -> BlockGround:
        return read_ground(to_local_frame(_array([block.shapes[i] for i in ids])), self.settings)

    def _renumbered(self, block: _Block, ids: list[int]) -> dict[int, Number]:
        local = to_local_frame(_array([block.shapes[i] for i in ids]))
        rank = canonical_order(local, [str(i) for i in ids])
        walk = rank[self.walker(read_ground(local[rank], self.settings), self.settings)]
        return {ids[n]: (place, 0) for place, n in enumerate(walk.tolist(), start=1)}

    def _drawn(self) -> tuple[_Block, int]:
        """Draw a parcel, each as likely as any other."""
        sizes = np.cumsum([len(block.shapes) for block in self.blocks])
        place = int(self.dice.integers(sizes[-1]))
        n = int(np.searchsorted(sizes, place, side="right"))
        ids = sorted(self.blocks[n].shapes)
        return self.blocks[n], ids[place - (int(sizes[n - 1]) if n else 0)]

    def _split_one(self) -> bool:
        block, parent = self._drawn()
        parts = halved(block.shapes[parent])
        if not parts:
            return False
        self._replace(block, [parent], parts)
        self.splits += 1
        return True

    def _merge_one(self) -> bool:
        block, one = self._drawn()
        ids = sorted(set(block.shapes) - {one})
        shape = block.shapes[one]
        beside = [
            (shapely.intersection(shape, block.shapes[i]).length, i) for i in ids if shape.intersects(block.shapes[i])
        ]
        shared, other = max(beside, key=lambda found: (round(found[0], 3), -found[1]), default=(0.0, -1))
        whole = shapely.union(shape, block.shapes[other]) if shared >= self.settings.min_shared_m else None
        if not isinstance(whole, Polygon):
            return False
        self._replace(block, [one, other], [whole])
        self.merges += 1
        return True

    def _replace(self, block: _Block, parents: list[int], children: list[Polygon]) -> None:
        """Retire parents and number their children: by suffix and by the next free number."""
        lowest = min(parents, key=lambda i: block.numbers["suffix"][i])
        main = block.numbers["suffix"][lowest][0]
        for child in self._along_walk(block, lowest, children):
            self.next_id += 1
            block.shapes[self.next_id] = child
            block.highest["suffix"][main] = block.highest["suffix"].get(main, 0) + 1
            block.numbers["suffix"][self.next_id] = (main, block.highest["suffix"][main])
            block.highest["append"][0] += 1
            block.numbers["append"][self.next_id] = (block.highest["append"][0], 0)
        for parent in parents:
            del block.shapes[parent], block.numbers["suffix"][parent], block.numbers["append"][parent]
        block.stale = True

    def _along_walk(self, block: _Block, parent: int, children: list[Polygon]) -> list[Polygon]:
        """Order children as one meets them: the nearest to the parcel before comes first."""
        numbers = block.numbers["suffix"]
        before = [i for i in block.shapes if numbers[i] < numbers[parent]]
        if not before:
            return children
        last = block.shapes[max(before, key=lambda i: numbers[i])].centroid
        return sorted(children, key=lambda child: round(child.centroid.distance(last), 3))


def halved(shape: Polygon) -> list[Polygon]:
    """Return two parts of a parcel, cut across its longer side through its centre; none where it cannot be cut so."""
    if shape.geom_type != "Polygon":
        return []
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    sides = [corners[1] - corners[0], corners[2] - corners[1]]
    across = min(sides, key=lambda side: round(float(np.hypot(*side)), 3))
    length = float(np.hypot(*across))
    if length == 0:
        return []
    centre, reach = shapely.get_coordinates(shape.centroid)[0], across / length * shape.length
    pieces = shapely.get_parts(split(shape, LineString([centre - reach, centre + reach])))
    sound = [part for part in pieces if part.area >= LEAST_PART_M2]
    return sound if len(pieces) == len(sound) == 2 else []


def _array(shapes: Sequence[Polygon]) -> Geometries:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array
