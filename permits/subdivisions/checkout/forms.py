"""Forms of check-outs: which area, the file that comes back, and on which grounds its changes are asked for."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import shapely
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.spatial.points import read_points, written
from parcels.plans.models import District, Plan
from parcels.register.models import PublishedParcel
from permits.subdivisions.checkout.areas import Area, of_district, of_outline, of_parcels, of_plan
from permits.subdivisions.forms import GroundsForm
from permits.subdivisions.services import Grounds
from permits.subdivisions.typed import parcels_named


class By(TextChoices):
    """How an area is named."""

    PLAN = "plan", _("A plan, or a block of it")
    DISTRICT = "district", _("A district")
    OUTLINE = "outline", _("What a drawn outline or box meets")
    PARCELS = "parcels", _("Single parcels")


#: Fields of one way of naming only: field → ways. The others neither show nor count.
USED_BY = {"plan": {By.PLAN}, "block": {By.PLAN}, "district": {By.DISTRICT}, "points": {By.OUTLINE},
           "parcels": {By.PARCELS}}  # fmt: skip
NEEDED = {
    "plan": _("Choose the plan."), "district": _("Choose the district."),
    "points": _("Draw an outline on the map, or write two opposite corners of a box."),
    "parcels": _("Name the parcels, or tap them on the map."),
}  # fmt: skip


class _Placed(forms.ModelChoiceField):
    """A place of the register by its number and name."""

    def label_from_instance(self, place: Any) -> str:
        """Return number or code and name."""
        number = getattr(place, "number", "") or getattr(place, "code", "")
        return f"{number} – {place.local_name}" if number else str(place.local_name)


class CheckOutForm(forms.Form):
    """Which land is taken along, and whether it is locked meanwhile."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.ChoiceField(label=pgettext_lazy("land that is taken along", "Area"), choices=By)
    plan = _Placed(label=_("Plan"), queryset=Plan.objects.none(), required=False)
    block = forms.CharField(
        label=_("Block"), max_length=20, required=False, help_text=_("Leave it empty for the whole plan.")
    )
    district = _Placed(label=_("District"), queryset=District.objects.none(), required=False)
    points = forms.CharField(
        label=_("Outline or box"), required=False,
        help_text=_("Draw it on the map, or write easting and northing in metres, one point a line."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )  # fmt: skip
    parcels = forms.CharField(
        label=_("Parcels"), required=False, help_text=_("Official codes, one a line; or tap the land on the map."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
    )  # fmt: skip
    lock = forms.BooleanField(
        label=_("Lock the land meanwhile"), required=False,
        help_text=_("Nobody else's change of this land can be submitted or approved until you give it back."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "what": By.PLAN, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.order_by("number", "name")  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.order_by("code")  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            if name == "lock":
                field.widget.attrs["class"] = "form-check-input"
            elif name != "request_id":
                field.widget.attrs["class"] = "form-select" if name in ("what", "plan", "district") else "form-control"

    def _counts(self, name: str) -> bool:
        return self.cleaned_data.get("what") in USED_BY[name]

    def clean_points(self) -> tuple[tuple[float, float], ...]:
        """Read points in either digits; those drawn on the map come into the register's coordinates."""
        points = read_points(self.cleaned_data["points"]) if self._counts("points") else ()
        if (len(points) > 2 and not shapely.Polygon(points).is_valid) or len(set(points)) == 1:
            raise ValidationError(NEEDED["points"])
        return points

    def clean_parcels(self) -> list[PublishedParcel]:
        """Find the parcels by their codes."""
        typed = self.cleaned_data["parcels"]
        return parcels_named(typed) if self._counts("parcels") and typed.strip() else []

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs; what it does not use is no reason to refuse."""
        data = super().clean() or self.cleaned_data
        for name in USED_BY:
            if not self._counts(name):
                self.errors.pop(name, None)
            elif name in NEEDED and name not in self.errors and not data.get(name):
                self.add_error(name, ValidationError(NEEDED[name]))
        return data

    def area(self) -> Area:
        """Return the area; the form must be valid. Errors: AreaEmpty, OtherOffice."""
        data = self.cleaned_data
        if data["what"] == By.PLAN:
            return of_plan(data["plan"], data["block"].strip())
        if data["what"] == By.DISTRICT:
            return of_district(data["district"])
        return of_outline(data["points"]) if data["what"] == By.OUTLINE else of_parcels(data["parcels"])

    def give_back(self) -> None:
        """Show points in the register's coordinates, however they were sent."""
        points = self.cleaned_data.get("points")
        if points:
            self.data = {**{name: self.data.get(name) for name in self.data}, "points": written(points)}

    def laid_out(self) -> list[tuple[Any, str]]:
        """Return the fields of the ways, each with the ways that use it."""
        return [(self[name], " ".join(sorted(ways))) for name, ways in USED_BY.items()]


class CheckInForm(forms.Form):
    """The file that comes back."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("The edited GeoPackage"), help_text=_("Save and close it in QGIS first."), max_length=300,
        widget=forms.FileInput(attrs={"accept": ".gpkg,application/geopackage+sqlite3", "class": "form-control"}),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"request_id": uuid4()})


class ChangesForm(GroundsForm):
    """The grounds of the changes that come back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def grounds(self) -> Grounds:
        """Return the grounds; the form must be valid."""
        return Grounds(**self.cleaned_data)
