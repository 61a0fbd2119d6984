"""Facts of a rule as JSON, and back by the types that they were declared with."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from geo.spatial_rules.rule import Rule

#: From a value of JSON to what was kept.
Reader = Callable[[Any], Any]
_PLAIN = (str, int, float, bool, NoneType)
#: Told as text, and read back from it.
_AS_TEXT: dict[type, Any] = {Decimal: Decimal, date: date.fromisoformat, UUID: UUID}


def kept_facts(facts: Any) -> Any:
    """Return facts as values of JSON: dataclasses by their fields, decimals, days and keys as text.

    Errors: TypeError for anything that could not be read back.
    """
    if isinstance(facts, Enum):
        return facts.value
    if isinstance(facts, _PLAIN):
        return facts
    if type(facts) in _AS_TEXT:
        return str(facts)
    if is_dataclass(facts) and not isinstance(facts, type):
        return {each.name: kept_facts(getattr(facts, each.name)) for each in fields(facts)}
    if isinstance(facts, Mapping):
        return {_name(name): kept_facts(value) for name, value in facts.items()}
    if isinstance(facts, Sequence):
        return [kept_facts(value) for value in facts]
    raise TypeError(f"facts of type {type(facts).__name__} cannot be kept")


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError("facts are kept under names")
    return str(name)


def facts_of(rule: Rule[Any, Any], kept: Any) -> Any:
    """Return kept facts as the rule's `facts` returned them. Errors: TypeError, ValueError, KeyError."""
    return _reader(_declared(type(rule).facts))(kept)


@cache
def _declared(gather: Callable[..., Any]) -> Any:
    return get_type_hints(gather)["return"]


@cache
def _reader(kind: Any) -> Reader:
    """Return what reads a kept value in its declared type; made once a type, for there may be a country's decisions."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return _or_none(_reader(next(each for each in arguments if each is not NoneType)))
    if origin in (list, tuple, Sequence):
        return _items(origin, arguments)
    if origin in (dict, Mapping):
        value = _reader(arguments[1])
        return lambda kept: {name: value(each) for name, each in kept.items()}
    return _single(kind)


def _or_none(read: Reader) -> Reader:
    return lambda kept: None if kept is None else read(kept)


def _items(origin: Any, arguments: tuple[Any, ...]) -> Reader:
    """Return the reader of a list, of a tuple of any length, or of a tuple of places that differ."""
    if len(arguments) == 1 or arguments[1] is Ellipsis:
        item = _reader(arguments[0])
        many: Callable[..., Any] = list if origin is list else tuple
        return lambda kept: many(item(each) for each in kept)
    places = [_reader(each) for each in arguments]
    return lambda kept: tuple(read(each) for read, each in zip(places, kept, strict=True))


def _single(kind: Any) -> Reader:
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        parts = [(each.name, _reader(hints[each.name])) for each in fields(kind)]
        return lambda kept: kind(**{name: read(kept[name]) for name, read in parts})
    if kind in _AS_TEXT or (isinstance(kind, type) and issubclass(kind, Enum)):
        read: Reader = _AS_TEXT.get(kind, kind)
        return read
    return float if kind is float else lambda kept: kept


def canonical(told: Any) -> bytes:
    """Return JSON of one form only: the same values, the same bytes.

    Errors: ValueError for a number that is none, TypeError for what is no JSON.
    """
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()
