"""The words of numbers and lengths as people spell them, each in its folded spelling with what it means."""

import re
from dataclasses import dataclass
from enum import Enum, auto

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_LETTERS = str.maketrans("أإآٱىةؤئکی", "اااايهويكي")
_ACCUSATIVE = re.compile("\u064b\u0627|\u0627\u064b")  # ـًا or ـاً


class Kind(Enum):
    """What a word does in a number."""

    ADD = auto()
    TEN = auto()  # عشر: ten, or the teen of the number before it
    HUNDRED = auto()
    THOUSAND = auto()
    UNIT = auto()
    ONE = auto()  # واحد: one, or what stresses the noun before it
    PART = auto()  # نصف
    FILLER = auto()


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its kind and value; for a unit, `value` is in centimetres and `pair` says two of them."""

    kind: Kind
    value: int = 0
    pair: bool = False


def fold(text: str) -> str:
    """Return the spelling by which words are compared: no marks, one alif, one ya, ha for ta marbuta."""
    return _MARKS.sub("", text).translate(_LETTERS).strip(".،,؛:()«» ")


def is_accusative(text: str) -> bool:
    """Say whether a written word bears the tanween of the accusative: ألفاً, not ألفا."""
    return bool(_ACCUSATIVE.search(text))


def _spelled(kind: Kind, value: int, spellings: str, *, pair: bool = False) -> dict[str, Word]:
    return {fold(each): Word(kind, value, pair) for each in spellings.split()}


_ADDED = {
    1: "أحد إحدى", 2: "اثنان اثنين اثنا اثني اثنتان اثنتين اثنتا اثنتي", 3: "ثلاثة ثلاث", 4: "أربعة أربع",
    5: "خمسة خمس", 6: "ستة ست", 7: "سبعة سبع", 8: "ثمانية ثماني ثمان ثمانيا", 9: "تسعة تسع", 20: "عشرون عشرين",
    30: "ثلاثون ثلاثين", 40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين",
    80: "ثمانون ثمانين", 90: "تسعون تسعين", 200: "مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي",
    300: "ثلاثمئة ثلاثمائة", 400: "أربعمئة أربعمائة", 500: "خمسمئة خمسمائة", 600: "ستمئة ستمائة",
    700: "سبعمئة سبعمائة", 800: "ثمانمئة ثمانمائة ثمانيمئة ثمانيمائة", 900: "تسعمئة تسعمائة", 2000: "ألفان ألفين ألفي",
}  # fmt: skip
VOCABULARY: dict[str, Word] = {
    spelling: word
    for words in (
        *(_spelled(Kind.ADD, value, spellings) for value, spellings in _ADDED.items()),
        _spelled(Kind.TEN, 10, "عشر عشرة"),
        _spelled(Kind.HUNDRED, 100, "مئة مائة ماءة مية"),
        _spelled(Kind.THOUSAND, 1000, "ألف آلاف ألاف"),
        _spelled(Kind.ONE, 1, "واحد واحدة واحدا"),
        _spelled(Kind.UNIT, 100, "متر مترا أمتار امتارا المتر م"),
        _spelled(Kind.UNIT, 100, "متران مترين", pair=True),
        _spelled(Kind.UNIT, 1, "سنتيمتر سنتيمترا سنتيمترات سنتمتر سنتمترا سنتمترات سانتيمتر سانتيمترا سم سنتي سنتيا"),
        _spelled(Kind.UNIT, 1, "سنتيمتران سنتيمترين سنتمتران سنتمترين", pair=True),
        _spelled(Kind.PART, 50, "نصف النصف نصفا"),
        _spelled(Kind.PART, 25, "ربع الربع ربعا"),
        _spelled(Kind.FILLER, 0, "فقط لا غير طولي طوليا طولية"),
    )
    for spelling, word in words.items()
}
#: ألفا without its mark: two thousand before the noun, else a thousand in the accusative.
TWO_OR_ONE_THOUSAND = fold("ألفا")
