"""Forms of surveys."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import fold_digits
from geo.errors import DomainError
from geo.exchange.operations import horizontal_crs
from geo.spatial.crs import storage_srid
from permits.surveys.enums import SurveyMethod, SurveyPurpose
from permits.surveys.field_sheet import Reading, read_sheet
from permits.surveys.field_work import FieldNotes

#: Systems in which surveys of the Kingdom are observed: KSA-GRF17, MTRF-2000, WGS 84 and Ain el Abd.
SYSTEMS = (9333, *range(9356, 9361), 4326, *range(32636, 32641), *range(20436, 20441))
LONGEST_SHEET = 200_000


class AskForm(forms.Form):
    """What the decision is for. The request id makes a second press of the button harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(
        label=_("Purpose of the survey decision"),
        choices=SurveyPurpose,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose a purpose.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"request_id": uuid4()})
        super().__init__(*args, **kwargs)


def _systems() -> Sequence[tuple[int, str]]:
    """Return the coordinate systems to choose from, that of the register first."""
    ordered = (storage_srid(), *(epsg for epsg in SYSTEMS if epsg != storage_srid()))
    return [(epsg, f"{horizontal_crs(epsg).name} · EPSG:{epsg}") for epsg in ordered]


class SheetForm(forms.Form):
    """A field sheet: the points as pasted, and how they were observed."""

    readings = forms.CharField(
        label=_("Points, one a line: number, east, north"),
        max_length=LONGEST_SHEET,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr", "class": "form-control code", "spellcheck": "false"}),
        help_text=_(
            "In walking order, the first point again at the end. Spaces, tabs or commas between; ٠–٩ or 0–9. "
            "A height may follow."
        ),
        error_messages={"required": _("Paste the points of the field sheet.")},
    )
    epsg = forms.TypedChoiceField(
        label=_("Coordinate system of the points"),
        coerce=int,
        choices=_systems,
        widget=forms.Select(attrs={"class": "form-select", "dir": "ltr"}),
    )
    method = forms.ChoiceField(
        label=_("Method"), choices=SurveyMethod, widget=forms.Select(attrs={"class": "form-select"})
    )
    instrument = forms.CharField(
        label=_("Instrument"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        help_text=_("Make, model and serial number."),
        error_messages={"required": _("Name the instrument.")},
    )
    accuracy_m = forms.DecimalField(
        label=_("Accuracy of a corner, metres"),
        min_value=0.001,
        max_value=10,
        max_digits=6,
        decimal_places=3,
        widget=forms.TextInput(attrs={"class": "form-control", "dir": "ltr", "inputmode": "decimal"}),
    )
    observed_on = forms.DateField(
        label=_("Day of the field work"),
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"epsg": storage_srid(), "observed_on": timezone.localdate()})
        super().__init__(_folded(data), *args, **kwargs)

    def clean_readings(self) -> tuple[Reading, ...]:
        """Read the points; the error says which line cannot be read."""
        try:
            return read_sheet(self.cleaned_data["readings"])
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def notes(self) -> FieldNotes:
        """Return what was handed in, once the form is valid."""
        given = self.cleaned_data
        return FieldNotes(
            readings=given["readings"],
            epsg=given["epsg"],
            method=SurveyMethod(given["method"]),
            instrument=given["instrument"],
            accuracy_m=given["accuracy_m"],
            observed_on=given["observed_on"],
        )


def _folded(data: Any) -> Any:
    """Return what was sent with numbers and days in 0-9 and a plain decimal point."""
    if data is None:
        return None
    folded = data.copy()
    for name in ("accuracy_m", "observed_on"):
        folded[name] = fold_digits(folded.get(name, "")).replace("٫", ".")
    return folded
