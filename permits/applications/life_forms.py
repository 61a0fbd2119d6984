"""Forms of issued permits: what an inspector found, and what is asked for of a permit."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo.errors import DomainError
from permits.applications.enums import Stage, Wish
from permits.applications.footprint import at_distances
from permits.applications.forms import ApplicantForm
from permits.applications.inspecting import MEASURED, Found
from permits.applications.plot import PlotSide
from permits.applications.works_forms import SIDE, Figure


class InspectionForm(forms.Form):
    """What was found of a stage; a measured footprint is written by its distances from the sides of the land."""

    stage = forms.ChoiceField(label=_("Stage"), widget=forms.Select(attrs={"class": "form-select"}))
    passed = forms.ChoiceField(
        label=_("Result"), choices=[("yes", _("Passed")), ("no", _("Not passed"))],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Say whether the stage is passed.")},
    )  # fmt: skip
    note = forms.CharField(
        label=_("What was found"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, stages: Sequence[Stage], land: BaseGeometry, sides: Sequence[PlotSide], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.land, self.sides = land, sides
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]  # type: ignore[attr-defined]
        for place in range(len(sides)):
            self.fields[SIDE.format(place)] = Figure(max_value=Decimal(500), required=False, label=_("Measured, m"))

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """The fields of the measured distances, in the order of the sides."""
        return [self[SIDE.format(place)] for place in range(len(self.sides))]

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where a stage is not passed; place the footprint where it was measured."""
        data = super().clean() or {}
        if data.get("passed") == "no" and not data.get("note", "").strip():
            self.add_error("note", ValidationError(_("Write what is to be put right.")))
        self.as_built: MultiPolygon | None = None
        distances = [data.get(SIDE.format(place)) for place in range(len(self.sides))]
        told = [metres for metres in distances if metres is not None]
        if data.get("stage") in MEASURED and told:
            if len(told) < len(distances):
                self.add_error("stage", ValidationError(_("Write the measured distance from every side.")))
                return data
            try:
                self.as_built = at_distances(self.land, self.sides, told)
            except DomainError as wrong:
                self.add_error("stage", ValidationError(str(wrong)))
        return data

    def found(self) -> Found:
        """Return what was found."""
        data = self.cleaned_data
        return Found(
            stage=Stage(data["stage"]),
            passed=data["passed"] == "yes",
            note=data["note"].strip(),
            as_built=self.as_built,
        )


class RenewalForm(forms.Form):
    """The renewal of a permit: nothing but the wish."""

    what = forms.CharField(widget=forms.HiddenInput, initial=Wish.RENEWAL.value)


class TransferForm(ApplicantForm):
    """The new owner of the land, as the new deed names him."""

    deed_number = forms.RegexField(
        r"^[0-9٠-٩]{6,20}$", label=_("Number of the new deed"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "class": "form-control"}),
        error_messages=dict.fromkeys(("invalid", "required"), _("Write the number of the deed: digits only.")),
    )  # fmt: skip
    what = forms.CharField(widget=forms.HiddenInput, initial=Wish.TRANSFER.value)
