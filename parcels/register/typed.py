"""Understanding how people type a parcel: "قطعة ١٢ بلك ٥ مخطط 713/3", "5 12", "12"."""

import re
from dataclasses import dataclass

from geo.calendars.digits import fold_digits
from geo.search.folding import fold
from parcels.register.codes import PARTS

_NAMED = {
    "number": re.compile(r"(?:قطعه|قطعة|رقم|parcel|plot|no\.?)\s*(\d+(?:/\d+)?)"),
    "block": re.compile(r"(?:بلك|بلوك|block)\s*([^\s،,]+)"),
    "plan": re.compile(r"(?:مخطط|plan)\s*(\d+(?:/\d+)*)"),
}
BODY_LENGTH = 16
_BARE = re.compile(r"(?<![\w/])(\d+(?:/\d+)*)(?![\w/])")
_FILLERS = {
    "قطعه",
    "بلك",
    "بلوك",
    "مخطط",
    "رقم",
    "parcel",
    "plot",
    "block",
    "plan",
    "no",
    "no.",
    "في",
    "in",
    "،",
    ",",
}


#: A code between words, its parts held together by anything that is neither letter, digit nor comma.
_CODE = re.compile(r"(?<![\d,])\d(?:[^\w,،;؛]*\d){15,18}(?![\d,])", re.ASCII)
#: Two numbers with decimals are a place on the map.
_DECIMALS = re.compile(r"-?\d+\.\d+\s+-?\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was understood: numbers as strings of 0-9, the block's label and the other words in search spelling."""

    number: str = ""
    block: str = ""
    plan: str = ""
    words: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing that names a parcel."""
        return not (self.number or self.plan)


def understand(typed: str) -> Typed:
    """Return what the words name. Bare numbers: a parcel; block and parcel; or plan, block and parcel."""
    rest = fold(typed)
    found: dict[str, str] = {}
    for part, pattern in _NAMED.items():
        match = pattern.search(rest)
        if match:
            found[part] = match.group(1)
            rest = rest[: match.start()] + " " + rest[match.end() :]
    bare = _BARE.findall(rest)
    rest = _BARE.sub(" ", rest)
    free = [part for part in ("number", "block", "plan") if part not in found]
    for part, value in zip(free, reversed(bare), strict=False):
        found[part] = value
    words = tuple(word for word in rest.split() if word not in _FILLERS)
    return Typed(words=words, **found)


def code_in(typed: str) -> str | None:
    """Return the digits of an official code among the words, or None: 18 digits, check digits included.

    Sixteen digits are a code without its check digits, which are put to it. Seventeen or nineteen are returned as they
    are: a digit was lost or doubled. Parts in the reverse order, as Arabic text shows a code that it does not isolate,
    are put right.
    """
    text = fold_digits(typed)
    found = None if _DECIMALS.fullmatch(text.strip()) else _CODE.search(text)
    if found is None:
        return None
    parts = re.findall(r"\d+", found.group(), re.ASCII)
    if [len(part) for part in parts] in (list(PARTS[::-1]), list(PARTS[-2::-1])):
        parts.reverse()
    digits = "".join(parts)
    return digits + check_digits(digits) if len(digits) == BODY_LENGTH else digits


def check_digits(body: str) -> str:
    """Return the two check digits of the sixteen before them (ISO 7064 MOD 97-10).

    >>> check_digits("5010010030012000")
    '86'
    """
    return f"{98 - int(body) * 100 % 97:02d}"


def name_tokens(typed: str) -> list[str]:
    """Return the words and numbers that may be parts of a name of land, in search spelling."""
    return [word for word in re.findall(r"[\w/]+", fold(typed)) if word not in _FILLERS]
