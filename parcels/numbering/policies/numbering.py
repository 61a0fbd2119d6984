"""A quarter numbered by a policy: blocks, walks, and the number of each parcel."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from shapely import LineString, MultiPolygon, Polygon

from parcels.numbering.block_order import block_order
from parcels.numbering.blocks import block_polygon
from parcels.numbering.frame import canonical_order, to_local_frame
from parcels.numbering.ground import BlockGround, read_ground
from parcels.numbering.inputs import Ints, Key, NumberingSettings, ParcelInput, check_parcels, geometries
from parcels.numbering.policies.policy import Number, Policy, WalkedBlock
from parcels.numbering.proposal import DEFAULT_SETTINGS, BlockProposal, Proposal, propose
from parcels.numbering.score import BlockScore, Score, score_block, total_score
from parcels.numbering.streets import Disagreement

#: Told of every block that was walked: how many parcels it has.
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class NumberedBlock:
    """A block: polygon (metres, CRS of the input), keys in walking order, the number of each, and its score."""

    geometry: Polygon | MultiPolygon
    order: tuple[Key, ...]
    numbers: tuple[Number, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Numbering:
    """Blocks in block order (blocks[n] is block n + 1), the score of all, and what the engine has for a person."""

    blocks: tuple[NumberedBlock, ...]
    score: Score
    street_like: tuple[Key, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def number_quarter(
    parcels: Sequence[ParcelInput],
    policy: Policy,
    *,
    settings: NumberingSettings = DEFAULT_SETTINGS,
    streets: Sequence[LineString] | None = None,
    set_aside: Collection[Key] = (),
    progress: Progress = lambda parcels: None,
) -> Numbering:
    """Number parcels (metres, projected) by a policy, in the engine's blocks; those set aside are streets.

    Every key appears exactly once; the result does not depend on the order of the input. Errors: UnfitPolicy,
    InvalidParcelsError.
    """
    policy.check(parcel.key for parcel in parcels)
    walker = _counting(policy, progress)
    proposal = propose(parcels, settings=settings, streets=streets, walker=walker, set_aside=set_aside)
    if policy.looks_at_places:
        known = {parcel.key: parcel for parcel in parcels}
        numbering = _together([_finished(block.order, known, policy, settings) for block in proposal.blocks])
    else:
        numbering = Numbering(tuple(_counted(block) for block in proposal.blocks), proposal.score)
    return replace(numbering, street_like=proposal.street_like, disagreements=proposal.disagreements)


def number_blocks(
    blocks: Sequence[Sequence[ParcelInput]],
    policy: Policy,
    *,
    settings: NumberingSettings = DEFAULT_SETTINGS,
    progress: Progress = lambda parcels: None,
) -> Numbering:
    """Number parcels in blocks that somebody gave; the blocks come in numbering order. Errors as number_quarter."""
    parcels = [parcel for block in blocks for parcel in block]
    check_parcels(parcels)
    policy.check(parcel.key for parcel in parcels)
    known = {parcel.key: parcel for parcel in parcels}
    walker = _counting(policy, progress)
    done = [_finished(_walked(block, walker, settings), known, policy, settings) for block in blocks]
    order = block_order([block.geometry for block, _score in done], settings)
    return _together([done[n] for n in order])


def to_proposal(numbering: Numbering) -> Proposal:
    """Return blocks, walks and scores as the engine has them: what a counter of numbers allots."""
    blocks = (BlockProposal(block.geometry, block.order, block.score) for block in numbering.blocks)
    return Proposal(tuple(blocks), numbering.score, numbering.street_like, numbering.disagreements)


def _counted(block: BlockProposal) -> NumberedBlock:
    numbers = tuple((place, 0) for place in range(1, len(block.order) + 1))
    return NumberedBlock(block.geometry, block.order, numbers, block.score)


def _counting(policy: Policy, progress: Progress) -> Callable[[BlockGround, NumberingSettings], Ints]:
    def walker(ground: BlockGround, settings: NumberingSettings) -> Ints:
        order = policy.walk(ground, settings)
        progress(len(order))
        return order

    return walker


def _walked(
    parcels: Sequence[ParcelInput],
    walker: Callable[[BlockGround, NumberingSettings], Ints],
    settings: NumberingSettings,
) -> tuple[Key, ...]:
    local = to_local_frame(geometries(parcels))
    rank = canonical_order(local, [str(parcel.key) for parcel in parcels])
    order = rank[walker(read_ground(local[rank], settings), settings)]
    return tuple(parcels[n].key for n in order.tolist())


def _finished(
    walk: Sequence[Key], known: Mapping[Key, ParcelInput], policy: Policy, settings: NumberingSettings
) -> tuple[NumberedBlock, BlockScore]:
    """Let the policy arrange a walked block by keys and places, number it, and score what came of it."""
    block = _read([known[key] for key in walk], settings)
    order = policy.arrange(block)
    if not np.array_equal(order, np.arange(len(order))):
        block = _read([known[walk[n]] for n in order.tolist()], settings)
    score = score_block(np.arange(len(order)), block.ground, block.keys, settings.near_m)
    polygon = block_polygon(block.parcels, settings.block_gap_m)
    return NumberedBlock(polygon, block.keys, policy.numbers(block), total_score([score])), score


def _read(parcels: Sequence[ParcelInput], settings: NumberingSettings) -> WalkedBlock:
    shapes = geometries(parcels)
    return WalkedBlock(
        tuple(parcel.key for parcel in parcels), shapes, read_ground(to_local_frame(shapes), settings), settings
    )


def _together(blocks: Sequence[tuple[NumberedBlock, BlockScore]]) -> Numbering:
    return Numbering(tuple(block for block, _score in blocks), total_score([score for _block, score in blocks]))
