"""Understanding how people type a parcel: "قطعة ١٢ بلك ٥ مخطط 713/3", "5 12", "12"."""

import re
from dataclasses import dataclass

from geo.search.folding import fold

_NAMED = {
    "number": re.compile(r"(?:قطعه|قطعة|رقم|parcel|plot|no\.?)\s*(\d+(?:/\d+)?)"),
    "block": re.compile(r"(?:بلك|بلوك|block)\s*([^\s،,]+)"),
    "plan": re.compile(r"(?:مخطط|plan)\s*(\d+(?:/\d+)*)"),
}
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
