"""Forms of violations: what an inspector writes down on the site, on a phone."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.calendars.digits import fold_digits
from geo.documents.content import MOST
from geo.documents.errors import DocumentTooLarge
from geo.parties.forms import typed_identifier
from permits.violations.catalogue import items
from permits.violations.enums import Group, Size
from permits.violations.services import Photo, Respondent

#: Photographs in one form.
PHOTOS = 10
_LTR = {"dir": "ltr", "autocomplete": "off"}


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Photographs: none, one or several."""

    def __init__(self, **kwargs: Any) -> None:
        taken = {"accept": "image/jpeg,image/png", "class": "form-control"}
        super().__init__(required=False, widget=ManyFiles(attrs=taken), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files that were sent."""
        sent = [data] if isinstance(data, UploadedFile) else list(data or [])
        if len(sent) > PHOTOS:
            raise ValidationError(_("At most ten photographs at a time."))
        return [super(PhotosField, self).clean(each, initial) for each in sent]


class Coordinate(forms.DecimalField):
    """Degrees of WGS 84, typed in either digits."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Fold the digits."""
        typed = fold_digits(value).replace("٫", ".") if isinstance(value, str) else value
        found: Decimal | None = super().to_python(typed)
        return found


class RespondentForm(forms.Form):
    """Who is responsible; a size makes it an establishment."""

    name = forms.CharField(label=_("Who is responsible"), max_length=200)
    identifier = forms.CharField(
        label=_("Identity or establishment number"), max_length=30,
        widget=forms.TextInput(attrs={**_LTR, "inputmode": "numeric"}), help_text=_("Ten digits; ٠–٩ or 0–9."),
    )  # fmt: skip
    size = forms.ChoiceField(
        label=_("Size of the establishment"), required=False,
        choices=[("", pgettext_lazy("size of an establishment", "A person, not an establishment")), *Size.choices],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)

    def clean_identifier(self) -> str:
        """Fold the digits and check their number."""
        typed = self.cleaned_data["identifier"]
        return typed_identifier(typed) if typed else ""

    def respondent(self) -> Respondent:
        """Return who was named."""
        told = self.cleaned_data
        return Respondent(
            name=" ".join(told["name"].split()), identifier=told["identifier"], size=_size(told["size"])
        )  # fmt: skip


class RecordForm(RespondentForm):
    """A violation as it was seen: what, where, photographs, and who is responsible when that is known."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("What was seen"))
    note = forms.CharField(
        label=_("Description"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was seen: it is kept with the violation.")},
    )  # fmt: skip
    sites = forms.IntegerField(
        label=_("Number of sites"), min_value=1, max_value=999, initial=1, required=False,
        help_text=_("Counts where the fine is for each site, as for blocked streets."),
    )  # fmt: skip
    photos = PhotosField(label=_("Photographs"))
    parcel = forms.CharField(
        label=_("Official code of the parcel"), max_length=40, required=False, widget=forms.TextInput(attrs=_LTR)
    )
    permit = forms.CharField(
        label=_("Number of the permit or of its case"), max_length=40, required=False,
        widget=forms.TextInput(attrs=_LTR),
    )  # fmt: skip
    latitude = Coordinate(
        label=_("Latitude"), min_value=-90, max_value=90, required=False, widget=forms.TextInput(attrs=_LTR)
    )
    longitude = Coordinate(
        label=_("Longitude"), min_value=-180, max_value=180, required=False, widget=forms.TextInput(attrs=_LTR)
    )
    field_order = (
        "request_id", "item", "note", "sites", "photos", "parcel", "permit", "latitude", "longitude", "name",
        "identifier", "size",
    )  # fmt: skip
    #: How the page groups the fields.
    WHAT, WHERE, WHO = (
        ("item", "note", "sites", "photos"), ("parcel", "permit", "latitude", "longitude"),
        ("name", "identifier", "size"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "sites": 1, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = _choices()  # type: ignore[attr-defined]
        for name in ("name", "identifier"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        """A place is needed; a name and a number go together, and so do the two degrees."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(told.get("name")) != bool(told.get("identifier")) and not self.errors.get("identifier"):
            self.add_error("identifier", _("Write both the name and the number, or neither."))
        degrees = [told.get(name) is not None for name in ("latitude", "longitude")]
        if any(degrees) and not all(degrees):
            self.add_error("longitude", _("Write both degrees, or neither."))
        return told

    def named(self) -> Respondent | None:
        """Return who was named, or None."""
        return self.respondent() if self.cleaned_data["name"] else None

    def pictures(self) -> list[Photo]:
        """Return the photographs. Errors: DocumentTooLarge."""
        return read_photos(self.cleaned_data["photos"])

    def rows(self, names: Sequence[str]) -> list[forms.BoundField]:
        """Return the fields of these names."""
        return [self[name] for name in names]

    def what(self) -> list[forms.BoundField]:
        """Return the fields that tell what was seen."""
        return self.rows(self.WHAT)

    def where(self) -> list[forms.BoundField]:
        """Return the fields that tell where."""
        return self.rows(self.WHERE)

    def who(self) -> list[forms.BoundField]:
        """Return the fields that tell who is responsible."""
        return self.rows(self.WHO)


class VisitForm(forms.Form):
    """What was found when an inspector came again."""

    corrected = forms.TypedChoiceField(
        label=_("What the visit found"), choices=[("yes", _("It is corrected")), ("no", _("It is still there"))],
        coerce=lambda typed: typed == "yes", widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Say what the visit found.")},
    )  # fmt: skip
    visit_note = forms.CharField(
        label=_("Description"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    photos = PhotosField(label=_("Photographs"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class OrderForm(forms.Form):
    """Why works are stopped, or go on."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason: it is kept with the decision.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


def read_photos(files: Sequence[UploadedFile]) -> list[Photo]:
    """Return the bytes of files that were sent. Errors: DocumentTooLarge."""
    for file in files:
        if (file.size or 0) > MOST:
            raise DocumentTooLarge(size=file.size)
    return [Photo(name=file.name or "", content=file.read()) for file in files]


def _choices() -> list[tuple[Any, Any]]:
    """Return the catalogue, group by group."""
    listed = [("", pgettext_lazy("choice", "Choose…"))]
    return listed + [
        (group.label, [(item.code, item.title) for item in items if item.group == group]) for group in Group
    ]


def _size(typed: str) -> Size | None:
    return Size(typed) if typed else None


def _dress(form: forms.Form) -> None:
    for field in form.fields.values():
        if isinstance(field.widget, forms.RadioSelect | forms.HiddenInput):
            continue
        look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
        field.widget.attrs.setdefault("class", look)
