"""The workbench without scripts: a number typed beside each parcel, read as an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.errors import InvalidInput

NUMBER = "number-"
LOCKED = "locked"


class NumberUnread(InvalidInput):
    """A number that is none, or that the block does not have."""

    code = "numbering_number_unread"
    message = _("Write beside every parcel a whole number, from 1 to the number of parcels in the block.")


class NumbersCollide(InvalidInput):
    """Two parcels were moved to the same number."""

    code = "numbering_numbers_collide"
    message = _("Two parcels were given the same new number: %(number)s. Give each its own.")


@dataclass(frozen=True, slots=True)
class TypedWalk:
    """An order as it was typed, and who stays where he is."""

    order: list[UUID]
    locked: list[UUID]


def typed_walk(form: Mapping[str, Any], saved: Sequence[UUID], locked: Sequence[str]) -> TypedWalk:
    """Read the numbers of a form. Errors: NumberUnread, NumbersCollide.

    A parcel whose number was changed comes to that number; the others close up, in their order.
    """
    typed = {parcel: _number(str(form.get(f"{NUMBER}{parcel}", "")), len(saved)) for parcel in saved}
    was = {parcel: place for place, parcel in enumerate(saved, 1)}
    moved = sorted(number for parcel, number in typed.items() if number != was[parcel])
    twice = [one for one, other in pairwise(moved) if one == other]
    if twice:
        raise NumbersCollide(NumbersCollide.message % {"number": twice[0]})
    # One that goes up comes before whoever has the number, one that goes down comes after.
    order = sorted(saved, key=lambda parcel: (typed[parcel], _sign(typed[parcel] - was[parcel]), was[parcel]))
    stay = set(locked)
    return TypedWalk(order, [parcel for parcel in order if str(parcel) in stay])


def _number(typed: str, most: int) -> int:
    text = fold_digits(typed.strip())
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
        raise NumberUnread
    return int(text)


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)
