"""Well-known text inside CQL2 text, read into GeoJSON geometries; and how words are taken one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tiles.ogc.cql2.limits import check_depth
from tiles.ogc.cql2.tokens import Token, unreadable

#: Well-known name → GeoJSON type, and how deep its lists of points lie.
SHAPES = {
    "POINT": ("Point", 0),
    "LINESTRING": ("LineString", 1),
    "POLYGON": ("Polygon", 2),
    "MULTIPOINT": ("MultiPoint", 1),
    "MULTILINESTRING": ("MultiLineString", 2),
    "MULTIPOLYGON": ("MultiPolygon", 3),
    "GEOMETRYCOLLECTION": ("GeometryCollection", 1),
}


class Words:
    """The words of a filter, taken one by one."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def ahead(self) -> Token:
        """The next word."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """Return the next word and go on; the last one stays."""
        token = self.ahead
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def take_word(self, word: str) -> bool:
        """Go on when the next word is this keyword; say whether."""
        found = self.ahead.is_word(word)
        if found:
            self.take()
        return found

    def take_sign(self, sign: str) -> bool:
        """Go on when the next word is this sign; say whether."""
        found = self.ahead.is_sign(sign)
        if found:
            self.take()
        return found

    def expect_word(self, word: str) -> None:
        """Go on behind this keyword. Errors: FilterUnreadable."""
        if not self.take_word(word):
            raise unreadable(self.ahead.at)

    def expect_sign(self, sign: str) -> None:
        """Go on behind this sign. Errors: FilterUnreadable."""
        if not self.take_sign(sign):
            raise unreadable(self.ahead.at)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Read something inside something else. Errors: FilterTooLarge."""
        self._depth += 1
        check_depth(self._depth)
        yield
        self._depth -= 1


class Points(Words):
    """Reads numbers, lists of them, and shapes."""

    def number(self) -> float | int:
        """Return a number, with its sign."""
        negative = self.ahead.is_sign("-")
        if negative or self.ahead.is_sign("+"):
            self.take()
        if self.ahead.kind != "number":
            raise unreadable(self.ahead.at)
        text = self.take().text
        value = int(text) if text.isdigit() else float(text)
        return -value if negative else value

    def numbers(self) -> list[float | int]:
        """Return numbers in brackets, with commas between them."""
        self.expect_sign("(")
        found = [self.number()]
        while self.take_sign(","):
            found.append(self.number())
        self.expect_sign(")")
        return found

    def shape(self, word: str) -> dict[str, Any]:
        """Return the geometry behind its well-known name, as GeoJSON; heights are kept."""
        kind, depth = SHAPES[word]
        self.take_word("Z")
        if kind == "GeometryCollection":
            return {"type": kind, "geometries": self._collected()}
        if kind == "Point":
            self.expect_sign("(")
            found = self._point()
            self.expect_sign(")")
            return {"type": kind, "coordinates": found}
        return {"type": kind, "coordinates": self._points(depth)}

    def _collected(self) -> list[Any]:
        self.expect_sign("(")
        found: list[Any] = []
        with self.deeper():
            while not found or self.take_sign(","):
                word = self.take().text.upper()
                if word not in SHAPES:
                    raise unreadable(self.ahead.at)
                found.append(self.shape(word))
        self.expect_sign(")")
        return found

    def _points(self, depth: int) -> list[Any]:
        self.expect_sign("(")
        found = [self._part(depth)]
        while self.take_sign(","):
            found.append(self._part(depth))
        self.expect_sign(")")
        return found

    def _part(self, depth: int) -> list[Any]:
        if depth > 1:
            return self._points(depth - 1)
        if self.take_sign("("):  # MULTIPOINT((1 2), (3 4)) is MULTIPOINT(1 2, 3 4)
            found = self._point()
            self.expect_sign(")")
            return found
        return self._point()

    def _point(self) -> list[float | int]:
        found = [self.number(), self.number()]
        if self.ahead.kind == "number" or self.ahead.is_sign("-"):
            found.append(self.number())
        return found
