"""Improving a walk: 2-opt and or-opt to a local optimum, then kicks, most of them where the walk is dear.

The walk is an open path; a station that is free to reach (cost 0 to all) closes it, so that the search may
also choose where the path is cut. Costs are whole millimetres: sums are exact and runs are identical.

Sources: 2-opt, G. A. Croes, Operations Research 6 (1958); or-opt, I. Or, thesis, Northwestern (1976);
candidate lists and don't-look bits, J. L. Bentley, ORSA Journal on Computing 4 (1992); double-bridge kicks,
O. Martin, S. W. Otto and E. W. Felten, Complex Systems 5 (1991), kept up to a threshold, G. Dueck and T. Scheuer,
Journal of Computational Physics 90 (1990).
"""

import random

from parcels.numbering.links import Links
from parcels.numbering.tour import Tour

#: However much is gained, the search ends after so many times the kicks that may fail.
MOST_ROUNDS = 4
#: Kicks between two looks at where the walk is dear.
FEWEST_AT_ONCE = 10


def improve_walk(
    walk: list[int], links: Links, *, kicks: int, seed: int, floor: int | None = None, slack: int = 0
) -> list[int]:
    """A walk at most as costly as the one given, over the same parcels.

    What a walk costs is said in links.py. The search goes on from walks up to `slack` dearer than the best one. It ends
    after `kicks` kicks in a row without a better walk, or with one that costs no more than `floor`. The result depends
    on nothing but the arguments.
    """
    if len(walk) < 3:
        return list(walk)
    tour = Tour(walk, links)
    tour.settle(tour.nodes)
    best, cost, path = tour.cost(), tour.cost(), tour.path()
    at_once = max(FEWEST_AT_ONCE, len(walk) // 10)
    # Not a secret: the kicks only need to be the same in every run.
    dice = random.Random(seed)
    failed, left = 0, MOST_ROUNDS * kicks
    while failed < kicks and left > 0 and (floor is None or best > floor) and any(dear := tour.dearness()):
        for node in dice.choices(range(tour.size), _weights(dear), k=at_once):
            cost -= tour.kick(dice, node, most_lost=best + slack - cost)
            failed += 1
            if cost < best:
                best, path, failed = cost, tour.path(), 0
        left -= at_once
    return path


def _weights(dear: list[int]) -> list[int]:
    """Three kicks of four where the walk is dear, one anywhere."""
    anywhere = sum(dear) // (3 * len(dear)) + 1
    return [there + anywhere for there in dear]
