"""A policy applied to the block at hand: its walk through all parcels, the locked ones in their places."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import shapely
from django.contrib.gis.geos import LineString

from geo.errors import InvalidInput
from geo.spatial.crs import TILE_SRID, storage_srid
from geo.spatial.shapes import to_shapely, transformed
from parcels.numbering.frame import to_local_frame
from parcels.numbering.ground import read_ground
from parcels.numbering.inputs import Ints
from parcels.numbering.policies.policy import Policy, WalkedBlock
from parcels.numbering.policies.registry import policy_named
from permits.numbering_runs.workbench_ground import ReadBlock

#: What a surveyor may choose. Numbers already given are locked here, not kept by a policy.
OFFERED: Final = ("frontage", "serpentine", "line", "sequence", "odd_even")
#: Points of a drawn line: a finger leaves some hundreds.
MOST_POINTS: Final = 5000


@dataclass(frozen=True, slots=True)
class RuledWalk:
    """A walk by a policy (indices into the ground); of `sided` parcels that have a side, `kept` are on it.

    A policy that numbers by sides gives odd numbers to one and even ones to the other. A counter follows the walk: the
    sides hold for as long as both have parcels left, and no locked parcel stands in between. `sided` is 0
    without sides.
    """

    order: list[int]
    sided: int = 0
    kept: int = 0


def walk_by(policy: Policy, order: Sequence[int], locked: Collection[int], read: ReadBlock) -> RuledWalk:
    """Return the walk of a policy through a block; the free parcels flow around the locked ones in its turn.

    Errors: UnfitPolicy.
    """
    policy.check(read.keys)
    block, walk = _arranged(policy, read)
    numbers = [number for number, _suffix in policy.numbers(block)]
    turn = sorted(range(len(walk)), key=lambda n: numbers[n])
    free = iter([int(walk[n]) for n in turn if int(walk[n]) not in locked])
    ruled = [parcel if parcel in locked else next(free) for parcel in order]
    if policy.counts_along_walk:
        return RuledWalk(ruled)
    side = {int(walk[n]): numbers[n] % 2 for n in turn}
    kept = sum(place % 2 == side[parcel] for place, parcel in enumerate(ruled, 1) if parcel not in locked)
    return RuledWalk(ruled, len(ruled) - len(set(locked)), kept)


def _arranged(policy: Policy, read: ReadBlock) -> tuple[WalkedBlock, Ints]:
    """Return the block as the policy has it, and the indices of its parcels in that turn."""
    walk = policy.walk(read.ground, read.settings)
    block = _walked(read, walk)
    if not policy.looks_at_places:
        return block, walk
    arranged = walk[policy.arrange(block)]
    return _walked(read, arranged), arranged


def _walked(read: ReadBlock, walk: Ints) -> WalkedBlock:
    shapes = read.shapes[walk]
    keys = tuple(read.keys[n] for n in walk.tolist())
    return WalkedBlock(keys, shapes, read_ground(to_local_frame(shapes), read.settings), read.settings)


def asked_policy(sent: Any) -> Policy:
    """Read a policy as the workbench sends it: {code, …parameters}, a line as [[x, y], …] in EPSG:3857.

    Errors: InvalidInput, BadPolicy.
    """
    if not isinstance(sent, Mapping) or sent.get("code") not in OFFERED:
        raise InvalidInput
    parameters = {str(name): value for name, value in sent.items() if name != "code"}
    if "line" in parameters:
        parameters["line"] = _on_ground(parameters["line"])
    return policy_named(sent["code"], parameters)


def _on_ground(points: Any) -> list[tuple[float, float]]:
    """Return a line drawn on the map in the storage CRS."""
    if not isinstance(points, list) or not 2 <= len(points) <= MOST_POINTS or not all(map(_is_point, points)):
        raise InvalidInput
    line = LineString([tuple(point) for point in points], srid=TILE_SRID)
    return [(x, y) for x, y in shapely.get_coordinates(to_shapely(transformed(line, storage_srid()))).tolist()]


def _is_point(point: Any) -> bool:
    return isinstance(point, list) and len(point) == 2 and all(_is_number(axis) for axis in point)


def _is_number(axis: Any) -> bool:
    return isinstance(axis, int | float) and not isinstance(axis, bool) and math.isfinite(axis)
