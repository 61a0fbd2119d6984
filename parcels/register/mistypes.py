"""Codes that a mistyped code was probably meant to be: what a hand, an eye or a form does to eighteen digits."""

from collections.abc import Callable, Iterator
from itertools import chain, combinations

from django.db import models
from django.utils.translation import gettext_lazy as _

from parcels.register.codes import LENGTH, is_valid

_DIGITS = "0123456789"
#: Digits that are read for each other, on paper or between two keyboards: ٥ is a Latin 0, ٦ a Latin 7.
_ALIKE = (
    ("0", "5"), ("0", "6"), ("0", "8"), ("1", "7"), ("2", "3"),
    ("3", "4"), ("3", "8"), ("5", "6"), ("6", "7"), ("7", "8"),
)  # fmt: skip


class Slip(models.TextChoices):
    """How a code went wrong, the likeliest first."""

    DIGIT = "digit", _("one digit differs")
    ADJACENT = "adjacent", _("two neighbouring digits changed places")
    JUMP = "jump", _("two digits changed places across a third")
    MISSING = "missing", _("one digit was left out")
    SURPLUS = "surplus", _("one digit too many")
    SWAPPED = "swapped", _("block and parcel changed places")
    ALIKE = "alike", _("digits that look alike were read for each other")


def likely_codes(typed: str) -> dict[str, Slip]:
    """Return the codes with fitting check digits from which one slip leads to what was typed, likeliest slip first.

    `typed` is 17 to 19 digits of 0-9. Whether the register knows a code is not asked here.
    """
    found: dict[str, Slip] = {}
    for slip, undo in _UNDO.items():
        for code in undo(typed):
            if code != typed and is_valid(code):
                found.setdefault(code, slip)
    return found


def _other_digit(typed: str) -> Iterator[str]:
    return (typed[:at] + digit + typed[at + 1 :] for at in range(len(typed)) for digit in _DIGITS)


def _exchanged(typed: str, apart: int) -> Iterator[str]:
    for at in range(len(typed) - apart):
        digits = list(typed)
        digits[at], digits[at + apart] = digits[at + apart], digits[at]
        yield "".join(digits)


def _one_more(typed: str) -> Iterator[str]:
    return (typed[:at] + digit + typed[at:] for at in range(len(typed) + 1) for digit in _DIGITS)


def _one_less(typed: str) -> Iterator[str]:
    return (typed[:at] + typed[at + 1 :] for at in range(len(typed)))


def _block_for_parcel(typed: str) -> Iterator[str]:
    """Yield the code with block (three digits) and parcel (four) the other way round, where they fit."""
    if len(typed) == LENGTH and typed[9] == "0":
        yield f"{typed[:6]}{typed[10:13]}0{typed[6:9]}{typed[13:]}"


def _read_alike(typed: str) -> Iterator[str]:
    """Yield the codes in which one pair of digits was confused at two places, or wherever it stands."""
    for pair in _ALIKE:
        for wrong, right in (pair, pair[::-1]):
            places = [at for at, digit in enumerate(typed) if digit == wrong]
            for chosen in chain(combinations(places, 2), [tuple(places)]):
                yield "".join(right if at in chosen else digit for at, digit in enumerate(typed))


_UNDO: dict[Slip, Callable[[str], Iterator[str]]] = {
    Slip.DIGIT: _other_digit,
    Slip.ADJACENT: lambda typed: _exchanged(typed, 1),
    Slip.JUMP: lambda typed: _exchanged(typed, 2),
    Slip.MISSING: _one_more,
    Slip.SURPLUS: _one_less,
    Slip.SWAPPED: _block_for_parcel,
    Slip.ALIKE: _read_alike,
}
