"""What a policy is: how a block is walked, and which number each parcel of the walk gets."""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from geo.errors import Text
from parcels.numbering.ground import BlockGround
from parcels.numbering.inputs import Geometries, Ints, Key, NumberingSettings
from parcels.numbering.proposal import walk_block

#: Number and suffix of a parcel; suffix 0 is none. (12, 1) is written 12/1.
Number = tuple[int, int]


@dataclass(frozen=True, slots=True)
class WalkedBlock:
    """A block after its walk. All sequences are in walking order; index n is the parcel met as n + 1.

    `parcels` are in metres in the plane of the input; `ground` is in the block's own frame.
    """

    keys: tuple[Key, ...]
    parcels: Geometries
    ground: BlockGround
    settings: NumberingSettings


@dataclass(frozen=True)
class Policy:
    """A way to number. This one is the base: the engine's walk, and 1, 2, 3 along it."""

    code: ClassVar[str] = ""
    title: ClassVar[Text] = ""
    #: Whether numbers are 1, 2, 3 … along the walk. Only such a policy can be allotted by a counter.
    counts_along_walk: ClassVar[bool] = True
    #: Whether `arrange` or `numbers` look at keys and places; the others are done after the walk.
    looks_at_places: ClassVar[bool] = False

    def walk(self, ground: BlockGround, settings: NumberingSettings) -> Ints:
        """Return indices into the ground of a block in walking order: the engine's `walker`."""
        return walk_block(ground, settings)

    def arrange(self, block: WalkedBlock) -> Ints:
        """Return indices into a walked block in the order that the policy wants, by keys or by place."""
        return np.arange(len(block.keys), dtype=np.int64)

    def numbers(self, block: WalkedBlock) -> tuple[Number, ...]:
        """Return the number of each parcel of an arranged block, in walking order; no two are equal."""
        return tuple((place, 0) for place in range(1, len(block.keys) + 1))

    def given_to(self, key: Key) -> Number | None:
        """Return the number that the policy's own words give to a parcel, None where they say nothing."""
        return None

    def with_column(self, read: Callable[[str], Mapping[Key, str]]) -> Self:
        """Return the policy with what it takes from a column of a file; `read` gives a column's texts by key."""
        return self

    def in_metres(self, apply: Callable[[Geometries], Geometries]) -> Self:
        """Return the policy with its lines where `apply` moves the parcels."""
        return self

    def about(self, keys: Set[str]) -> "Policy":
        """Return the policy without its words about other keys than these."""
        return self

    def check(self, keys: Iterable[Key]) -> None:
        """Refuse parcels that the policy's own words do not fit. Errors: UnfitPolicy."""
