"""A whole number and the thing counted, in Arabic words: a masculine noun, in the nominative of a document.

The rules are those of the classical grammar (باب العدد): one and two are the noun itself; three to ten take the
feminine form and a plural; eleven to ninety-nine take a singular accusative; hundreds and thousands a singular
genitive, and before it the dual loses its nun. Where a number above a hundred ends in one or two, the noun comes again.
"""

from dataclasses import dataclass

from geo.wording.errors import NotWritable

MOST = 999_999
_ONES = ("", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_TENS = ("", "عشرة", "عشرون", "ثلاثون", "أربعون", "خمسون", "ستون", "سبعون", "ثمانون", "تسعون")
_HUNDREDS = ("", "مئة", "", "ثلاثمئة", "أربعمئة", "خمسمئة", "ستمئة", "سبعمئة", "ثمانمئة", "تسعمئة")


@dataclass(frozen=True, slots=True)
class Counted:
    """A masculine noun in the forms that counting asks for: متر، متران، أمتار، متراً."""

    one: str
    two: str
    few: str
    many: str


METRE = Counted("متر", "متران", "أمتار", "متراً")
CENTIMETRE = Counted("سنتيمتر", "سنتيمتران", "سنتيمترات", "سنتيمتراً")


def count(number: int, noun: Counted) -> str:
    """Return a number from 1 to 999,999 with its noun. Errors: NotWritable.

    >>> count(1200, METRE), count(103, METRE), count(12, METRE)
    ('ألف ومئتا متر', 'مئة وثلاثة أمتار', 'اثنا عشر متراً')
    """
    if not 1 <= number <= MOST:
        raise NotWritable(number=number)
    large, small = number - number % 100, number % 100
    if not large:
        return _few(small, noun)
    if small <= 2:
        again = f" و{_few(small, noun)}" if small else ""
        return f"{_large(large, bound=True)} {noun.one}{again}"
    return f"{_large(large, bound=False)} و{_few(small, noun)}"


def _few(number: int, noun: Counted) -> str:
    """Return 1 to 99 with the noun."""
    if number == 1:
        return f"{noun.one} واحد"
    if number == 2:
        return noun.two
    if number <= 10:
        return f"{_ONES[number]} {noun.few}"
    return f"{_to_99(number)} {noun.many}"


def _to_99(number: int) -> str:
    """Return 11 to 99."""
    tens, ones = divmod(number, 10)
    if tens == 1:
        return f"{({1: 'أحد', 2: 'اثنا'} | dict(enumerate(_ONES[3:], 3)))[ones]} عشر"
    return f"{_ONES[ones]} و{_TENS[tens]}" if ones else _TENS[tens]


def _large(number: int, *, bound: bool) -> str:
    """Return a multiple of a hundred; `bound` when the noun follows at once."""
    thousands, hundreds = divmod(number // 100, 10)
    if not hundreds:
        return _thousands(thousands, bound=bound)
    if not thousands:
        return _hundreds(hundreds, bound=bound)
    return f"{_thousands(thousands, bound=False)} و{_hundreds(hundreds, bound=bound)}"


def _hundreds(number: int, *, bound: bool) -> str:
    """Return 1 to 9 hundreds."""
    if number == 2:
        return "مئتا" if bound else "مئتان"
    return _HUNDREDS[number]


def _thousands(number: int, *, bound: bool) -> str:
    """Return 1 to 999 thousands: a thousand is counted like any noun, and is bound to the noun that follows it."""
    large, small = divmod(number, 100)
    if not large:
        return _few_thousands(small, bound=bound)
    if not small:
        return f"{_hundreds(large, bound=True)} ألف"
    if small <= 2:
        return f"{_hundreds(large, bound=True)} ألف و{_few_thousands(small, bound=bound)}"
    return f"{_hundreds(large, bound=False)} و{_few_thousands(small, bound=bound)}"


def _few_thousands(number: int, *, bound: bool) -> str:
    """Return 1 to 99 thousands."""
    if number == 1:
        return "ألف"
    if number == 2:
        return "ألفا" if bound else "ألفان"
    if number <= 10:
        return f"{_ONES[number]} آلاف"
    return f"{_to_99(number)} {'ألف' if bound else 'ألفاً'}"
