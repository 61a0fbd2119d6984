"""Scores as they are kept with a block, and those of the whole from those of its blocks; pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from parcels.numbering.score import Score

#: Figures that are means over pairs.
SHARES = ("A", "N12", "W", "W_front")
Kept = dict[str, Any]


def kept_score(score: Score, *, bound: float | None = None) -> Kept:
    """Return the score of one block as JSON keeps it; `bound` is the proven upper bound on A, None when unknown."""
    return {
        **{name: getattr(score, name) for name in SHARES},
        "p95_jump_m": score.p95_jump_m,
        "pairs": score.pairs,
        "bound": bound,
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
