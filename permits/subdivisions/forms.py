"""The form in which a change of land is asked for; it says what it misses field by field."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import atan2, degrees
from typing import Any
from uuid import UUID, uuid4

import shapely
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.spatial.points import on_the_map, plain, read_points, written
from parcels.register.models import PublishedParcel
from permits.subdivisions.enums import Wish
from permits.subdivisions.services import Grounds
from permits.subdivisions.typed import MOST_PARCELS, parcels_named, read_areas
from permits.subdivisions.wishes import Asked

LINES = {Wish.SPLIT_LINE, Wish.ADJUSTMENT, Wish.EXCHANGE}
OUTLINES = {Wish.EXPROPRIATION, Wish.CORRECTION}
#: What a person can ask for in the form; what comes in a file comes through a check-in.
ASKED = [wish for wish in Wish if wish != Wish.AS_DRAWN]
BY_BEARING = {Wish.SPLIT_EVENLY, Wish.SPLIT_AREAS}
#: How many parcels a wish names, at least and at most; one, where it is not told.
PARCELS = {Wish.MERGE: (2, MOST_PARCELS), Wish.ADJUSTMENT: (2, 2), Wish.EXCHANGE: (2, 2)}
#: Which rules an exemption may be asked from: code → how the form calls it.
EXCUSABLE = {
    "least_area": _("Exemption from the least area: reason"),
    "frontage": _("Exemption from the frontage: reason"),
    "street_width": _("Exemption from the width of the street: reason"),
    "straight_line": _("Exemption from the straight line: reason"),
}
#: Which fields belong to some wishes only: field → wishes. The others neither show nor count.
USED_BY: dict[str, set[Wish]] = {
    "points": LINES | OUTLINES | BY_BEARING,
    "parts": {Wish.SPLIT_EVENLY},
    "areas": {Wish.SPLIT_AREAS},
    "bearing": BY_BEARING,
    **{f"excuse_{code}": {Wish.SPLIT_LINE, *BY_BEARING} for code in EXCUSABLE},
}
#: What a construction cannot be made without, and what to do when it is missing.
NEEDED = {
    "points": _("Draw it on the map, or write its points."),
    "parts": _("Write how many parts there are to be."),
    "areas": _("Write the area of each part."),
    "bearing": _("Write the bearing, or draw a line in that direction on the map."),
}
LTR = {"dir": "ltr", "inputmode": "decimal", "autocomplete": "off"}


class FoldedInput(forms.TextInput):
    """Takes a number in either digits, with either decimal mark."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        """Return what was typed, its digits as 0-9."""
        return plain(data.get(name))


class GroundsForm(forms.Form):
    """Why land is to change, from which source, how accurate that is."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
    source = forms.CharField(
        label=_("Source of the new boundary"), max_length=200, help_text=_("Number of the survey decision or plan.")
    )
    accuracy_m = forms.DecimalField(
        label=_("Accuracy, m"), required=False, min_value=Decimal("0.001"), max_value=10, decimal_places=3,
        widget=FoldedInput(attrs=LTR),
    )  # fmt: skip


