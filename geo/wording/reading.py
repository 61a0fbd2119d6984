"""Reading a length in Arabic words back into metres: what can be read in one way only is read, all else is None."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from geo.wording.words import TWO_OR_ONE_THOUSAND, VOCABULARY, Kind, Word, fold, is_accusative

_AND = "و"
_ONE = fold("واحد")
_NOTHING = Word(Kind.FILLER)
_STICKS_OUT = re.compile(rf"(?<=\s){_AND}\s+")


class _Unreadable(Exception):
    """The words are not one length."""


@dataclass(frozen=True, slots=True)
class _Token:
    word: Word
    joined: bool  # by «و»


@dataclass(slots=True)
class _Sum:
    """What has been read so far: the running number, and the centimetres of the units that are done."""

    thousands: int = 0
    below: int = 0
    open: bool = False
    single: bool = False  # the noun stood alone, and was one
    last: Kind | None = None
    units: list[int] = field(default_factory=list)
    total_cm: int = 0

    @property
    def number(self) -> int:
        """The number that waits for its unit."""
        return self.thousands + self.below


def read_arabic_metres(text: str) -> Decimal | None:
    """Return the metres that Arabic words say, to the centimetre; None when they say none, or could say two lengths.

    Spelling may vary: hamza, tanween, tatweel, مائة or مئة, case endings, a noun without its accusative, «و» apart.
    Halves and quarters of a metre are read (متر ونصف).

    >>> read_arabic_metres("اثنى عشر مترا وخمسين سنتيمترا")
    Decimal('12.50')
    """
    held = _Sum()
    try:
        for token in _tokens(text):
            _STEPS[token.word.kind](held, token)
            held.last = token.word.kind
    except _Unreadable:
        return None
    if held.open or not held.total_cm:
        return None
    return Decimal(held.total_cm).scaleb(-2)


def _tokens(text: str) -> Iterator[_Token]:
    """Yield the words that mean something. Raises _Unreadable at one that is not known."""
    written = _STICKS_OUT.sub(_AND, text).split()
    for place, each in enumerate(written):
        following = fold(written[place + 1]) if place + 1 < len(written) else ""
        token = _eleven(each, following, place) or _token(each, following)
        if token.word.kind is not Kind.FILLER:
            yield token


def _eleven(written: str, following: str, place: int) -> _Token | None:
    """Return the first word of eleven: وأحد عشر, which without its hamza looks like واحد."""
    if fold(written) == _ONE and VOCABULARY.get(following, _NOTHING).kind is Kind.TEN:
        return _Token(Word(Kind.ADD, 1), joined=place > 0)
    return None


def _token(written: str, following: str) -> _Token:
    folded = fold(written)
    for spelling, joined in ((folded, False), (folded.removeprefix(_AND), folded.startswith(_AND))):
        if spelling == TWO_OR_ONE_THOUSAND:
            return _Token(_thousand_in_alif(written, following, joined=joined), joined)
        if spelling in VOCABULARY:
            return _Token(VOCABULARY[spelling], joined)
    raise _Unreadable


def _thousand_in_alif(written: str, following: str, *, joined: bool) -> Word:
    """Return what ألفا is: with its tanween a thousand, bound to the noun after it two thousand."""
    if is_accusative(written):
        return Word(Kind.THOUSAND, 1000)
    bound = VOCABULARY.get(following)
    if bound is not None and bound.kind is Kind.UNIT:
        return Word(Kind.ADD, 2000)
    return Word(Kind.THOUSAND, 1000, pair=not joined)


def _add(held: _Sum, token: _Token) -> None:
    """Add to the running number: each rank once, and joined by «و» to what stands before it."""
    value = token.word.value
    if value >= 1000:
        _thousand_added(held, token, value)
        return
    if held.open and not token.joined:
        raise _Unreadable
    rank = 100 if value >= 100 else 10 if value >= 10 else 1
    if held.below // rank % 10 or held.below % 100 // 10 == 1:
        raise _Unreadable
    held.below += value
    held.open = True


def _ten(held: _Sum, token: _Token) -> None:
    """Add ten: alone, or as the teen of the number right before it."""
    ones = held.below % 100
    teen = held.open and not token.joined and held.last in (Kind.ADD, Kind.ONE) and 1 <= ones <= 9
    fresh = ones == 0 and (token.joined or not held.open)
    if not teen and not fresh:
        raise _Unreadable
    held.below += 10
    held.open = True


def _hundred(held: _Sum, token: _Token) -> None:
    """Add a hundred, or make hundreds of the three to nine right before it (ثلاث مئة)."""
    ones = held.below % 10
    if held.open and not token.joined and held.last is Kind.ADD and 3 <= ones <= 9 and held.below < 10:
        held.below = ones * 100
    elif held.below // 100 == 0 and (token.joined or not held.open):
        held.below += 100
    else:
        raise _Unreadable
    held.open = True


def _thousand(held: _Sum, token: _Token) -> None:
    """Make thousands of the number right before the word, or add one thousand."""
    if held.open and not token.joined and held.below:
        if token.word.pair and held.below <= 10:
            raise _Unreadable
        held.thousands, held.below = held.thousands + held.below * 1000, 0
        return
    if token.word.pair:
        raise _Unreadable
    _thousand_added(held, token, 1000)


def _thousand_added(held: _Sum, token: _Token, value: int) -> None:
    """Add one or two thousands to what may already be a hundred thousand."""
    if (held.open and not token.joined) or held.thousands % 100_000:
        raise _Unreadable
    held.thousands += value
    held.open = True


def _one(held: _Sum, token: _Token) -> None:
    """Add one; after the bare noun it only stresses it (متر واحد)."""
    if held.single and held.last is Kind.UNIT and not token.joined:
        return
    _add(held, token)


def _unit(held: _Sum, token: _Token) -> None:
    """Give the running number its unit; a bare noun is one, a dual two."""
    size, number = token.word.value, held.number
    if held.last is Kind.PART and not held.open:
        return
    if (held.open and (token.joined or token.word.pair)) or size in held.units[:-1]:
        raise _Unreadable
    bare = number == 0
    if held.units and ((not token.joined and bare) or (held.units[-1] == size and not bare)):
        raise _Unreadable
    amount = (2 if token.word.pair else 1) if bare else number
    if size == 1 and amount > 99:
        raise _Unreadable
    held.total_cm += amount * size
    held.units.append(size)
    held.single = bare and not token.word.pair
    held.thousands, held.below, held.open = 0, 0, False


def _part(held: _Sum, token: _Token) -> None:
    """Add a half or a quarter of a metre, once."""
    if held.open or held.last is Kind.PART or 1 in held.units or bool(held.units) != token.joined:
        raise _Unreadable
    held.total_cm += token.word.value
    held.units.append(1)


_STEPS = {
    Kind.ADD: _add,
    Kind.TEN: _ten,
    Kind.HUNDRED: _hundred,
    Kind.THOUSAND: _thousand,
    Kind.UNIT: _unit,
    Kind.ONE: _one,
    Kind.PART: _part,
}
