"""By a clicked sequence: parcels in the order in which a person clicked them."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from django.utils.translation import gettext_lazy as _

from parcels.numbering.inputs import Ints, Key
from parcels.numbering.policies.errors import UnfitPolicy
from parcels.numbering.policies.inserting import Nearness, insert_beside_neighbours
from parcels.numbering.policies.policy import Policy, WalkedBlock
from parcels.numbering.policies.registry import declares


@declares("sequence", _("By a clicked sequence"))
@dataclass(frozen=True)
class ClickedSequence(Policy):
    """The given keys come in the given order; a block without any of them keeps the engine's walk.

    rest=after: they get the first numbers, and the walk through the others follows from where it joins at least
    cost. rest=between: every other parcel is inserted where it adds least, also between two clicked ones.
    """

    looks_at_places: ClassVar[bool] = True

    keys: tuple[str, ...] = ()
    rest: str = "after"

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("it needs keys: keys=3;1;2")
        if repeated := [key for key, times in Counter(self.keys).items() if times > 1]:
            raise ValueError(f"keys given twice: {', '.join(repeated)}")
        if self.rest not in ("after", "between"):
            raise ValueError("rest is either after or between")

    def about(self, keys: Set[str]) -> Policy:
        """Keep the clicks on these parcels; without any it is the engine's walk."""
        mine = tuple(key for key in self.keys if key in keys)
        return replace(self, keys=mine) if mine else Policy()

    def check(self, keys: Iterable[Key]) -> None:
        """Every clicked key must be a parcel's."""
        known = {str(key) for key in keys}
        if unknown := [key for key in self.keys if key not in known]:
            raise UnfitPolicy(reason="no parcel has these keys", keys=", ".join(unknown[:10]))

    def arrange(self, block: WalkedBlock) -> Ints:
        """Put the clicked parcels first, or the others between them."""
        place = {str(key): n for n, key in enumerate(block.keys)}
        clicked = [place[key] for key in self.keys if key in place]
        if not clicked:
            return super().arrange(block)
        if self.rest == "between":
            return np.array(insert_beside_neighbours(clicked, block.ground), dtype=np.int64)
        others = [n for n in range(len(block.keys)) if n not in set(clicked)]
        return np.array([*clicked, *_joined(clicked[-1], others, Nearness(block.ground))], dtype=np.int64)


def _joined(last: int, others: list[int], near: Nearness) -> list[int]:
    """Return the walk through the others, begun and turned so that the join and the seam cost least."""
    if len(others) < 2:
        return others
    to = near.row(last)
    seam = near.link(others[-1], others[0])
    ways = []
    for n in range(len(others)):
        closed = seam if n else 0
        ways.append((int(to[others[n]]) + closed - (near.link(others[n - 1], others[n]) if n else 0), n, 1))
        after = (n + 1) % len(others)
        opened = near.link(others[n], others[after]) if after else 0
        ways.append((int(to[others[n]]) + (seam if after else 0) - opened, n, -1))
    _cost, start, step = min(ways)
    return others[start:] + others[:start] if step == 1 else others[start::-1] + others[:start:-1]
