"""How well a walk goes: adjacency, nearness and length, with a list of the links that jump."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Floats, Ints, Key
from parcels.numbering.ring import Ring

#: A ring shorter than this (metres) between its stops gives no ratio: all parcels are reached at one place.
LEAST_BOUND_M = 1.0


@dataclass(frozen=True, slots=True)
class WalkException:
    """A link that a surveyor should look at; `code` is "not_adjacent" or, beyond near_m, "jump"."""

    code: str
    before: Key
    after: Key
    distance_m: float


@dataclass(frozen=True, slots=True)
class Score:
    """Figures over `pairs` consecutive numbers; None where there is nothing to measure.

    A: share of pairs that are neighbours. N12: neighbours or at most near_m (12 m) apart. W: walk along the
    ring between access points over the least walk on that ring. W_front: the same over parcels with a
    frontage of their own. p95_jump_m: 95th percentile over blocks of the block's largest distance, metres.
    """

    A: float | None
    N12: float | None
    W: float | None
    W_front: float | None
    p95_jump_m: float | None
    pairs: int
    exceptions: tuple[WalkException, ...]


@dataclass(frozen=True, slots=True)
class BlockScore:
    """Counts of one block, kept apart from the shares so that a district adds them up exactly."""

    pairs: int
    adjacent: int
    near: int
    walk_ratio: float | None
    front_ratio: float | None
    largest_jump_m: float
    exceptions: tuple[WalkException, ...]


def score_block(order: Ints, ground: BlockGround, keys: Sequence[Key], near_m: float) -> BlockScore:
    """Score an order of the block's parcels (indices into `ground` and `keys`)."""
    before, after = order[:-1], order[1:]
    pairs = list(zip(before.tolist(), after.tolist(), strict=True))
    touching = np.array([ground.adjacency.between(a, b) for a, b in pairs], dtype=bool)
    jumps = np.asarray(shapely.distance(ground.parcels[before], ground.parcels[after]), dtype=np.float64)
    access = nearest_access(ground)
    fronting = order[np.isin(order, ground.fronting)]
    return BlockScore(
        pairs=len(pairs),
        adjacent=int(touching.sum()),
        near=int((touching | (jumps <= near_m)).sum()),
        walk_ratio=_walk_ratio(access[order], ground.ring),
        front_ratio=_walk_ratio(access[fronting], ground.ring),
        largest_jump_m=float(jumps.max(initial=0.0)),
        exceptions=tuple(
            WalkException("jump" if jump > near_m else "not_adjacent", keys[a], keys[b], round(jump, 2))
            for (a, b), jump, good in zip(pairs, jumps.tolist(), touching.tolist(), strict=True)
            if not good
        ),
    )


def nearest_access(ground: BlockGround) -> Floats:
    """Access positions (metres) as W defines them, which knows no chains longer than one.

    Own frontage; that of the neighbour with the longest shared boundary; else the ring nearest the centroid.
    """
    projected = shapely.line_locate_point(ground.ring.line, shapely.centroid(ground.parcels))
    return np.array([_access_of(i, ground, float(p)) for i, p in enumerate(projected)], dtype=np.float64)


def total_score(blocks: Sequence[BlockScore]) -> Score:
    """Figures of blocks together, every block weighted by its pairs; blocks of one parcel have none."""
    scored = [block for block in blocks if block.pairs]
    pairs = sum(block.pairs for block in scored)
    exceptions = tuple(exception for block in scored for exception in block.exceptions)
    if not pairs:
        return Score(None, None, None, None, None, 0, ())
    return Score(
        A=sum(block.adjacent for block in scored) / pairs,
        N12=sum(block.near for block in scored) / pairs,
        W=_mean([(block.walk_ratio, block.pairs) for block in scored]),
        W_front=_mean([(block.front_ratio, block.pairs) for block in scored]),
        p95_jump_m=float(np.percentile([block.largest_jump_m for block in scored], 95)),
        pairs=pairs,
        exceptions=exceptions,
    )


def _access_of(i: int, ground: BlockGround, projected: float) -> float:
    if own := ground.frontages[i]:
        return own.position_m
    shared = [(m, front) for j, m in ground.adjacency.neighbours[i].items() if (front := ground.frontages[j])]
    return max(shared, key=lambda pair: pair[0])[1].position_m if shared else projected


def _walk_ratio(stops: Floats, ring: Ring) -> float | None:
    if len(stops) < 2:
        return None
    bound = ring.shortest_visit_m(stops)
    return float(ring.between(stops[:-1], stops[1:]).sum()) / bound if bound > LEAST_BOUND_M else None


def _mean(weighted: list[tuple[float | None, int]]) -> float | None:
    known = [(value, weight) for value, weight in weighted if value is not None]
    total = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None
