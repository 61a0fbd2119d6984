"""CQL2 JSON as a condition of SQL: typed, over declared properties only, every value quoted by the driver."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from psycopg import sql

from geo.exchange.columns import Kind
from tiles.ogc.cql2.limits import check_depth, check_parts
from tiles.ogc.cql2.places import Relation, place_of, related
from tiles.ogc.cql2.values import Term, comparable, literal, property_of
from tiles.ogc.errors import FilterMistyped, FilterUnreadable, FilterUnsupported
from tiles.ogc.systems import System

_COMPARISONS = {"=", "<>", "<", "<=", ">", ">="}
#: How often a node may hold others: and, or take any number.
_ARGUMENTS = {"not": 1, "isNull": 1, "between": 3, "like": 2, "in": 2, "casei": 1}
MOST_ITEMS = 200
#: Name of the geometry among the properties.
GEOMETRY = "geometry"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a filter asks about: the columns by property name, the geometry in the storage CRS, and the filter's CRS."""

    columns: Mapping[str, tuple[Kind, sql.Composable]]
    geometry: sql.Composable
    system: System


def condition_of(told: Any, subject: Subject) -> sql.Composable:
    """Return a filter in CQL2 JSON as SQL.

    Errors: FilterUnreadable, FilterUnsupported, FilterTooLarge, FilterMistyped.
    """
    return _Writer(subject).truth(told, 1)


class _Writer:
    """Walks a filter from its root."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._parts = 0

    def truth(self, told: Any, depth: int) -> sql.Composable:
        """Return the SQL of something that is true or not."""
        term = self._term(told, depth)
        if term.kind != Kind.YES_NO:
            raise FilterMistyped(_("A filter must be true or false of a feature."))
        return term.sql

    def _term(self, told: Any, depth: int) -> Term:
        check_depth(depth)
        self._parts += 1
        check_parts(self._parts)
        if not isinstance(told, dict):
            return literal(told)
        if "op" in told:
            return self._operation(told, depth)
        if "property" in told:
            return property_of(told["property"], self._subject.columns)
        if "date" in told or "timestamp" in told:
            return literal(told)
        raise FilterUnreadable(_("The filter has a part that is neither an operator, a property nor a value."))

    def _operation(self, told: dict[str, Any], depth: int) -> Term:
        op, args = told["op"], told.get("args")
        if not isinstance(op, str) or not isinstance(args, list):
            raise FilterUnreadable(_("An operator of the filter has no arguments."))
        if op in ("and", "or"):
            return self._joined(op, args, depth)
        if op in _COMPARISONS:
            return self._compared(op, _exactly(2, op, args), depth)
        if op.startswith("s_"):
            return self._spatial(op, _exactly(2, op, args))
        write = getattr(self, f"_{op.lower()}", None) if op in _ARGUMENTS else None
        if write is None:
            raise FilterUnsupported(_("The operator “%(name)s” is not offered here.") % {"name": op[:40]})
        found: Term = write(_exactly(_ARGUMENTS[op], op, args), depth + 1)
        return found

    def _joined(self, op: str, args: list[Any], depth: int) -> Term:
        if not args:
            raise FilterUnreadable(_("An operator of the filter has no arguments."))
        parts = [self.truth(each, depth + 1) for each in args]
        return _truth(sql.SQL("({})").format(sql.SQL(f" {op.upper()} ").join(parts)))

    def _compared(self, op: str, args: list[Any], depth: int) -> Term:
        left, right = comparable(*(self._term(each, depth + 1) for each in args))
        return _truth(sql.SQL("({} {} {})").format(left.sql, sql.SQL(op), right.sql))

    def _not(self, args: list[Any], depth: int) -> Term:
        return _truth(sql.SQL("(NOT {})").format(self.truth(args[0], depth)))

    def _isnull(self, args: list[Any], depth: int) -> Term:
        if isinstance(args[0], dict) and args[0].get("property") == GEOMETRY:
            return _truth(sql.SQL("({} IS NULL)").format(self._subject.geometry))
        return _truth(sql.SQL("({} IS NULL)").format(self._term(args[0], depth).sql))

    def _between(self, args: list[Any], depth: int) -> Term:
        value, low, high = (self._term(each, depth) for each in args)
        one, low = comparable(value, low)
        two, high = comparable(value, high)
        if value.kind in (Kind.TEXT, Kind.YES_NO):
            raise FilterMistyped(_("BETWEEN compares numbers and days."))
        return _truth(sql.SQL("({} >= {} AND {} <= {})").format(one.sql, low.sql, two.sql, high.sql))

    def _like(self, args: list[Any], depth: int) -> Term:
        value, pattern = (self._term(each, depth) for each in args)
        if value.kind != Kind.TEXT or pattern.kind != Kind.TEXT or not isinstance(pattern.value, str):
            raise FilterMistyped(_("LIKE compares a text with a pattern."))
        _check_pattern(pattern.value)
        return _truth(sql.SQL("({} LIKE {})").format(value.sql, pattern.sql))

    def _in(self, args: list[Any], depth: int) -> Term:
        items = args[1]
        if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
            raise FilterUnreadable(_("IN takes a list of 1 to %(most)s values.") % {"most": MOST_ITEMS})
        value = self._term(args[0], depth)
        same = (comparable(value, self._term(item, depth)) for item in items)
        parts = [sql.SQL("{} = {}").format(left.sql, right.sql) for left, right in same]
        return _truth(sql.SQL("({})").format(sql.SQL(" OR ").join(parts)))

    def _casei(self, args: list[Any], depth: int) -> Term:
        value = self._term(args[0], depth)
        if value.kind != Kind.TEXT:
            raise FilterMistyped(_("CASEI takes a text."))
        return Term(Kind.TEXT, sql.SQL("lower({})").format(value.sql), value.value)

    def _spatial(self, op: str, args: list[Any]) -> Term:
        self._parts += 2
        check_parts(self._parts)
        swapped = not _is_geometry(args[0])
        shape = args[0] if swapped else args[1]
        if not _is_geometry(args[1 if swapped else 0]) or _is_geometry(shape):
            raise FilterMistyped(_("Spatial operators compare “geometry” with a shape that the filter gives."))
        relation = Relation.named(op, swapped=swapped)
        return _truth(related(self._subject.geometry, relation, place_of(shape, self._subject.system)))


def _is_geometry(told: Any) -> bool:
    return isinstance(told, dict) and told.get("property") == GEOMETRY


def _truth(condition: sql.Composable) -> Term:
    return Term(Kind.YES_NO, condition)


def _exactly(count: int, op: str, args: list[Any]) -> list[Any]:
    if len(args) != count:
        raise FilterUnreadable(
            _("The operator “%(name)s” takes %(count)s arguments.") % {"name": op[:40], "count": count}
        )
    return args


def _check_pattern(pattern: str) -> None:
    """Refuse a pattern that ends in the middle of an escape: the database would."""
    trailing = len(pattern) - len(pattern.rstrip("\\"))
    if trailing % 2:
        raise FilterMistyped(_("The pattern of LIKE must not end with a backslash."))
