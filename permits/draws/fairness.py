"""Did places, sizes and distances of lots fall evenly along the queue? Permutation tests, the same for everyone; pure.

A draw that follows from its seed is fair by its making: this report looks whether the outcome is one that chance often
gives, so that nobody must take that on trust. It proves nothing by itself, and out of many figures some are small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
#: Other outcomes that are tried; and into how many parts the queue is cut.
TRIALS, PARTS = 999, 10
#: Fewer lots tell nothing.
FEWEST = 20
#: Where lots lie, decimetres of the storage CRS; every other fact is looked at by itself.
PLACE = ("x_dm", "y_dm")
#: Below this share of chance outcomes a figure is told as seldom.
SELDOM = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenness:
    """A figure of the report: what was looked at, in how many lots, and how often chance gives as much or more.

    `parts` are the means of the fact along the queue, from its first tenth to its last; of the place there are none.
    """

    fact: str
    lots: int
    chance: float
    parts: tuple[float, ...] = ()

    @property
    def seldom(self) -> bool:
        """Say whether chance gives this seldom."""
        return self.chance < SELDOM


def fairness_of(material: Mapping[str, Any]) -> list[Evenness]:
    """Return the report of a published proof: size, width, distance, and whether neighbours in the queue lie together.

    Ranks are compared within their area class only. The trials are drawn from the seed, so that they come out again.
    """
    lots = {lot["lot"]: lot for lot in material["lots"]}
    queue = {entrant["ticket"]: place for place, entrant in enumerate(material["entrants"])}
    won = sorted((queue[row["ticket"]], lots[row["lot"]]) for row in material["results"] if row["lot"] is not None)
    if len(won) < FEWEST:
        return []
    dice = np.random.default_rng(int(material["seed"], 16))
    facts = [lot["facts"] for _place, lot in won]
    classes = _codes([lot["class"] for _place, lot in won])
    names = sorted(set.intersection(*(set(each) for each in facts)))
    found = [_along_the_queue(name, facts, classes, dice) for name in names if name not in PLACE]
    if set(PLACE) <= set(names):
        found.append(_lying_together(facts, classes, dice))
    return found


def _codes(names: Sequence[str]) -> Ints:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _ranks(values: Floats, classes: Ints) -> Floats:
    """Return the ranks of values within their class, from -1/2 to 1/2; equal values have their middle rank."""
    ranks = np.zeros(len(values))
    for each in np.unique(classes):
        here = np.flatnonzero(classes == each)
        _values, inverse, counts = np.unique(values[here], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts - 1) / 2
        ranks[here] = (middle[inverse] - (len(here) + 1) / 2) / max(len(here), 1)
    return ranks


def _shuffled(values: Floats, classes: Ints, dice: np.random.Generator) -> Floats:
    """Return values in another order of chance within their class."""
    other = values.copy()
    for each in np.unique(classes):
        here = np.flatnonzero(classes == each)
        other[here] = values[dice.permutation(here)]
    return other


def _along_the_queue(
    name: str, facts: Sequence[Mapping[str, int]], classes: Ints, dice: np.random.Generator
) -> Evenness:
    """Look whether a fact differs between tenths of the queue more than chance makes it (sum of squares between)."""
    values = np.array([fact[name] for fact in facts], dtype=np.float64)
    parts = np.arange(len(values)) * PARTS // len(values)
    sizes = np.bincount(parts, minlength=PARTS)
    ranks = _ranks(values, classes)

    def between(order: Floats) -> float:
        return float((np.bincount(parts, weights=order, minlength=PARTS) ** 2 / sizes).sum())

    held = between(ranks)
    more = sum(between(_shuffled(ranks, classes, dice)) >= held - 1e-12 for _trial in range(TRIALS))
    means = np.bincount(parts, weights=values, minlength=PARTS) / sizes
    return Evenness(fact=name, lots=len(values), chance=(1 + more) / (1 + TRIALS), parts=tuple(map(float, means)))


def _lying_together(facts: Sequence[Mapping[str, int]], classes: Ints, dice: np.random.Generator) -> Evenness:
    """Look whether places in the queue are alike among neighbouring lots (Moran's I over Delaunay's edges)."""
    points = np.array([[fact[axis] for axis in PLACE] for fact in facts], dtype=np.float64)
    first, second = _edges(points)
    queue = _ranks(np.arange(len(points), dtype=np.float64), classes)

    def alike(order: Floats) -> float:
        return abs(float((order[first] * order[second]).sum()))

    held = alike(queue)
    more = sum(alike(_shuffled(queue, classes, dice)) >= held - 1e-12 for _trial in range(TRIALS))
    return Evenness(fact="place", lots=len(points), chance=(1 + more) / (1 + TRIALS))


def _edges(points: Floats) -> tuple[Ints, Ints]:
    """Return the pairs of lots that are neighbours in Delaunay's triangles; lots at one point count once."""
    lines = shapely.delaunay_triangles(shapely.multipoints(points), only_edges=True)
    ends = shapely.get_coordinates(shapely.get_parts(lines)).reshape(-1, 2, 2)
    places = {(float(x), float(y)): place for place, (x, y) in enumerate(points)}
    pairs = [
        (places[float(a[0]), float(a[1])], places[float(b[0]), float(b[1])]) for a, b in ends
    ]  # Delaunay keeps the coordinates of its points
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return first, second
