"""Writing revisions of a run: the engine's proposal, or one block in a new order; each with its scores and numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import numpy as np
from django.contrib.gis.geos import MultiPolygon

from geo.accounts.models import User
from geo.spatial.clock import transaction_time
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_shapely, to_surface
from parcels.numbering.blocks import block_polygon
from parcels.numbering.decided import DecidedBlock, Place, number_order, propose_decided, read_parcels
from parcels.numbering.inputs import InvalidParcelsError, Key, NumberingSettings
from parcels.numbering.policies.policy import Policy
from parcels.numbering.services import waiting_outlines
from permits.numbering_runs.errors import NothingToNumber, ParcelsNotNumberable
from permits.numbering_runs.models import Cleaning, NumberingRun, RunBlock, RunRevision
from permits.numbering_runs.outlines import clean_outlines, walked_outlines
from permits.numbering_runs.proofs import leave_for_proof
from permits.numbering_runs.scoring import Kept, kept_score, whole_score
from permits.numbering_runs.selectors import decided_so_far, outlines
from permits.numbering_runs.streets import compare_streets
from permits.numbering_runs.walkers import policy_of, policy_of_block, written_numbers

#: Characters that a reason keeps.
REASON = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockDraft:
    """One block of a revision before it is written; see RunBlock."""

    geom: MultiPolygon
    order: Sequence[UUID]
    score: Kept
    numbers: Sequence[str] = ()
    locked: Sequence[UUID] = ()
    access: Mapping[str, Any] = field(default_factory=dict)
    block_id: int | None = None


def propose(run: NumberingRun, *, policy: str, by: User, reason: str) -> RunRevision:
    """Let the engine propose the whole as the next revision, as persons have decided so far; compare it with streets.

    Errors: NothingToNumber, ParcelsNotNumberable, and those of policy_of.
    """
    versions = waiting_outlines(run.plan)
    if not versions:
        raise NothingToNumber
    way = policy_of(policy, [version.parcel_id for version in versions])
    decided = decided_so_far(run)
    try:
        cleaning, parcels = clean_outlines(run, versions)
        blocks = propose_decided(parcels, way, NumberingSettings(**run.settings), decided)
    except InvalidParcelsError as error:
        raise ParcelsNotNumberable(ParcelsNotNumberable.message % {"faults": str(error)}) from error
    drafts = [_drafted(block, way, decided.access, run) for block in blocks]
    revision = write_revision(run, drafts, policy=policy, cleaning=cleaning, by=by, reason=reason)
    compare_streets(run=run, revision=revision, by=by)
    return revision


def as_before(block: RunBlock) -> BlockDraft:
    """Return a block as it stands, to be written again."""
    return BlockDraft(
        geom=block.geom, order=block.order, numbers=block.numbers, locked=block.locked, access=block.access,
        score=block.score, block_id=block.block_id,
    )  # fmt: skip


def reordered(run: NumberingRun, base: RunRevision, draft: BlockDraft) -> BlockDraft:
    """Return a block in the order of its draft, with the score and the numbers that go with it. Errors: UnfitPolicy."""
    way = policy_of_block(policy_of(revision_policy(run, base), draft.order), draft.order)
    score, numbers = score_order(
        draft.order, settings=NumberingSettings(**run.settings), policy=way, cleaning=base.cleaning, access=draft.access
    )
    return replace(draft, score=score, numbers=numbers)


def score_order(
    order: Sequence[UUID], *, settings: NumberingSettings, policy: Policy, cleaning: Cleaning | None = None,
    access: Mapping[str, Any] | None = None,
) -> tuple[Kept, list[str]]:  # fmt: skip
    """Return the score of a block's parcels in the order given, as RunBlock keeps it, and their numbers."""
    chosen: dict[Key, Place] = {parcel: (at[0], at[1]) for parcel, at in (access or {}).items()}
    read = read_parcels(walked_outlines(order, cleaning), settings, chosen)
    numbers, score = number_order([str(parcel) for parcel in order], read, policy, settings)
    return kept_score(score), written_numbers(policy, numbers)


def revision_policy(run: NumberingRun, revision: RunRevision) -> str:
    """Return the policy that a revision was walked by."""
    return run.policy if revision.policy is None else revision.policy


def write_revision(
    run: NumberingRun, blocks: Sequence[BlockDraft], *, policy: str, cleaning: Cleaning | None, by: User, reason: str
) -> RunRevision:
    """Write the next revision of the whole; what can be proven of it is left to a job. Errors: RunClosedToEdits."""
    last = run.revisions.order_by("-number").first()
    with refusals_explained():
        revision = RunRevision.objects.create(
            run=run, municipality_id=run.municipality_id, number=last.number + 1 if last else 1, made_by=by,
            made_at=transaction_time(), reason=reason.strip()[:REASON], policy=policy, cleaning=cleaning,
            score=whole_score([block.score for block in blocks]),
        )  # fmt: skip
        RunBlock.objects.bulk_create(
            RunBlock(
                revision=revision, municipality_id=run.municipality_id, place=place, block_id=block.block_id,
                geom=block.geom, order=list(block.order), numbers=list(block.numbers), locked=list(block.locked),
                access=dict(block.access), score=block.score,
            )
            for place, block in enumerate(blocks, 1)
        )  # fmt: skip
    leave_for_proof(run)
    return revision


def _drafted(block: DecidedBlock, policy: Policy, access: Mapping[Any, Any], run: NumberingRun) -> BlockDraft:
    """Return a block as it is written: its outline is that of the register's outlines, not of the cleaned ones."""
    order = [UUID(str(key)) for key in block.order]
    held = outlines(order)
    shapes = np.array([to_shapely(held[parcel].geom) for parcel in order], dtype=object)
    chosen = {str(parcel): list(access[str(parcel)]) for parcel in order if str(parcel) in access}
    outline = block_polygon(shapes, NumberingSettings(**run.settings).block_gap_m)
    return BlockDraft(
        geom=to_surface(outline), order=order, numbers=written_numbers(policy, block.numbers), access=chosen,
        score=kept_score(block.score),
    )  # fmt: skip
