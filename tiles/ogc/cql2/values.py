"""Values and properties of filters: what kind they are, and which may be compared."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from psycopg import sql

from geo.exchange.columns import Kind
from tiles.ogc.errors import FilterMistyped, FilterUnreadable

_NUMBERS = {Kind.INTEGER, Kind.NUMBER}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
#: Whole numbers beyond these are of no column.
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a filter: its kind, its SQL, and its value when it is one."""

    kind: Kind
    sql: sql.Composable
    value: Any = None


def property_of(name: Any, columns: Mapping[str, tuple[Kind, sql.Composable]]) -> Term:
    """Return a property of the collection. Errors: FilterMistyped."""
    if not isinstance(name, str) or name not in columns:
        raise FilterMistyped(_("The collection has no property “%(name)s” to filter by.") % {"name": str(name)[:60]})
    return Term(*columns[name])


def literal(told: Any) -> Term:
    """Return a value as JSON has it, or {"date": …} or {"timestamp": …}. Errors: FilterUnreadable, FilterMistyped."""
    if isinstance(told, bool):
        return Term(Kind.YES_NO, sql.SQL("true" if told else "false"), told)
    if isinstance(told, int | float):
        return _number(told)
    if isinstance(told, str):
        return Term(Kind.TEXT, sql.SQL("{}::text").format(plain(told)), told)
    if isinstance(told, dict):
        return _instant(told)
    raise FilterUnreadable(_("The filter has a part that is neither an operator, a property nor a value."))


def plain(text: str) -> str:
    """Return a text that PostgreSQL can hold. Errors: FilterMistyped."""
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise FilterMistyped(_("The filter has a letter that no text of the register has."))
    return text


def _number(told: int | float) -> Term:
    if isinstance(told, int) and abs(told) <= _LARGEST:
        return Term(Kind.INTEGER, sql.SQL("{}::bigint").format(told), told)
    if isinstance(told, int) or not math.isfinite(told):
        raise FilterMistyped(_("A number of the filter is too large."))
    return Term(Kind.NUMBER, sql.SQL("{}::double precision").format(told), told)


def _instant(told: dict[str, Any]) -> Term:
    kind = Kind.DATE if "date" in told else Kind.MOMENT
    text = told.get("date" if kind == Kind.DATE else "timestamp")
    return Term(kind, _dated(kind, text), text)


def _dated(kind: Kind, text: Any) -> sql.Composable:
    if kind == Kind.DATE:
        return sql.SQL("{}::date").format(read_day(text))
    return sql.SQL("{}::timestamptz").format(read_moment(text))


def read_day(text: Any) -> date:
    """Return a day of RFC 3339. Errors: FilterMistyped."""
    if isinstance(text, str) and _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise FilterMistyped(_("“%(text)s” is no day.") % {"text": text}) from error
    raise FilterMistyped(_("“%(text)s” is no day.") % {"text": str(text)[:40]})


def read_moment(text: Any) -> datetime:
    """Return an instant of RFC 3339, with its offset. Errors: FilterMistyped."""
    if isinstance(text, str) and _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise FilterMistyped(_("“%(text)s” is no instant.") % {"text": text}) from error
    raise FilterMistyped(_("“%(text)s” is no instant.") % {"text": str(text)[:40]})


def comparable(left: Term, right: Term) -> tuple[Term, Term]:
    """Return two terms that the database can compare: a text of a day becomes one. Errors: FilterMistyped."""
    if left.kind == right.kind:
        return left, right
    if left.kind in _NUMBERS and right.kind in _NUMBERS:
        return left, right
    for instant, other, turned in ((left, right, False), (right, left, True)):
        if instant.kind in (Kind.DATE, Kind.MOMENT) and other.kind == Kind.TEXT and isinstance(other.value, str):
            read = replace(other, kind=instant.kind, sql=_dated(instant.kind, other.value))
            return (read, instant) if turned else (instant, read)
    raise FilterMistyped(_("The filter compares things of different kinds."))
