"""The proposal: an old quarter's parcels in, blocks in order and a numbered walk through each out."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, MultiPolygon, Polygon

from parcels.numbering.block_order import block_order
from parcels.numbering.blocks import block_polygon, components, group_members
from parcels.numbering.costs import BlockLinks
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
from parcels.numbering.streets import Disagreement, reconcile_blocks, street_like
from parcels.numbering.walk import frontage_walk, turn_and_start

DEFAULT_SETTINGS = NumberingSettings()

#: A policy: indices into the ground of a block, each once, in walking order.
Walker = Callable[[BlockGround, NumberingSettings], Ints]


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
    """Blocks in block order (blocks[n] is proposed the block number n + 1) and the score of all of them.

    For a person to look at: `street_like` are parcels that seem to be streets, numbered like any other until
    somebody says so; `disagreements` are blocks that streets, where given, cut otherwise.
    """

    blocks: tuple[BlockProposal, ...]
    score: Score
    street_like: tuple[Key, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def walk_block(ground: BlockGround, settings: NumberingSettings) -> Ints:
    """The walk through one block: plain walk, search, then direction and start; indices into the ground."""
    links = BlockLinks(ground, settings)
    plain = frontage_walk(ground, links)
    kicks = settings.kicks_per_parcel * len(plain)
    slack = round(settings.slack_spacings * links.spacing_m * 1000)
    improved = improve_walk(plain, links, kicks=kicks, seed=settings.seed, floor=links.floor, slack=slack)
    settled = turn_and_start(improved, ground, links, slack_m=settings.start_spacings * links.spacing_m)
    return np.array(settled, dtype=np.int64)


def propose(
    parcels: Sequence[ParcelInput],
    *,
    settings: NumberingSettings = DEFAULT_SETTINGS,
    streets: Sequence[LineString | MultiLineString] | None = None,
    walker: Walker = walk_block,
    set_aside: Collection[Key] = (),
) -> Proposal:
    """Propose blocks and numbers for an old quarter.

    Every key appears exactly once. Blocks are parcels that hang together; centre lines of streets, in the CRS of
    the parcels, are only compared with them. Parcels that a person has found to be streets (`set_aside`) tie no
    blocks together and come last, in a block of their own. The result depends neither on the order of the input
    nor on where the quarter lies. Raises InvalidParcelsError (a ValueError) naming the keys that cannot be numbered.
    """
    check_parcels(parcels)
    shapes = geometries(parcels)
    aside = np.array([parcel.key in set_aside for parcel in parcels], dtype=bool)
    groups = _groups(shapes, aside, settings.block_gap_m)
    walked = [_propose_block(shapes[g], [parcels[i].key for i in g.tolist()], settings, walker) for g in groups]
    last = [len(walked) - 1] if aside.any() else []
    order = (*block_order([block.geometry for block, _ in walked[: len(walked) - len(last)]], settings), *last)
    seeming = sorted((parcels[i].key for i in np.flatnonzero(street_like(shapes) & ~aside).tolist()), key=str)
    kept = [parcel for parcel in parcels if parcel.key not in set_aside]
    return Proposal(
        tuple(walked[n][0] for n in order),
        total_score([walked[n][1] for n in order]),
        tuple(seeming),
        () if streets is None else reconcile_blocks(kept, streets, settings),
    )


def score_walk(walk: Sequence[ParcelInput], *, settings: NumberingSettings = DEFAULT_SETTINGS) -> Score:
    """Score one block's parcels in the order given, as a surveyor would have them; errors as for propose."""
    check_parcels(walk)
    if not walk:
        return total_score(())
    ground = read_ground(to_local_frame(geometries(walk)), settings)
    keys = [parcel.key for parcel in walk]
    return total_score([score_block(np.arange(len(walk)), ground, keys, settings.near_m)])


def _groups(shapes: Geometries, aside: NDArray[np.bool_], gap_m: float) -> list[Ints]:
    """Indices of the parcels of each block; those set aside, if any, are the last group."""
    kept = np.flatnonzero(~aside)
    groups = [kept[members] for members in group_members(components(shapes[kept], gap_m))]
    return [*groups, np.flatnonzero(aside)] if aside.any() else groups


def _propose_block(
    shapes: Geometries, keys: list[Key], settings: NumberingSettings, walker: Walker
) -> tuple[BlockProposal, BlockScore]:
    local = to_local_frame(shapes)
    rank = canonical_order(local, [str(key) for key in keys])
    ground = read_ground(local[rank], settings)
    names = [keys[i] for i in rank.tolist()]
    order = walker(ground, settings)
    score = score_block(order, ground, names, settings.near_m)
    polygon = block_polygon(shapes[rank], settings.block_gap_m)
    return BlockProposal(polygon, tuple(names[i] for i in order.tolist()), total_score([score])), score
