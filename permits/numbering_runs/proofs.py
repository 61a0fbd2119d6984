"""What can be proven of a block's walk, found out in the background: no order has more neighbours than the bound."""

import logging
from typing import Final
from uuid import UUID

from geo.jobs.services import defer
from geo.municipalities.scope import act_as, territory
from geo.spatial.clock import transaction_time
from parcels.numbering.adjacency import Adjacency
from parcels.numbering.decided import read_parcels
from parcels.numbering.inputs import NumberingSettings
from parcels.numbering.optimum import MOST_PARCELS, OptimumUnavailable, prove_neighbours
from permits.numbering_runs.enums import ProofState
from permits.numbering_runs.models import BlockProof, NumberingRun, RunBlock
from permits.numbering_runs.outlines import walked_outlines
from permits.numbering_runs.selectors import last_revision

log = logging.getLogger(__name__)
#: The job that proves (tasks.py).
PROOF: Final = "numbering_runs.prove"


def leave_for_proof(run: NumberingRun) -> None:
    """Leave the blocks of the last revision for the job, in the running transaction."""
    defer(PROOF, run=str(run.pk), office=run.municipality_id)


def prove_blocks(*, run_id: UUID, office: int) -> int:
    """Prove what can be proven of the blocks of a run's last revision that have no proof; return how many those were.

    The search runs outside of any transaction: nobody waits for it. Of two at once the first answer stays.
    """
    looked = 0
    for block_id in _waiting(run_id, office):
        with territory([office]):
            block = RunBlock.objects.select_related("revision__run", "revision__cleaning").get(pk=block_id)
            adjacency = _adjacency(block) if len(block.order) <= MOST_PARCELS else None
        state, bound = _proven(adjacency)
        gap = None if bound is None else max(0.0, bound - block.score["A"])
        with territory([office]):
            act_as(None, reason="proof of a walk", source=f"job {PROOF}")
            proof = BlockProof(
                block_id=block_id, municipality_id=office, state=state, bound=bound, gap=gap,
                proved_at=transaction_time(),
            )  # fmt: skip
            BlockProof.objects.bulk_create([proof], ignore_conflicts=True)
        looked += 1
    return looked


def _waiting(run_id: UUID, office: int) -> list[int]:
    """Return the blocks without a proof that have a pair of parcels to prove something of."""
    with territory([office]):
        blocks = last_revision(NumberingRun.objects.get(pk=run_id)).blocks.filter(proof=None)
        return [block.pk for block in blocks if block.score["pairs"]]


def _adjacency(block: RunBlock) -> Adjacency:
    settings = NumberingSettings(**block.revision.run.settings)
    return read_parcels(walked_outlines(block.order, block.revision.cleaning), settings).ground.adjacency


def _proven(adjacency: Adjacency | None) -> tuple[ProofState, float | None]:
    if adjacency is None:
        return ProofState.TOO_LARGE, None
    try:
        found = prove_neighbours(adjacency)
    except OptimumUnavailable:
        log.warning("walks are not proven: OR-Tools is not installed")
        return ProofState.NO_SOLVER, None
    return (ProofState.PROVED if found.share is not None else ProofState.OUT_OF_TIME), found.share
