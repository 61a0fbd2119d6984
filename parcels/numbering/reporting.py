"""What a numbering says of itself as JSON: scores, blocks, exceptions, rows set aside. The same run, the same text."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parcels.numbering.filing import Filed, walked
from parcels.numbering.inputs import Key
from parcels.numbering.optimum import Optimum
from parcels.numbering.policies.policy import Policy
from parcels.numbering.policies.registry import describe
from parcels.numbering.score import Score


def score_facts(score: Score) -> dict[str, Any]:
    """Return the figures of a score to four decimals; None where there is nothing to measure."""
    figures = {"A": score.A, "N12": score.N12, "W": score.W, "W_front": score.W_front, "p95_jump_m": score.p95_jump_m}
    rounded = {name: None if value is None else round(value, 4) for name, value in figures.items()}
    return {**rounded, "pairs": score.pairs, "exceptions": len(score.exceptions)}


def report_of(
    filed: Filed,
    policy: Policy,
    codes: Mapping[Key, str | None],
    source: Mapping[str, Any],
    proofs: Mapping[int, Optimum],
) -> dict[str, Any]:
    """Return the report of a numbered layer; `source` is what is known of the layer, `proofs` of blocks by number."""
    score = filed.numbering.score
    return {
        "source": dict(source),
        "policy": describe(policy),
        "rows": len(filed.places),
        "blocks": len({place.block for place in filed.places.values()}),
        "score": score_facts(score),
        "set_aside": {reason: list(keys) for reason, keys in filed.faults.items()},
        "street_like": list(filed.numbering.street_like),
        "disagreements": [
            {"code": one.code, "groups": [list(group) for group in one.groups]} for one in filed.numbering.disagreements
        ],
        "codes_missing": sum(code is None for code in codes.values()),
        "per_block": [
            {
                "block": number,
                **({"label": filed.labels[number]} if number in filed.labels else {}),
                "parcels": len(block.order),
                "score": score_facts(block.score),
                **({"optimum": optimum_facts(proofs[number])} if number in proofs else {}),
            }
            for number, block in walked(filed)
        ],
        "exceptions": [
            {"block": number, "code": one.code, "before": one.before, "after": one.after, "distance_m": one.distance_m}
            for number, block in walked(filed)
            for one in block.score.exceptions
        ],
    }


def optimum_facts(optimum: Optimum) -> dict[str, Any]:
    """Return what is proven of a walk: costs in metres as the search counts them, gap as a share of the bound."""
    return {
        "status": optimum.status,
        "proposal_m": optimum.proposal_m,
        "best_m": optimum.best_m,
        "bound_m": optimum.bound_m,
        "gap": None if optimum.gap is None else round(optimum.gap, 4),
    }


def write_report(path: Path, report: Mapping[str, Any]) -> None:
    """Write a report as readable JSON, UTF-8."""
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def summary(blocks: int, parcels: int, score: Score) -> str:
    """Return the one line that a person reads first."""
    shares = ", ".join(f"{name} {_share(value)}" for name, value in (("A", score.A), ("N12", score.N12)))
    ratio = "-" if score.W_front is None else f"{score.W_front:.2f}"
    return f"{blocks} blocks, {parcels} parcels: {shares}, W_front {ratio}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
