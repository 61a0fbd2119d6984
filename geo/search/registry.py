"""What can be found."""

from collections.abc import Callable
from dataclasses import dataclass

from geo.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One answer: words to show, the page it leads to, and where it lies.

    `bbox` is (west, south, east, north) in degrees, EPSG:4326; `layer` and `feature` name the map feature to highlight.
    """

    kind: str
    title: str
    subtitle: str
    url: str
    bbox: tuple[float, float, float, float] | None = None
    layer: str = ""
    feature: str = ""


#: A source gets the words as typed and the most hits wanted; it answers in order of fitness.
Source = Callable[[str, int], list[Hit]]
sources: Registry[Source] = Registry("search source")
#: Control characters are no words, and the database takes no NUL.
_CONTROL = dict.fromkeys([*range(32), 127], " ")


def finds(name: str) -> Callable[[Source], Source]:
    """Declare a search source."""
    return lambda source: sources.register(name, source)


def search_all(words: str, *, most: int = 12) -> list[Hit]:
    """Ask every source in order of declaration; return at most so many hits, empty words find nothing."""
    words = words.translate(_CONTROL).strip()[:200]
    hits: list[Hit] = []
    for source in sources if words else ():
        hits += source(words, most - len(hits))
        if len(hits) >= most:
            break
    return hits[:most]
