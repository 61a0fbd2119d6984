"""Profiles: which layer, block or column of a source means what (data/profiles, one JSON file each)."""

import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from geo.calendars.digits import fold_digits
from geo.exchange.reading.options import Options
from geo.staging.errors import UnknownProfile


@dataclass(frozen=True, slots=True)
class Profile:
    """Meanings of one source: each of `number` and `area` lists column names, the first that is there counts."""

    name: str
    title: str
    number: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    text_layers: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()

    def options(self, *, layer: str, encoding: str) -> Options:
        """Return what the reader is told."""
        return Options(layer, encoding, self.layers, self.text_layers, dict(self.points))

    def label_of(self, attributes: dict[str, object]) -> str:
        """Return a row's number, digits folded and without spaces around; "" where there is none."""
        value = _first(attributes, self.number)
        return fold_digits(str(int(value) if isinstance(value, float) and value.is_integer() else value or "")).strip()

    def area_of(self, attributes: dict[str, object]) -> float | None:
        """Return the area that a row states, square metres; None where it states none that is a number."""
        value = _first(attributes, self.area)
        try:
            return float(fold_digits(str(value)).replace("٫", ".").replace("٬", "")) if value is not None else None
        except ValueError:
            return None


def _first(attributes: dict[str, object], names: tuple[str, ...]) -> object:
    folded = {name.casefold(): value for name, value in attributes.items()}
    return next((folded[name.casefold()] for name in names if folded.get(name.casefold()) is not None), None)


@cache
def profiles() -> dict[str, Profile]:
    """Return all profiles by name."""
    found = {}
    for path in sorted((settings.ROOT / "data" / "profiles").glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        lists = {key: tuple(told.get(key, ())) for key in ("number", "area", "layers", "text_layers")}
        found[path.stem] = Profile(path.stem, told["title"], points=tuple(told.get("points", {}).items()), **lists)
    return found


def profile_named(name: str) -> Profile:
    """Return a profile; "" is the common one. Errors: UnknownProfile."""
    known = profiles()
    if (name or "common") not in known:
        raise UnknownProfile(name=name[:60], known=", ".join(known))
    return known[name or "common"]
