"""Numbers already given stay; new parcels get the next free numbers where they lie. Nothing is renumbered."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from parcels.numbering.inputs import Ints, Key
from parcels.numbering.policies.errors import BadPolicy, UnfitPolicy
from parcels.numbering.policies.inserting import insert_beside_neighbours
from parcels.numbering.policies.policy import Number, Policy, WalkedBlock
from parcels.numbering.policies.registry import declares

_WRITTEN = re.compile(r"([1-9]\d{0,3})(?:\s*/\s*([1-9]\d{0,2}))?")


@declares("keep", _("Keep numbers already given"))
@dataclass(frozen=True)
class KeepNumbers(Policy):
    """`numbers_given` holds the numbers by key, "12" or "12/1"; `column` names the column of a file that has them.

    The walk of a block follows the numbers there are; a new parcel is met beside its neighbours and gets the number
    after the highest of the block: a gap may be a retired number, and none is given twice.
    """

    counts_along_walk: ClassVar[bool] = False
    looks_at_places: ClassVar[bool] = True

    numbers_given: tuple[tuple[str, str], ...] = ()
    column: str = ""

    def __post_init__(self) -> None:
        if not (self.numbers_given or self.column):
            raise ValueError("it needs numbers_given=key=number;key=number, or column=NAME for a file")
        for key, number in self.numbers_given:
            if read_number(number) is None:
                raise ValueError(f"“{number}” of {key} is not a number such as 12 or 12/1")

    def given_to(self, key: Key) -> Number | None:
        """Return the number that was given."""
        return next((read_number(number) for other, number in self.numbers_given if other == str(key)), None)

    def with_column(self, read: Callable[[str], Mapping[Key, str]]) -> Self:
        """Take the numbers of the column, where it has any. Errors: BadPolicy."""
        if not self.column:
            return self
        found = tuple((str(key), text) for key, text in read(self.column).items() if text.strip())
        try:
            return replace(self, numbers_given=(*self.numbers_given, *found))
        except ValueError as error:
            raise BadPolicy(text=self.code, reason=str(error)) from error

    def about(self, keys: Set[str]) -> Policy:
        """Keep the numbers of these parcels; of none, the column's name keeps the policy whole."""
        mine = tuple(pair for pair in self.numbers_given if pair[0] in keys)
        return replace(self, numbers_given=mine, column=self.column or "-")

    def check(self, keys: Iterable[Key]) -> None:
        """Every key with a number must be a parcel's, and have one number."""
        known = {str(key) for key in keys}
        if unknown := [key for key, _number in self.numbers_given if key not in known]:
            raise UnfitPolicy(reason="no parcel has these keys", keys=", ".join(unknown[:10]))
        times = Counter(key for key, _number in self.numbers_given)
        if repeated := [key for key, count in times.items() if count > 1]:
            raise UnfitPolicy(reason="these keys have two numbers", keys=", ".join(repeated[:10]))

    def arrange(self, block: WalkedBlock) -> Ints:
        """Follow the numbers there are and insert the new parcels."""
        given = self._given(block)
        if not given:
            return super().arrange(block)
        known = sorted(given, key=lambda n: given[n])
        return np.array(insert_beside_neighbours(known, block.ground), dtype=np.int64)

    def numbers(self, block: WalkedBlock) -> tuple[Number, ...]:
        """Give the numbers there are, and the next free ones along the walk."""
        given = self._given(block)
        following = max((number for number, _suffix in given.values()), default=0)
        found = []
        for n in range(len(block.keys)):
            if n not in given:
                following += 1
            found.append(given.get(n, (following, 0)))
        return tuple(found)

    def _given(self, block: WalkedBlock) -> dict[int, Number]:
        """Numbers by place in the block. Errors: UnfitPolicy where two parcels have the same."""
        written = dict(self.numbers_given)
        given = {n: read_number(written[str(key)]) for n, key in enumerate(block.keys) if str(key) in written}
        holders: dict[Number, list[str]] = {}
        for n, found in given.items():
            assert found is not None  # checked when made
            holders.setdefault(found, []).append(str(block.keys[n]))
        for (number, suffix), keys in holders.items():
            if len(keys) > 1:
                shown = f"{number}/{suffix}" if suffix else str(number)
                raise UnfitPolicy(reason=f"number {shown} is given twice in one block", keys=", ".join(keys[:10]))
        return {n: known for n, known in given.items() if known is not None}


def read_number(written: str) -> Number | None:
    """Return number and suffix of "12" or "12/1" in either digits; None if it is neither.

    >>> read_number("١٢/١")
    (12, 1)
    """
    match = _WRITTEN.fullmatch(fold_digits(written).strip())
    return (int(match[1]), int(match[2] or 0)) if match else None
