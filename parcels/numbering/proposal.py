"""The proposal: an old quarter's parcels in, blocks in order and a numbered walk through each out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import MultiPolygon, Polygon

from parcels.numbering.block_order import block_order
from parcels.numbering.blocks import block_polygon, components, group_members
from parcels.numbering.costs import block_spacing_m, link_costs
from parcels.numbering.frame import canonical_order, to_local_frame
from parcels.numbering.ground import BlockGround, read_ground
from parcels.numbering.improve import improve_walk
from parcels.numbering.inputs import (
    Geometries,
    Ints,
    Key,
    NumberingSettings,
    ParcelInput,
    check_parcels,
    geometries,
)
from parcels.numbering.score import BlockScore, Score, score_block, total_score
from parcels.numbering.walk import frontage_walk, turn_and_start

DEFAULT_SETTINGS = NumberingSettings()


@dataclass(frozen=True, slots=True)
class BlockProposal:
    """One block: its polygon (metres, the CRS of the input), its keys in walking order, its score.

    The key at order[n] is proposed the number n + 1.
    """

    geometry: Polygon | MultiPolygon
    order: tuple[Key, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Proposal:
    """Blocks in block order (blocks[n] is proposed the block number n + 1) and the score of all of them."""

    blocks: tuple[BlockProposal, ...]
    score: Score


def propose(parcels: Sequence[ParcelInput], *, settings: NumberingSettings = DEFAULT_SETTINGS) -> Proposal:
    """Propose blocks and numbers for an old quarter.

    Every key appears exactly once. The result depends neither on the order of the input nor on where the
    quarter lies. Raises InvalidParcelsError (a ValueError) naming the keys that cannot be numbered.
    """
    check_parcels(parcels)
    shapes = geometries(parcels)
    walked = [
        _propose_block(shapes[members], [parcels[i].key for i in members.tolist()], settings)
        for members in group_members(components(shapes, settings.block_gap_m))
    ]
    order = block_order([block.geometry for block, _ in walked], settings)
    return Proposal(tuple(walked[n][0] for n in order), total_score([walked[n][1] for n in order]))


def score_walk(walk: Sequence[ParcelInput], *, settings: NumberingSettings = DEFAULT_SETTINGS) -> Score:
    """Score one block's parcels in the order given, as a surveyor would have them; errors as for propose."""
    check_parcels(walk)
    if not walk:
        return total_score(())
    ground = read_ground(to_local_frame(geometries(walk)), settings)
    keys = [parcel.key for parcel in walk]
    return total_score([score_block(np.arange(len(walk)), ground, keys, settings.near_m)])


def walk_block(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """The walk through one block: plain walk, search, then direction and start; indices into the ground."""
    costs = link_costs(ground, settings)
    plain = frontage_walk(ground, costs)
    kicks = settings.kicks_per_parcel * len(plain)
    improved = improve_walk(plain, costs, kicks=kicks, seed=settings.seed)
    settled = turn_and_start(improved, ground, costs, slack_m=block_spacing_m(ground))
    return np.array(settled, dtype=np.int64)


def _propose_block(
    shapes: Geometries, keys: list[Key], settings: NumberingSettings
) -> tuple[BlockProposal, BlockScore]:
    local = to_local_frame(shapes)
    rank = canonical_order(local, [str(key) for key in keys])
    ground = read_ground(local[rank], settings)
    names = [keys[i] for i in rank.tolist()]
    order = walk_block(ground, settings)
    score = score_block(order, ground, names, settings.near_m)
    polygon = block_polygon(shapes[rank], settings.block_gap_m)
    return BlockProposal(polygon, tuple(names[i] for i in order.tolist()), total_score([score])), score