class LandChangeForm(GroundsForm):
    """What is asked for, how it is constructed, and on which grounds."""

    field_order = ("request_id", "wish", "parcels", "points", "parts", "areas", "bearing", "reason", "source")

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    wish = forms.ChoiceField(label=_("What is asked for"), choices=[(wish.value, wish.label) for wish in ASKED])
    parcels = forms.CharField(
        label=_("Parcels"),
        help_text=_("Official codes, one a line; or tap the land on the map."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    points = forms.CharField(
        label=_("Line or outline"), required=False,
        help_text=_("Draw it on the map, or write easting and northing in metres, one point a line."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )  # fmt: skip
    parts = forms.IntegerField(
        label=_("Number of equal parts"), required=False, min_value=2, max_value=100,
        widget=FoldedInput(attrs={**LTR, "inputmode": "numeric"}),
    )  # fmt: skip
    areas = forms.CharField(
        label=_("Areas of the parts, m²"), required=False,
        help_text=_("One number a part; the last part takes what remains."), widget=forms.TextInput(attrs=LTR),
    )  # fmt: skip
    bearing = forms.DecimalField(
        label=_("Bearing of the dividing lines, degrees"), required=False, min_value=0, max_value=360,
        help_text=_("Clockwise from grid north: 0 runs north, 90 east. Or draw one line in that direction on the map."),
        widget=FoldedInput(attrs=LTR),
    )  # fmt: skip

    named: Sequence[PublishedParcel] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "wish": Wish.SPLIT_LINE, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for code, label in EXCUSABLE.items():
            self.fields[f"excuse_{code}"] = forms.CharField(label=label, required=False, max_length=200)
        for name, field in self.fields.items():
            if name != "request_id":
                field.widget.attrs["class"] = "form-select" if name == "wish" else "form-control"

    def clean_parcels(self) -> tuple[UUID, ...]:
        """Find the parcels by their codes, in the order named."""
        self.named = parcels_named(self.cleaned_data["parcels"])
        return tuple(parcel.pk for parcel in self.named)

    def clean_points(self) -> tuple[tuple[float, float], ...]:
        """Read points in either digits; those drawn on the map come into the register's coordinates."""
        return read_points(self.cleaned_data["points"]) if self._counts("points") else ()

    def clean_areas(self) -> tuple[float, ...]:
        """Read areas in either digits."""
        return read_areas(self.cleaned_data["areas"]) if self._counts("areas") else ()

    def _counts(self, name: str) -> bool:
        return self.cleaned_data.get("wish") in USED_BY[name]

    def clean(self) -> dict[str, Any]:
        """Ask for what the construction needs; what it does not use is no reason to refuse."""
        data = super().clean() or self.cleaned_data
        for name in USED_BY:
            if not self._counts(name):
                self.errors.pop(name, None)
                data[name] = () if name in ("points", "areas") else ""
        self._look_at_points(data)
        self._take_bearing(data)
        for name, missing in NEEDED.items():
            optional = name == "points" and data.get("wish") in BY_BEARING
            if self._counts(name) and not optional and name not in self.errors and data.get(name) in (None, "", ()):
                self.add_error(name, ValidationError(missing))
        self._count_parcels(data)
        return data

    def _take_bearing(self, data: dict[str, Any]) -> None:
        """Read the bearing off a line that was drawn, unless one was written."""
        points = data.get("points") or ()
        if self._counts("bearing") and "bearing" not in self.errors and data.get("bearing") is None and points:
            (west, south), (east, north) = points[0], points[-1]
            data["bearing"] = Decimal(str(round(degrees(atan2(east - west, north - south)) % 360, 4)))

    def _count_parcels(self, data: dict[str, Any]) -> None:
        least, most = PARCELS.get(data.get("wish", ""), (1, 1))
        if "parcels" in self.errors or least <= len(data["parcels"]) <= most:
            return
        if most == 1:
            self.add_error("parcels", ValidationError(_("Name one parcel only.")))
        elif most == 2:
            self.add_error("parcels", ValidationError(_("Name the two parcels on both sides of the boundary.")))
        else:
            self.add_error("parcels", ValidationError(_("Name the parcels that become one: two or more.")))

    def _look_at_points(self, data: dict[str, Any]) -> None:
        points = data.get("points") or ()
        if not points or "points" in self.errors:
            return
        if len(set(points)) < 2:
            self.add_error("points", ValidationError(_("A line has two points or more.")))
        elif data["wish"] in OUTLINES and not _is_outline(points):
            said = _("An outline has three corners or more, and its sides do not cross: draw it again.")
            self.add_error("points", ValidationError(said))

    def drawn(self) -> list[list[float]]:
        """Return the points for the map, EPSG:3857: those sent, or those that the form began with."""
        if self.is_bound:
            return on_the_map(getattr(self, "cleaned_data", {}).get("points") or ())
        return on_the_map(self.initial.get("placed", ()))

    def give_back(self) -> None:
        """Show points in the register's coordinates, however they were sent: they are the ones that count."""
        points = self.cleaned_data.get("points")
        if points:
            self.data = {**{name: self.data.get(name) for name in self.data}, "points": written(points)}

    def asked(self) -> Asked:
        """Return what is asked for; the form must be valid."""
        data = self.cleaned_data
        return Asked(
            wish=Wish(data["wish"]),
            parcels=data["parcels"],
            points=data["points"],
            parts=data["parts"] or 0,
            areas_m2=data["areas"],
            bearing=float(data["bearing"] or 0),
        )

    def grounds(self) -> Grounds:
        """Return on which grounds; the form must be valid."""
        data = self.cleaned_data
        excuses = {code: data[f"excuse_{code}"] for code in EXCUSABLE if data[f"excuse_{code}"]}
        return Grounds(reason=data["reason"], source=data["source"], accuracy_m=data["accuracy_m"], exemptions=excuses)

    def laid_out(self) -> dict[str, Any]:
        """Return the fields in their groups for the page, those of the construction with the wishes that use them."""
        used_by = {name: " ".join(sorted(wishes)) for name, wishes in USED_BY.items()}
        return {
            "construction": [(self[name], used_by[name]) for name in NEEDED],
            "grounds": [self[name] for name in ("reason", "source", "accuracy_m")],
            "excused_for": used_by["excuse_least_area"],
            "excuses_open": any(field.value() or field.errors for field in self.excuses()),
        }

    def excuses(self) -> list[Any]:
        """Return the fields of exemptions."""
        return [self[f"excuse_{code}"] for code in EXCUSABLE]


def _is_outline(points: Sequence[tuple[float, float]]) -> bool:
    return len(set(points)) >= 3 and shapely.Polygon(points).is_valid
