"""A quarter numbered as persons decided: by a policy, blocks joined and parted, the street of a parcel chosen; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from parcels.numbering.block_order import block_order
from parcels.numbering.blocks import block_polygon, components, group_members
from parcels.numbering.chosen import with_access
from parcels.numbering.frame import canonical_order, to_local_frame
from parcels.numbering.ground import BlockGround, read_ground
from parcels.numbering.inputs import (
    Geometries,
    Ints,
    Key,
    NumberingSettings,
    ParcelInput,
    check_parcels,
    geometries,
)
from parcels.numbering.policies.policy import Number, Policy, WalkedBlock
from parcels.numbering.score import Score, score_block, total_score

#: A place in the CRS of the parcels.
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Decided:
    """What persons decided: groups of parcels that are one block, groups that are blocks each, streets of parcels.

    `joined` and `parted` hold groups of keys as a Disagreement has them. `access` says for a parcel at which place of
    the ring it is entered: one that is reached through others, or that stands on two streets.
    """

    joined: Sequence[Sequence[Sequence[Key]]] = ()
    parted: Sequence[Sequence[Sequence[Key]]] = ()
    access: Mapping[Key, Place] = field(default_factory=dict)


NOTHING_DECIDED = Decided()


@dataclass(frozen=True, slots=True)
class DecidedBlock:
    """A block: polygon (metres, CRS of the input), keys in walking order, the number of each, and its score."""

    geometry: Polygon | MultiPolygon
    order: tuple[Key, ...]
    numbers: tuple[Number, ...]
    score: Score


@dataclass(frozen=True)
class ReadParcels:
    """Parcels of a block as the engine reads them: `keys[i]` and `shapes[i]` are those of parcel i of the ground."""

    keys: tuple[Key, ...]
    shapes: Geometries
    ground: BlockGround

    def indices(self, order: Sequence[Key]) -> Ints:
        """Return the places of keys in the ground, in the order given."""
        at = {key: i for i, key in enumerate(self.keys)}
        return np.array([at[key] for key in order], dtype=np.int64)


def read_parcels(
    parcels: Sequence[ParcelInput], settings: NumberingSettings, access: Mapping[Key, Place] | None = None
) -> ReadParcels:
    """Read the parcels of one block, whatever their order. Errors: InvalidParcelsError."""
    check_parcels(parcels)
    shapes, keys = geometries(parcels), [parcel.key for parcel in parcels]
    local = to_local_frame(shapes)
    rank = canonical_order(local, [str(key) for key in keys])
    names = tuple(keys[i] for i in rank.tolist())
    corner = shapely.bounds(shapes)[:, :2].min(axis=0)
    ground = read_ground(local[rank], settings)
    chosen = {i: np.subtract(access[key], corner) for i, key in enumerate(names) if access and key in access}
    return ReadParcels(names, shapes[rank], with_access(ground, {i: (x, y) for i, (x, y) in chosen.items()}))


def propose_decided(
    parcels: Sequence[ParcelInput], policy: Policy, settings: NumberingSettings, decided: Decided = NOTHING_DECIDED
) -> tuple[DecidedBlock, ...]:
    """Number a quarter by a policy, in blocks and by streets as decided; blocks in block order.

    Every key appears exactly once; the result does not depend on the order of the input. Errors: InvalidParcelsError,
    UnfitPolicy.
    """
    check_parcels(parcels)
    policy.check(parcel.key for parcel in parcels)
    labels = _decided_labels(parcels, settings.block_gap_m, decided)
    found = [
        _number([parcels[i] for i in members.tolist()], policy, settings, decided.access)
        for members in group_members(labels)
    ]
    order = block_order([block.geometry for block in found], settings)
    return tuple(found[n] for n in order)


def number_order(
    order: Sequence[Key], read: ReadParcels, policy: Policy, settings: NumberingSettings
) -> tuple[tuple[Number, ...], Score]:
    """Return the numbers that a policy gives along an order of a block that was read, and the order's score."""
    indices = read.indices(order)
    score = total_score([score_block(indices, read.ground, read.keys, settings.near_m)])
    if not policy.looks_at_places:
        return tuple((place, 0) for place in range(1, len(order) + 1)), score
    return policy.numbers(_in_order(read, indices, settings)), score


def _number(
    parcels: Sequence[ParcelInput], policy: Policy, settings: NumberingSettings, access: Mapping[Key, Place]
) -> DecidedBlock:
    read = read_parcels(parcels, settings, access)
    walk = policy.walk(read.ground, settings)
    if policy.looks_at_places:
        walk = walk[policy.arrange(_in_order(read, walk, settings))]
    order = tuple(read.keys[i] for i in walk.tolist())
    numbers, score = number_order(order, read, policy, settings)
    return DecidedBlock(block_polygon(read.shapes, settings.block_gap_m), order, numbers, score)


def _in_order(read: ReadParcels, walk: Ints, settings: NumberingSettings) -> WalkedBlock:
    """Return a block in walking order, its ground read in that order."""
    shapes = read.shapes[walk]
    keys = tuple(read.keys[i] for i in walk.tolist())
    return WalkedBlock(keys, shapes, read_ground(to_local_frame(shapes), settings), settings)


def _decided_labels(parcels: Sequence[ParcelInput], gap_m: float, decided: Decided) -> Ints:
    """Return the block of each parcel, shape (n,): those that hang together, parted first, then joined."""
    shapes = geometries(parcels)
    labels = components(shapes, gap_m)
    at = {parcel.key: i for i, parcel in enumerate(parcels)}
    for groups in decided.parted:
        known = [np.array([at[key] for key in group if key in at], dtype=np.int64) for group in groups]
        _part(labels, [members for members in known if len(members)], shapes)
    for groups in decided.joined:
        members = [at[key] for group in groups for key in group if key in at]
        if members:
            labels[np.isin(labels, labels[members])] = labels[members].min()
    return labels


def _part(labels: Ints, groups: Sequence[Ints], shapes: Geometries) -> None:
    """Give each group a label of its own; a parcel of their block that is in none goes with the nearest."""
    if len(groups) < 2:
        return
    grounds = [shapely.union_all(shapes[group]) for group in groups]
    named = np.concatenate(groups)
    others = np.setdiff1d(np.flatnonzero(np.isin(labels, labels[named])), named)
    nearest = {i: _nearest(shapes[i], grounds) for i in others.tolist()}
    for n, group in enumerate(groups):
        fresh = int(labels.max()) + 1
        labels[group] = fresh
        labels[[i for i, where in nearest.items() if where == n]] = fresh


def _nearest(shape: shapely.Geometry, grounds: Sequence[shapely.Geometry]) -> int:
    away = ((round(float(shapely.distance(shape, ground)), 3), n) for n, ground in enumerate(grounds))
    return min(away, key=itemgetter(0))[1]
