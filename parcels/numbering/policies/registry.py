"""The policies there are, by code, and how one is written: "serpentine:start=NE,direction=ccw" or JSON."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

import shapely
from shapely import LineString

from geo.errors import Text
from geo.registry import Registry
from parcels.numbering import policies as package
from parcels.numbering.policies.compass import Corner, Turn
from parcels.numbering.policies.errors import BadPolicy, UnknownPolicy
from parcels.numbering.policies.policy import Policy

DEFAULT = "frontage"

_policies: Registry[type[Policy]] = Registry("numbering policy")
P = TypeVar("P", bound=type[Policy])


def declares(code: str, title: Text) -> Callable[[P], P]:
    """Declare a policy under a code; the fields of the class are its parameters."""

    def declare(policy: P) -> P:
        policy.code, policy.title = code, title
        _policies.register(code, policy)
        return policy

    return declare


def policies() -> Registry[type[Policy]]:
    """Return all policies; their modules are loaded at the first call."""
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
    return _policies


def policy_named(code: str, parameters: Mapping[str, Any] | None = None) -> Policy:
    """Return a policy with its parameters, each as text or as JSON has it. Errors: UnknownPolicy, BadPolicy."""
    known = policies()
    kind = known.get(code)
    if kind is None:
        raise UnknownPolicy(name=code, known=", ".join(known.names()))
    types = {field.name: field.type for field in fields(kind)}
    given = dict(parameters or {})
    if strange := sorted(set(given) - set(types)):
        allowed = ", ".join(types) or "none"
        raise BadPolicy(text=code, reason=f"it has no parameter {', '.join(strange)}; its parameters: {allowed}")
    try:
        return kind(**{name: _READ[str(types[name])](value) for name, value in given.items()})
    except (ValueError, TypeError, shapely.errors.GEOSException) as error:
        raise BadPolicy(text=code, reason=str(error)) from error


def parse_policy(text: str) -> Policy:
    """Return the policy that a text describes. Errors: UnknownPolicy, BadPolicy.

    >>> parse_policy("serpentine:start=NE,direction=ccw").code
    'serpentine'
    >>> parse_policy('{"code": "sequence", "keys": [7, 3]}').keys
    ('7', '3')
    """
    if text.lstrip().startswith("{"):
        try:
            described = json.loads(text)
        except ValueError as error:
            raise BadPolicy(text=text, reason=str(error)) from error
        return policy_named(str(described.pop("code", DEFAULT)), described)
    code, _colon, rest = text.partition(":")
    # A comma parts two parameters only where a name and "=" follow: a line has commas of its own.
    pairs = [pair.partition("=") for pair in re.split(r",(?=\s*[a-z_]+=)", rest) if pair.strip()]
    if broken := [name for name, equals, _value in pairs if not equals]:
        raise BadPolicy(text=text, reason=f"“{broken[0]}” is not name=value")
    return policy_named(code.strip(), {name.strip(): value.strip() for name, _equals, value in pairs})


def describe(policy: Policy) -> dict[str, Any]:
    """Return a policy as JSON: its code and its parameters; `policy_named` reads it back."""
    return {"code": policy.code, **{field.name: _told(getattr(policy, field.name)) for field in fields(policy)}}


def _told(value: Any) -> Any:
    if isinstance(value, LineString):
        return value.wkt
    if isinstance(value, tuple):
        return [_told(item) for item in value]
    return value


def _corner(value: Any) -> Corner:
    return Corner(str(value).upper())


def _turn(value: Any) -> Turn:
    return Turn({"clockwise": "cw", "counter": "ccw"}.get(str(value).lower(), str(value).lower()))


def _line(value: Any) -> LineString:
    """Read WKT, or JSON's list of points, or GeoJSON's geometry."""
    if isinstance(value, Mapping):
        value = value.get("coordinates")
    line = shapely.from_wkt(value) if isinstance(value, str) else LineString(value)
    if not isinstance(line, LineString) or line.is_empty or line.length == 0:
        raise ValueError("the line must be a LINESTRING with a length")
    return line


def _keys(value: Any) -> tuple[str, ...]:
    listed = value.split(";") if isinstance(value, str) else value
    return tuple(str(key).strip() for key in listed)


def _numbers(value: Any) -> tuple[tuple[str, str], ...]:
    """Read numbers by key: JSON's object, a list of pairs, or "key=number;key=number"."""
    if isinstance(value, str):
        value = [pair.split("=", 1) for pair in value.split(";")]
    pairs = value.items() if isinstance(value, Mapping) else value
    return tuple((str(key).strip(), str(number).strip()) for key, number in pairs)


#: By the annotation of the parameter.
_READ: dict[str, Callable[[Any], Any]] = {
    str(Corner): _corner,
    str(Turn): _turn,
    str(str): str,
    str(LineString | None): _line,
    str(tuple[str, ...]): _keys,
    str(tuple[tuple[str, str], ...]): _numbers,
}
