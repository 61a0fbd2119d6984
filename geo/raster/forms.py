"""Forms of pictures: sending one, sending a scan, setting control points, taking a fit."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from geo.api.errors import BadParameter
from geo.api.instants import read_instant
from geo.calendars.digits import fold_digits
from geo.municipalities.models import Municipality
from geo.raster.enums import FitMethod, ImageAudience
from geo.raster.errors import PointsUnread
from geo.raster.models import Fitting
from geo.raster.services import About, ControlPoint

#: Rows of control points that a page has at least, and how many stand empty after those that are set.
ROWS, EMPTY, MOST = 6, 2, 200
_NUMERIC = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"}


class Folded(forms.Field):
    """A number in either digits, with a point or an Arabic decimal sign; None where it is left empty."""

    def to_python(self, value: Any) -> Any:
        """Return the number. Errors: ValidationError."""
        typed = str(value or "").strip()[:40]
        if not typed:
            return None
        found = read_number(typed)
        if found is None:
            raise forms.ValidationError(_("Write a number, such as 0.25."))
        return found


def read_number(typed: str) -> float | None:
    """Return a number as people type it, or None where it is none."""
    plain = fold_digits(typed).replace("٫", ".").replace("٬", "").replace(" ", "").replace("\u00a0", "")
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if abs(found) < 1e12 else None


class AboutForm(forms.Form):
    """What a person says of a picture. The request id makes a second press of the button harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("What the list shows. Empty: the name of the file."),
    )
    taken_on = forms.CharField(
        label=_("Taken on"), required=False, max_length=40,
        help_text=_("Hijri or Gregorian: 1447/05/12 or 2025/11/03. Empty: as the file says, or unknown."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    accuracy_m = Folded(
        label=_("Accuracy, metres"), required=False, widget=forms.TextInput(attrs=_NUMERIC),
        help_text=_("As its maker states it. Empty: unknown."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"), required=False, max_length=200, help_text=_("Who made it, and from what.")
    )
    licence = forms.CharField(label=_("Licence"), required=False, max_length=200)
    audience = forms.ChoiceField(label=_("Who sees it"), choices=ImageAudience.choices, initial=ImageAudience.STAFF)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "audience": ImageAudience.STAFF, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.Select):
                widget.attrs["class"] = "form-select"
            elif not widget.is_hidden:
                widget.attrs |= {"class": "form-control", "dir": widget.attrs.get("dir", "auto")}

    def clean_taken_on(self) -> date | None:
        """Return the day; None where it is left empty."""
        try:
            found = read_instant("taken_on", str(self.cleaned_data["taken_on"]).replace("/", "-"))
        except BadParameter as error:
            raise forms.ValidationError(str(error)) from error
        return None if found is None else localdate(found)

    def clean_accuracy_m(self) -> float | None:
        """Return the accuracy, not below zero."""
        said: float | None = self.cleaned_data["accuracy_m"]
        if said is not None and said < 0:
            raise forms.ValidationError(_("Write a number, such as 0.25."))
        return said

    def about(self) -> About:
        """Return what was said."""
        said = self.cleaned_data
        return About(
            title=said["title"], audience=ImageAudience(said["audience"]), taken_on=said["taken_on"],
            accuracy_m=said.get("accuracy_m"), source=said["source"], licence=said["licence"], epsg=said.get("crs"),
        )  # fmt: skip


class _Office(forms.Form):
    """Whose picture it is."""

    municipality = forms.ChoiceField(label=_("Municipal body"))

    def choose(self, offices: Sequence[Municipality]) -> None:
        """Offer the bodies for which the person may send pictures."""
        self.offices = {office.code: office for office in offices}
        named = [(office.code, office.local_name) for office in offices]
        self.fields["municipality"].choices = named  # type: ignore[attr-defined]

    def office(self) -> Municipality:
        """Return the chosen body."""
        return self.offices[self.cleaned_data["municipality"]]


class ImageForm(_Office, AboutForm):
    """A georeferenced picture."""

    file = forms.FileField(
        label=_("File"), allow_empty_file=True, max_length=4096,
        help_text=_("GeoTIFF in colours of 8 or 16 bits, in any coordinate system that it names."),
        widget=forms.ClearableFileInput(attrs={"accept": ".tif,.tiff,image/tiff"}),
    )  # fmt: skip
    crs = forms.CharField(
        label=_("Coordinate system, EPSG code"), required=False, max_length=10,
        help_text=_("Only where the file does not say it, or says a wrong one: 20439 is Ain el Abd, zone 39."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    field_order = [
        "request_id",
        "file",
        "municipality",
        "title",
        "taken_on",
        "accuracy_m",
        "source",
        "licence",
        "audience",
    ]

    def __init__(self, *args: Any, offices: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose(offices)

    def clean_crs(self) -> int | None:
        """Return the code, digits of any keyboard."""
        typed = fold_digits(str(self.cleaned_data["crs"])).strip()
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= 6):
            raise forms.ValidationError(_("Write the EPSG number alone, such as 32639."))
        return int(typed) if typed else None


class ScanForm(_Office):
    """A scanned plan."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Scan"), allow_empty_file=True, max_length=4096,
        help_text=_("PNG, JPEG or TIFF; of a PDF, export the page as a picture."),
        widget=forms.ClearableFileInput(attrs={"accept": ".png,.jpg,.jpeg,.tif,.tiff"}),
    )  # fmt: skip
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("What the list shows. Empty: the name of the file."),
    )
    field_order = ["request_id", "file", "municipality", "title"]

    def __init__(self, *args: Any, offices: Sequence[Municipality], **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.choose(offices)
        for field in self.fields.values():
            if not field.widget.is_hidden:
                look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
                field.widget.attrs |= {"class": look, "dir": "auto"}


class FitForm(forms.Form):
    """How control points are fitted; the points are rows of the page, read by `read_points`."""

    method = forms.ChoiceField(
        label=_("Way of fitting"), choices=FitMethod.choices, initial=FitMethod.AFFINE,
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip


class AcceptForm(AboutForm):
    """A fitted scan as a picture; its accuracy is that of the fit."""

    fitting = forms.UUIDField(widget=forms.HiddenInput)
    accuracy_m = None  # type: ignore[assignment]


def read_points(data: Any) -> list[ControlPoint]:
    """Return the control points of a page's rows (x_1, y_1, e_1, n_1, …), but for empty rows. Errors: PointsUnread."""
    found = []
    for row in range(1, MOST + 1):
        typed = [str(data.get(f"{name}_{row}", "")).strip()[:40] for name in "xyen"]
        if not any(typed):
            continue
        numbers = [number for each in typed if (number := read_number(each)) is not None]
        if len(numbers) != 4:
            raise PointsUnread(line=row)
        found.append(ControlPoint(*numbers))
    return found


def rows_of(data: Any, fitting: Fitting | None) -> list[dict[str, Any]]:
    """Return the rows of a page: what was typed, or what was fitted last with its residuals, and some empty ones."""
    if data is not None:
        last = max([row for row in range(1, MOST + 1) if any(data.get(f"{name}_{row}") for name in "xyen")], default=0)
        rows = [{name: data.get(f"{name}_{row}", "") for name in "xyen"} for row in range(1, last + 1)]
    elif fitting is not None:
        rows = [
            {
                **{name: f"{point[name]:.{1 if name in 'xy' else 3}f}" for name in "xyen"},
                "off": residual,
                "alone": alone,
                "worst": at == fitting.worst,
            }
            for at, (point, residual, alone) in enumerate(
                zip(fitting.points, fitting.residuals, fitting.alone, strict=True)
            )
        ]
    else:
        rows = []
    rows += [{} for _each in range(max(ROWS - len(rows), EMPTY))]
    return [{"number": number, **row} for number, row in enumerate(rows[:MOST], 1)]
