"""The words of CQL2 text (OGC 21-065r2, annex B)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tiles.ogc.cql2.limits import MOST_POINTS
from tiles.ogc.errors import FilterTooLarge, FilterUnreadable

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>(?:\d{1,30}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][+-]?\d{1,3})?)
    | (?P<text>'(?:[^'\\]|''|\\'|\\)*?'(?!'))
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<name>[^\W\d]\w*(?:[.:]\w+)*)
    | (?P<sign><>|<=|>=|[-=<>(),+*/%^])
    )""",
    re.VERBOSE,
)
#: A shape has two numbers and a comma a point; what a filter has beside its shapes is little.
_MOST = 4 * MOST_POINTS


@dataclass(frozen=True, slots=True)
class Token:
    """A word: `kind` is "number", "text", "quoted", "name", "sign" or "end"; `at` its place in the filter, from 1."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        """Say whether this is one of some keywords, in capital letters or not."""
        return self.kind == "name" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Say whether this is one of some signs."""
        return self.kind == "sign" and self.text in signs


def tokens_of(text: str) -> list[Token]:
    """Return the words of a filter, the last of kind "end". Errors: FilterUnreadable, FilterTooLarge."""
    found = list(_tokens(text))
    if len(found) > _MOST:
        raise FilterTooLarge(_("The shapes of the filter have too many points."))
    return found


def _tokens(text: str) -> Iterator[Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise unreadable(1 + len(text) - len(text[at:].lstrip()))
        yield Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1)
        at = match.end()
    yield Token("end", "", end + 1)


def unreadable(at: int) -> FilterUnreadable:
    """Return the refusal of a filter that cannot be read from a place on."""
    return FilterUnreadable(_("The filter cannot be read at character %(at)s.") % {"at": at})
