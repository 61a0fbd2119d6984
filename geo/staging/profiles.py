"""Profiles: which layer, block or column of a source means what: shipped (data/profiles), or kept by an office."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings

from geo.calendars.digits import fold_digits
from geo.exchange.reading.options import Options
from geo.staging.errors import UnknownProfile
from geo.staging.models import SourceProfile


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

    def options(self, *, layer: str, encoding: str, points: bool = False) -> Options:
        """Return what the reader is told; `points`: that rows are places."""
        return Options(layer, encoding, self.layers, self.text_layers, dict(self.points), points)

    def meaning(
        self, *, number: str = "", area: str = "", layers: tuple[str, ...] = (), text_layers: tuple[str, ...] = ()
    ) -> "Profile":
        """Return the profile with what a person said instead; empty leaves what it says."""
        return replace(
            self, number=(number,) if number else self.number, area=(area,) if area else self.area,
            layers=layers or self.layers, text_layers=text_layers or self.text_layers,
        )  # fmt: skip

    @property
    def meanings(self) -> dict[str, Any]:
        """What it says, as a reading keeps it."""
        lists = {key: list(getattr(self, key)) for key in ("number", "area", "layers", "text_layers")}
        return {**lists, "points": dict(self.points)}

    def among(self, columns: Iterable[str]) -> "Profile":
        """Return the profile with the names as these columns spell them, and without those that are not among them."""
        known = {column.casefold(): column for column in columns}
        number, area = (
            tuple(known[name.casefold()] for name in names if name.casefold() in known)
            for names in (self.number, self.area)
        )
        return replace(self, number=number, area=area)

    def label_of(self, attributes: Mapping[str, object]) -> str:
        """Return a row's number, digits folded and without spaces around; "" where there is none.

        Names are those of the columns, letter for letter (`among`).
        """
        value = _first(attributes, self.number)
        return fold_digits(str(int(value) if isinstance(value, float) and value.is_integer() else value or "")).strip()

    def area_of(self, attributes: Mapping[str, object]) -> float | None:
        """Return the area that a row states, square metres; None where it states none that is a number."""
        value = _first(attributes, self.area)
        try:
            return float(fold_digits(str(value)).replace("٫", ".").replace("٬", "")) if value is not None else None
        except ValueError:
            return None


def _first(attributes: Mapping[str, object], names: tuple[str, ...]) -> object:
    for name in names:
        value = attributes.get(name)
        if value is not None:
            return value
    return None


@cache
def profiles() -> dict[str, Profile]:
    """Return the shipped profiles by name."""
    found = {}
    for path in sorted((settings.ROOT / "data" / "profiles").glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        found[path.stem] = _profile(path.stem, told["title"], told)
    return found


def kept_profiles(office: int) -> dict[str, Profile]:
    """Return the profiles that an office keeps, by name, the latest of each."""
    kept = SourceProfile.objects.filter(municipality=office).order_by("name", "-pk").distinct("name")
    return {each.name: _profile(each.name, each.name, vars(each)) for each in kept}


def profile_for(name: str, office: int) -> Profile:
    """Return a profile, of the office or shipped; "" is the common one. Errors: UnknownProfile."""
    shipped = profiles()
    if (name or "common") in shipped:
        return shipped[name or "common"]
    kept = kept_profiles(office)
    if name not in kept:
        raise UnknownProfile(name=name[:60], known=", ".join([*kept, *shipped]))
    return kept[name]


def _profile(name: str, title: str, told: dict[str, Any]) -> Profile:
    lists = {key: tuple(told.get(key, ())) for key in ("number", "area", "layers", "text_layers")}
    return Profile(name, title, points=tuple(told.get("points", {}).items()), **lists)
