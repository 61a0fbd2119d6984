"""CQL2 text, read into CQL2 JSON: one form for everything behind it (OGC 21-065r2, 8 and annex B)."""

from typing import Any

from django.utils.translation import gettext as _

from tiles.ogc.cql2.limits import check_length
from tiles.ogc.cql2.shapes import SHAPES, Points
from tiles.ogc.cql2.tokens import Token, tokens_of, unreadable
from tiles.ogc.errors import FilterUnsupported

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_ARITHMETIC = ("+", "*", "/", "%", "^", "-")


def read_text(text: str) -> Any:
    """Return a filter in CQL2 text as CQL2 JSON. Errors: FilterUnreadable, FilterUnsupported, FilterTooLarge."""
    check_length(text)
    return _Reader(tokens_of(text)).whole()


class _Reader(Points):
    """Reads from left to right, one word ahead: OR of ANDs of NOTs of comparisons."""

    def whole(self) -> Any:
        found = self._either()
        if self.ahead.kind != "end":
            raise self._wrong()
        return found

    def _either(self) -> Any:
        return self._joined("or", self._all)

    def _all(self) -> Any:
        return self._joined("and", self._negation)

    def _joined(self, op: str, read: Any) -> Any:
        parts = [read()]
        while self.take_word(op.upper()):
            parts.append(read())
        return parts[0] if len(parts) == 1 else {"op": op, "args": parts}

    def _negation(self) -> Any:
        if not self.take_word("NOT"):
            return self._comparison()
        with self.deeper():
            return {"op": "not", "args": [self._negation()]}

    def _comparison(self) -> Any:
        left = self._operand()
        if self.ahead.is_sign(*_COMPARISONS):
            return {"op": self.take().text, "args": [left, self._operand()]}
        if self.take_word("IS"):
            negated = self.take_word("NOT")
            self.expect_word("NULL")
            return _negated({"op": "isNull", "args": [left]}, negated)
        negated = self.take_word("NOT")
        if self.take_word("BETWEEN"):
            low = self._operand()
            self.expect_word("AND")
            return _negated({"op": "between", "args": [left, low, self._operand()]}, negated)
        if self.take_word("LIKE"):
            return _negated({"op": "like", "args": [left, self._operand()]}, negated)
        if self.take_word("IN"):
            return _negated({"op": "in", "args": [left, self._list()]}, negated)
        if negated:
            raise self._wrong()
        return left

    def _list(self) -> list[Any]:
        self.expect_sign("(")
        items = [self._operand()]
        while self.take_sign(","):
            items.append(self._operand())
        self.expect_sign(")")
        return items

    def _operand(self) -> Any:
        found = self._term()
        if self.ahead.is_sign(*_ARITHMETIC):
            raise FilterUnsupported(_("Filters cannot calculate here."))
        return found

    def _term(self) -> Any:
        token = self.ahead
        if token.kind == "number" or token.is_sign("-", "+"):
            return self.number()
        if token.kind == "text":
            return _unescaped(self.take().text)
        if token.kind == "quoted":
            return {"property": self.take().text[1:-1].replace('""', '"')}
        if token.kind == "name":
            return self._named(self.take())
        self.expect_sign("(")
        with self.deeper():
            found = self._either()
        self.expect_sign(")")
        return found

    def _named(self, token: Token) -> Any:
        word = token.text.upper()
        if word in ("TRUE", "FALSE"):
            return word == "TRUE"
        if word in SHAPES and (self.ahead.is_sign("(") or self.ahead.is_word("Z")):
            return self.shape(word)
        if not self.ahead.is_sign("("):
            return {"property": token.text}
        if word in ("DATE", "TIMESTAMP"):
            return {word.lower(): self._list()[0]}
        if word == "BBOX":
            return {"bbox": self.numbers()}
        with self.deeper():
            return {"op": token.text.lower(), "args": self._list()}

    def _wrong(self) -> Exception:
        return unreadable(self.ahead.at)


def _negated(found: Any, negated: bool) -> Any:
    return {"op": "not", "args": [found]} if negated else found


def _unescaped(token: str) -> str:
    return token[1:-1].replace("''", "'").replace("\\'", "'")
