"""Profiles: which layer, block or column of a source means what: shipped (data/profiles), or kept by an office."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.conf import settings

from geo.calendars.digits import fold_digits
from geo.exchange.reading.options import Options
from geo.staging.errors import UnknownProfile
from geo.staging.models import SourceProfile

#: Values of columns by name, one of each row.
Columns = Mapping[str, Sequence[Any]]
#: Characters of a number that are kept; the kinds say which are too many.
LABEL = 200


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
        picked = (*self.number, *self.area)
        return Options(layer, encoding, self.layers, self.text_layers, dict(self.points), points, picked)

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

    def labels_of(self, columns: Columns, count: int) -> list[str]:
        """Return the number of each row, digits folded and without spaces around; "" where there is none.

        Names are those of the columns, letter for letter (`among`). Longer than LABEL they are cut.
        """
        return [_label(value) for value in _first(columns, self.number, count)]

    def areas_of(self, columns: Columns, count: int) -> list[float | None]:
        """Return the area that each row states, square metres; None where it states none that is a number."""
        return [_area(value) for value in _first(columns, self.area, count)]


def _first(columns: Columns, names: tuple[str, ...], count: int) -> list[Any]:
    """Return of each row the first value that is there, in the order of the names."""
    found: list[Any] = [None] * count
    for name in reversed([name for name in names if name in columns]):
        found = [earlier if value is None else value for value, earlier in zip(columns[name], found, strict=True)]
    return found


def _label(value: object) -> str:
    whole = int(value) if isinstance(value, float) and value.is_integer() else value or ""
    return fold_digits(str(whole)).strip()[:LABEL]


def _area(value: object) -> float | None:
    try:
        return float(fold_digits(str(value)).replace("٫", ".").replace("٬", "")) if value is not None else None
    except ValueError:
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
