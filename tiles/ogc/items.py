"""What a request for features asks: limit, box, instant, systems, properties, filter, page."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from psycopg import sql

from geo.api.errors import UnknownParameter
from geo.api.instants import InstantInFuture, read_instant
from geo.api.pagination import CursorInvalid, key_in
from geo.calendars.digits import fold_digits
from geo.exchange.columns import Kind
from geo.layers.layer import Layer
from tiles.ogc.cql2.conditions import Subject, condition_of
from tiles.ogc.cql2.limits import check_length
from tiles.ogc.cql2.text import read_text
from tiles.ogc.cql2.values import literal, plain, read_day, read_moment
from tiles.ogc.errors import (
    FilterMistyped,
    FilterTooLarge,
    FilterUnreadable,
    FilterUnsupported,
    LimitUnreadable,
    MomentUnreadable,
    ValueUnreadable,
)
from tiles.ogc.features import Question
from tiles.ogc.rows import Rows, rows_then, rows_today
from tiles.ogc.shapes import meets, read_box
from tiles.ogc.systems import read_system

DEFAULT_LIMIT = 100
#: Most features of a page; where more are asked for, so many are given (OGC 17-069r4, requirement 21).
MOST = 10_000
#: Parameters of every address: the form of the answer, and its language (geo.web.middleware).
ALWAYS = frozenset({"f", "lang"})
PARAMETERS = frozenset(
    {"limit", "cursor", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"}
)
LANGUAGES = ("cql2-text", "cql2-json")
_LONGEST_VALUE = 400


@dataclass(frozen=True, slots=True)
class When:
    """What `datetime` means for a layer: as it stood at an instant (None: as it stands), or no time that has been."""

    instant: datetime | None = None
    never: bool = False


def refuse_unknown(given: QueryDict, known: frozenset[str]) -> None:
    """Raise when the address has a parameter that is not known: a mistyped filter must not give everything."""
    for name in given:
        if name not in known | ALWAYS:
            raise UnknownParameter(name[:60])


def read_items(given: QueryDict, layer: Layer) -> Question:
    """Return the question that the parameters of an address ask of a layer.

    Errors: BadParameter, of the parameter that cannot be read or is not known.
    """
    refuse_unknown(given, PARAMETERS | frozenset(layer.fields))
    system = read_system("crs", given.get("crs", ""))
    around = read_system("bbox-crs", given.get("bbox-crs", ""))
    box = read_box("bbox", given.get("bbox", ""), around)
    when = read_when(given.get("datetime", ""), layer)
    place = None if box is None else (box, around)
    rows = rows_today(layer) if when.instant is None else rows_then(layer, when.instant, place)
    matching: list[sql.Composable] = [sql.SQL("false")] if when.never else []
    if box is not None:
        matching.append(meets(rows.geometry, box, around))
    matching += _equal(given, rows) + _filtered(given, rows)
    return Question(rows, system, tuple(matching), _after(given, rows), read_limit(given.get("limit", "")))


def read_limit(typed: str) -> int:
    """Return how many features to give: 100 unless told, at most 10,000. Errors: LimitUnreadable."""
    text = fold_digits(typed).strip()
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit()) or not text.strip("0"):
        raise LimitUnreadable("limit")
    return MOST if len(text.lstrip("0")) > len(str(MOST)) else min(int(text), MOST)


def read_when(typed: str, layer: Layer) -> When:
    """Return what an instant or an interval (RFC 3339, `..` or nothing for an open end) means for a layer.

    An interval stands for its end, or for today: what held then held in the interval. A layer of which no past is kept
    has no time, and everything of it matches. Errors: MomentUnreadable, InstantUnclear, InstantInFuture.
    """
    text = typed.strip()
    if not text:
        return When()
    start, slash, end = text.partition("/")
    if not slash:
        return _at(start, layer)
    low, high = (_end_of(part, layer) for part in (start, end))
    if low.instant and high.instant and low.instant > high.instant:
        raise MomentUnreadable("datetime")
    if not layer.past:
        return When()
    return When(never=True) if low.never else When(high.instant)


def _at(text: str, layer: Layer) -> When:
    try:
        instant = read_instant("datetime", text)
    except InstantInFuture:
        if layer.past:
            raise
        return When()
    if instant is None:
        raise MomentUnreadable("datetime")
    return When(instant if layer.past else None)


def _end_of(text: str, layer: Layer) -> When:
    """Return an end of an interval; `never` for one that is still to come."""
    if text in ("", ".."):
        return When()
    try:
        return When(read_instant("datetime", text))
    except InstantInFuture:
        return When(never=True)


def _equal(given: QueryDict, rows: Rows) -> list[sql.Composable]:
    """Return the conditions of `property=value`."""
    return [_is(name, *rows.columns[name], str(given[name])[:_LONGEST_VALUE]) for name in given if name in rows.columns]


def _is(name: str, kind: Kind, column: sql.Composable, typed: str) -> sql.Composable:
    folded = fold_digits(typed).strip()
    try:
        if kind == Kind.TEXT:
            both = sql.SQL(", ").join(sql.Literal(plain(text)) for text in {typed, folded})
            return sql.SQL("{} IN ({})").format(column, both)
        return sql.SQL("{} = {}").format(column, _value(kind, folded))
    except (ValueError, FilterMistyped) as error:
        raise ValueUnreadable(name) from error


def _value(kind: Kind, text: str) -> sql.Composable:
    if kind == Kind.YES_NO:
        return sql.Literal({"true": True, "false": False}[text] if text in ("true", "false") else _no_value())
    if kind in (Kind.DATE, Kind.MOMENT):
        return sql.Literal(read_day(text) if kind == Kind.DATE else read_moment(text))
    return literal(int(text) if text.lstrip("-").isdigit() else float(text)).sql


def _no_value() -> bool:
    raise ValueError("neither true nor false")


def _filtered(given: QueryDict, rows: Rows) -> list[sql.Composable]:
    """Return the condition of `filter`, in the language that `filter-lang` names."""
    written = given.get("filter-lang", LANGUAGES[0])
    if written not in LANGUAGES:
        raise FilterUnsupported(_("Filters are written in cql2-text or cql2-json."))
    system = read_system("filter-crs", given.get("filter-crs", ""))
    text = given.get("filter", "")
    if not text.strip():
        return []
    told = read_text(text) if written == LANGUAGES[0] else _read_json(text)
    return [condition_of(told, Subject(rows.columns, rows.geometry, system))]


def _read_json(text: str) -> Any:
    check_length(text)
    try:
        return json.loads(text)
    except RecursionError as error:
        raise FilterTooLarge(_("The filter is nested too deeply.")) from error
    except ValueError as error:
        raise FilterUnreadable(_("The filter is no JSON.")) from error


def _after(given: QueryDict, rows: Rows) -> sql.Composable | None:
    """Return the condition that a feature stands behind the page before. Errors: CursorInvalid."""
    key = key_in(given.get("cursor", ""))
    if key is None:
        return None
    value = key_of(rows.layer, key)
    if value is None:
        raise CursorInvalid("cursor")
    return sql.SQL("source.{} > {}").format(sql.Identifier(rows.key), value)


def this_feature(rows: Rows, typed: str) -> sql.Composable:
    """Return the condition that a feature has an id; one that no feature can have is false."""
    value = key_of(rows.layer, typed)
    if value is None:
        return sql.SQL("false")
    return sql.SQL("source.{} = {}").format(sql.Identifier(rows.key), value)


def key_of(layer: Layer, text: str) -> sql.Composable | None:
    """Return an id as the database has it; None where it cannot be one."""
    field = layer.model._meta.get_field(layer.key)
    if isinstance(field, models.IntegerField):
        whole = text.isascii() and text.isdigit() and len(text) <= 18
        return sql.SQL("{}::bigint").format(int(text)) if whole else None
    if isinstance(field, models.UUIDField):
        try:
            return sql.SQL("{}::uuid").format(str(UUID(text)))
        except ValueError:
            return None
    return None if "\0" in text or len(text) > _LONGEST_VALUE else sql.SQL("{}::text").format(text)
