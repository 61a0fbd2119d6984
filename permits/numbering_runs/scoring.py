"""Scores as they are kept with a block, and those of the whole from those of its blocks; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from parcels.numbering.score import Score
from permits.numbering_runs.models import RunBlock

#: Figures that are means over pairs.
SHARES = ("A", "N12", "W", "W_front")
Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WholeProof:
    """What is proven of all blocks together: no numbering of them has a higher share of neighbours than `bound`.

    `blocks` of `of` blocks with a pair of parcels are proven; `bound` and `gap` are of those alone, weighed by pairs;
    None where none is.
    """

    blocks: int
    of: int
    bound: float | None
    gap: float | None


def proof_of_all(blocks: Sequence[RunBlock]) -> WholeProof:
    """Return what is proven of blocks together, each weighed by its pairs."""
    paired = [block for block in blocks if block.score["pairs"]]
    proofs = [(block.proof, block.score["pairs"]) for block in paired if hasattr(block, "proof")]
    proven = [(proof, pairs) for proof, pairs in proofs if proof.bound is not None]
    bound, gap = (_mean([(getattr(proof, name), pairs) for proof, pairs in proven]) for name in ("bound", "gap"))
    return WholeProof(len(proven), len(paired), bound, gap)


def kept_score(score: Score) -> Kept:
    """Return the score of one block as JSON keeps it."""
    return {
        **{name: getattr(score, name) for name in SHARES},
        "p95_jump_m": score.p95_jump_m,
        "pairs": score.pairs,
        "exceptions": [
            {"code": one.code, "before": str(one.before), "after": str(one.after), "distance_m": one.distance_m}
            for one in score.exceptions
        ],
    }


def whole_score(blocks: Sequence[Kept]) -> Kept:
    """Return the score of blocks together as parcels.numbering gives it: every block weighs as its pairs."""
    scored = [block for block in blocks if block["pairs"]]
    jumps = [block["p95_jump_m"] for block in scored]
    return {
        **{name: _mean([(block[name], block["pairs"]) for block in scored]) for name in SHARES},
        "p95_jump_m": float(np.percentile(jumps, 95)) if jumps else None,
        "pairs": sum(block["pairs"] for block in scored),
        "exceptions": sum(len(block["exceptions"]) for block in scored),
    }


def _mean(weighted: list[tuple[float | None, int]]) -> float | None:
    known = [(value, weight) for value, weight in weighted if value is not None]
    total = sum(weight for _value, weight in known)
    return sum(value * weight for value, weight in known) / total if total else None
