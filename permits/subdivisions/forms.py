"""The form in which a change of land is asked for; it says what it misses field by field."""

import re
from decimal import Decimal
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib.gis.geos import MultiPoint, Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.spatial.crs import storage_srid
from geo.spatial.shapes import transformed
from parcels.register.codes import is_valid, parse
from parcels.register.models import PublishedParcel
from permits.subdivisions.enums import Wish
from permits.subdivisions.services import Grounds
from permits.subdivisions.wishes import Asked

#: In which coordinates the map hands over what was drawn; without this first line they are those of the register.
DRAWN_ON_THE_MAP = "EPSG:3857"
MOST_PARCELS = 40
MOST_POINTS = 500
#: Which rules an exemption may be asked from: code → how the form calls it.
EXCUSABLE = {
    "least_area": _("Exemption from the least area: reason"),
    "frontage": _("Exemption from the frontage: reason"),
    "street_width": _("Exemption from the width of the street: reason"),
    "straight_line": _("Exemption from the straight line: reason"),
}
NEEDS_POINTS = {Wish.SPLIT_LINE, Wish.ADJUSTMENT, Wish.EXCHANGE, Wish.EXPROPRIATION, Wish.CORRECTION}
LTR = {"dir": "ltr", "inputmode": "decimal", "autocomplete": "off"}


class LandChangeForm(forms.Form):
    """What is asked for, how it is constructed, and on which grounds."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    wish = forms.ChoiceField(label=_("What is asked for"), choices=Wish)
    parcels = forms.CharField(
        label=_("Parcels"),
        help_text=_("Official codes, one a line. The first keeps its number where one does."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )
    points = forms.CharField(
        label=_("Line or outline"), required=False,
        help_text=_("Easting and northing in metres, one point a line; or draw it on the map."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )  # fmt: skip
    parts = forms.IntegerField(label=_("Number of equal parts"), required=False, min_value=2, max_value=100)
    areas = forms.CharField(
        label=_("Areas of the parts, m²"), required=False,
        help_text=_("One number a part; the last part takes what remains."), widget=forms.TextInput(attrs=LTR),
    )  # fmt: skip
    bearing = forms.DecimalField(
        label=_("Bearing of the dividing lines, degrees"), required=False, min_value=0, max_value=360,
        help_text=_("Clockwise from grid north: 0 runs north, 90 east."), widget=forms.TextInput(attrs=LTR),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), max_length=200)
    source = forms.CharField(
        label=_("Source of the new boundary"), max_length=200, help_text=_("Number of the survey decision or plan.")
    )
    accuracy_m = forms.DecimalField(
        label=_("Accuracy, m"), required=False, min_value=Decimal("0.001"), max_value=10, decimal_places=3,
        widget=forms.TextInput(attrs=LTR),
    )  # fmt: skip

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
        typed = [word for word in re.split(r"[\s,،;]+", self.cleaned_data["parcels"]) if word]
        codes = [parse(word) for word in _codes(typed)]
        if not codes or len(codes) > MOST_PARCELS:
            raise ValidationError(_("Name between one and forty parcels by their codes."))
        found = dict(
            PublishedParcel.objects.filter(code__in=[code for code in codes if code]).values_list("code", "pk")
        )
        for word, code in zip(_codes(typed), codes, strict=True):
            if code is None or code not in found:
                wrong = code is not None and not is_valid(code)
                said = _("Mistyped: %(code)s") if wrong else _("No parcel has the code %(code)s")
                raise ValidationError(said, params={"code": word})
        return tuple(dict.fromkeys(found[code] for code in codes if code))

    def clean_points(self) -> tuple[tuple[float, float], ...]:
        """Read points in either digits; those drawn on the map come into the register's coordinates."""
        lines = [line.strip() for line in fold_digits(self.cleaned_data["points"]).replace("٫", ".").splitlines()]
        lines = [line for line in lines if line]
        drawn = bool(lines) and lines[0].upper() == DRAWN_ON_THE_MAP
        points = [_point(line) for line in lines[1 if drawn else 0 :]]
        if len(points) > MOST_POINTS:
            raise ValidationError(_("Too many points."))
        return tuple(_from_the_map(points)) if drawn and points else tuple(points)

    def clean_areas(self) -> tuple[float, ...]:
        """Read areas in either digits."""
        text = fold_digits(self.cleaned_data["areas"]).replace("٫", ".")
        words = [word for word in re.split(r"[\s,،;]+", text) if word]
        try:
            areas = tuple(float(word) for word in words)
        except ValueError as wrong:
            raise ValidationError(_("Write areas as numbers.")) from wrong
        if any(not 0 < area < 1e9 for area in areas):
            raise ValidationError(_("Write areas as numbers."))
        return areas

    def clean(self) -> dict[str, Any]:
        """Ask for what the construction needs."""
        data = super().clean() or self.cleaned_data
        wish = data.get("wish")
        needs = {
            "points": wish in NEEDS_POINTS,
            "parts": wish == Wish.SPLIT_EVENLY,
            "areas": wish == Wish.SPLIT_AREAS,
            "bearing": wish in (Wish.SPLIT_EVENLY, Wish.SPLIT_AREAS),
        }
        for name, needed in needs.items():
            if needed and name not in self.errors and data.get(name) in (None, "", ()):
                self.add_error(name, ValidationError(_("This is needed for what is asked.")))
        return data

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

    def excuses(self) -> list[Any]:
        """Return the fields of exemptions."""
        return [self[f"excuse_{code}"] for code in EXCUSABLE]


def _codes(words: list[str]) -> list[str]:
    """Put together codes that were typed in groups: digits up to the eighteenth belong to one code."""
    codes: list[str] = []
    for word in words:
        if codes and len(_digits(codes[-1])) + len(_digits(word)) <= 18 and "/" not in word:
            codes[-1] += " " + word
        else:
            codes.append(word)
    return codes


def _digits(word: str) -> str:
    return re.sub(r"\D", "", fold_digits(word))


def _point(line: str) -> tuple[float, float]:
    words = [word for word in re.split(r"[\s,،;]+", line) if word]
    try:
        east, north = (float(word) for word in words)
    except ValueError as wrong:
        raise ValidationError(_("Not a point: %(line)s"), params={"line": line[:60]}) from wrong
    if not (-1e8 < east < 1e8 and -1e8 < north < 1e8):
        raise ValidationError(_("Not a point: %(line)s"), params={"line": line[:60]})
    return east, north


def _from_the_map(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return points of the map (EPSG:3857) in the storage CRS, to the millimetre."""
    drawn = MultiPoint([Point(*point) for point in points], srid=3857)
    placed = cast(MultiPoint, transformed(drawn, storage_srid()))
    return [(round(x, 3), round(y, 3)) for x, y in placed.coords]
