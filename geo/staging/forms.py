"""Forms of imports: sending a file, saying what it means, choosing rows, accepting."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geo.calendars.digits import fold_digits
from geo.errors import Text
from geo.exchange.control import BYTES, METHODS, ControlPoint, read_control
from geo.exchange.reading.sniffing import SUFFIXES
from geo.municipalities.models import Municipality
from geo.staging.models import StagedLayer
from geo.staging.profiles import kept_profiles, profiles
from geo.staging.registry import kinds
from geo.staging.taking import Answers

_ENCODINGS = (
    ("", pgettext_lazy("encoding", "As the file says")), ("utf-8", "UTF-8"), ("cp1256", "Windows-1256"),
    ("iso8859_6", "ISO 8859-6"), ("cp720", "DOS 720"), ("utf-8+cp1256", _("Windows-1256 that was saved as UTF-8")),
)  # fmt: skip
_FITS: tuple[tuple[str, Text], ...] = (
    ("helmert", _("Turned and scaled, shapes are kept (Helmert)")), ("affine", _("Each axis by itself (affine)")),
)  # fmt: skip
#: Names of the shipped profiles, as the page shows them.
_SHIPPED: dict[str, Text] = {
    "common": _("Names that are common in survey files"),
    "municipal_dxf": _("Drawings of subdivision plans"),
    "survey_points": _("Field points"),
}
_LONGEST = 200


class _Folded(forms.IntegerField):
    """A whole number in either digits."""

    def to_python(self, value: Any) -> int | None:
        return super().to_python(fold_digits(str(value)) if value else value)


def _shown(form: forms.Form) -> None:
    """Give fields the looks of the pages."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.CheckboxInput | forms.RadioSelect):
            widget.attrs["class"] = "form-check-input"
        elif isinstance(widget, forms.Select):
            widget.attrs["class"] = "form-select"
        elif not widget.is_hidden:
            widget.attrs |= {"class": "form-control", "dir": widget.attrs.get("dir", "auto")}


def profile_choices(offices: Sequence[Municipality]) -> list[tuple[str, Any]]:
    """Return the profiles to choose from: those that the offices keep first, then those that come with the service."""
    kept = dict.fromkeys(name for office in offices for name in kept_profiles(office.pk))
    shipped = [(name, _SHIPPED.get(name, profile.title)) for name, profile in profiles().items()]
    choices: list[tuple[str, Any]] = [("", _("Names that are common in survey files"))]
    if kept:
        choices.append((str(_("Kept by your office")), [(name, name) for name in kept]))
    return [*choices, (str(_("Of the service")), [each for each in shipped if each[0] != "common"])]


class SendForm(forms.Form):
    """A file, what it is, whose land it is, and what is known of it. The request id makes a second press harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    replaces = forms.UUIDField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=_("File"), allow_empty_file=True, max_length=4096,
        help_text=_("GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf, GeoParquet, KML, GML, LandXML, DXF or CSV."),
    )  # fmt: skip
    kind = forms.ChoiceField(label=pgettext_lazy("import", "What it is"))
    municipality = forms.ChoiceField(label=_("Whose land it is"))
    profile = forms.ChoiceField(
        label=_("Meaning of its columns"),
        required=False,
        help_text=_("Which column is the number, and which the area."),
    )
    set_aside = forms.BooleanField(label=_("Leave out faulty rows and take the others"), required=False)
    crs = _Folded(
        label=_("Coordinate system, EPSG code"), required=False, min_value=1, max_value=999_999,
        help_text=_("Only where the file does not say it, or says a wrong one: 20439 is Ain el Abd, zone 39."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    swap_axes = forms.BooleanField(label=_("North comes before east in the file"), required=False)
    encoding = forms.ChoiceField(label=_("Encoding of its texts"), required=False, choices=_ENCODINGS)
    layer = forms.CharField(
        label=_("Name of the layer"), required=False, max_length=_LONGEST,
        help_text=_("Only where the file has several."),
    )  # fmt: skip
    control = forms.FileField(
        label=_("Common points, CSV"), required=False,
        help_text=_("For a file in a grid of its own: name, easting and northing in the file, then in the register."),
    )  # fmt: skip
    fit = forms.ChoiceField(label=_("How common points are fitted"), required=False, choices=_FITS)

    def __init__(self, *args: Any, offices: Sequence[Municipality], **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), "fit": "helmert", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.offices = {office.code: office for office in offices}
        self._choose("kind", [(kind.name, kind.title) for kind in sorted(kinds, key=lambda each: not each.numbered)])
        self._choose("municipality", [(office.code, office.local_name) for office in offices])
        self._choose("profile", profile_choices(offices))
        accepted = dict.fromkeys(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
        self.fields["file"].widget.attrs["accept"] = ",".join(accepted)
        self.fields["control"].widget.attrs["accept"] = ".csv,.txt"
        _shown(self)

    def _choose(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def more(self) -> list[forms.BoundField]:
        """Fields for files that do not say enough of themselves."""
        return [self[name] for name in ("crs", "encoding", "layer", "control", "fit")]

    @property
    def says_more(self) -> bool:
        """Whether anything of that was filled in, or is wrong."""
        return any(field.errors or (field.name != "fit" and field.data) for field in self.more) or bool(
            self["swap_axes"].data
        )

    def office(self) -> Municipality:
        """Return the chosen body."""
        return self.offices[self.cleaned_data["municipality"]]

    def clean_control(self) -> Any:
        """Return the file of common points, unless it is far too large."""
        file = self.cleaned_data["control"]
        if file and file.size > BYTES:
            raise forms.ValidationError(_("The table of common points is too large."))
        return file

    def answers(self) -> Answers:
        """Return what was said of the file. Errors: ControlRefused."""
        said, control = self.cleaned_data, self.cleaned_data["control"]
        return Answers(
            epsg=said["crs"], swapped=said["swap_axes"], encoding=said["encoding"], layer=said["layer"],
            profile=said["profile"], set_aside=said["set_aside"], fit=said["fit"] or next(iter(METHODS)),
            control=read_control(control.read()) if control else (),
        )  # fmt: skip


class AnswerForm(forms.Form):
    """What a person says of a file that was read: its system, encoding, layer, and which column means what."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    turn = forms.IntegerField(widget=forms.HiddenInput)
    system = forms.CharField(required=False, max_length=12)
    crs = _Folded(
        label=_("Another coordinate system, EPSG code"), required=False, min_value=1, max_value=999_999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    swap_axes = forms.BooleanField(label=_("North comes before east in the file"), required=False)
    encoding = forms.CharField(required=False, max_length=40)
    layer = forms.CharField(label=_("Name of the layer"), required=False, max_length=_LONGEST)
    profile = forms.ChoiceField(label=_("Meaning of its columns"), required=False)
    number = forms.ChoiceField(label=_("Which column is the number?"), required=False)
    area = forms.ChoiceField(label=_("Which column is the area?"), required=False)
    layers = forms.CharField(
        label=_("Layers of the drawing that hold outlines"), required=False, max_length=_LONGEST,
        help_text=_("Names with commas between them."),
    )  # fmt: skip
    text_layers = forms.CharField(
        label=_("Layers of the drawing that hold numbers"), required=False, max_length=_LONGEST,
        help_text=_("Names with commas between them."),
    )  # fmt: skip
    keep_as = forms.CharField(
        label=_("Keep these meanings for the next file, as"), required=False, max_length=60,
        help_text=_("For example the name of the survey office. Empty: for this file only."),
    )  # fmt: skip
    set_aside = forms.BooleanField(label=_("Leave out faulty rows and take the others"), required=False)
    fit_confirmed = forms.BooleanField(label=_("The common points agree well enough: use this fit"), required=False)

    def __init__(self, *args: Any, reading: StagedLayer, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "request_id": uuid4(), "turn": reading.turn, "profile": reading.profile, "set_aside": reading.set_aside,
            "encoding": reading.facts.get("encoding", ""), "layer": reading.facts.get("layer", ""),
            "system": f"{reading.epsg}:{int(reading.swapped)}" if reading.epsg else "", **_said(reading),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.reading = reading
        columns = [(name, name) for name in reading.facts.get("columns", [])]
        for name in ("number", "area"):
            self.fields[name].choices = [("", _("As the profile says")), *columns]  # type: ignore[attr-defined]
        known = profile_choices([reading.upload.municipality])
        self.fields["profile"].choices = known  # type: ignore[attr-defined]
        if reading.facts.get("form") != "dxf":
            del self.fields["layers"], self.fields["text_layers"]
        _shown(self)

    @property
    def meanings(self) -> list[forms.BoundField]:
        """Fields that say what columns and layers mean."""
        names = ("profile", "number", "area", "layers", "text_layers", "keep_as")
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Read the chosen system; a code that was typed counts before it."""
        said: dict[str, Any] = super().clean() or {}
        epsg, _colon, swapped = said.get("system", "").partition(":")
        if said.get("crs"):
            said["epsg"], said["swapped"] = said["crs"], said["swap_axes"]
        else:
            said["epsg"], said["swapped"] = (int(epsg), swapped == "1") if epsg.isdigit() else (None, False)
        if "crs" in self.reading.questions and said["epsg"] is None and not self.errors:
            self.add_error("crs", _("Choose one of the systems above, or write its EPSG code."))
        return said

    def answers(self) -> Answers:
        """Return what was said; common points stay those that came with the file."""
        said = self.cleaned_data
        return Answers(
            epsg=said["epsg"], swapped=said["swapped"], encoding=said["encoding"], layer=said["layer"],
            profile=said["profile"], number=said["number"], area=said["area"], set_aside=said["set_aside"],
            layers=_names(said.get("layers", "")), text_layers=_names(said.get("text_layers", "")),
            **fitted(self.reading, confirmed=said["fit_confirmed"]),
        )  # fmt: skip


def fitted(reading: StagedLayer, *, confirmed: bool) -> dict[str, Any]:
    """Return the common points of a reading as an answer says them again; nothing where it had none."""
    fit = reading.facts.get("fit") or {}
    if not fit:
        return {}
    control = tuple(ControlPoint(each["name"], *each["file"], *each["register"]) for each in fit["residuals"])
    return {"control": control, "fit": fit["method"], "fit_confirmed": confirmed or fit.get("confirmed", False)}


def _said(reading: StagedLayer) -> dict[str, Any]:
    """Return the meanings of a reading that a person chose: one column alone is one that was chosen."""
    meanings, columns = reading.facts.get("meanings", {}), reading.facts.get("columns", [])
    found: dict[str, Any] = {
        name: ", ".join(meanings.get(name, [])) for name in ("layers", "text_layers") if meanings.get(name)
    }
    for name in ("number", "area"):
        known = {column.casefold(): column for column in columns}
        meant = next((known[each.casefold()] for each in meanings.get(name, []) if each.casefold() in known), "")
        found[name] = meant
    return found


def _names(typed: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in typed.replace("،", ",").split(",") if name.strip())


class ChooseForm(forms.Form):
    """Rows to leave out, or to take back in, and why."""

    action = forms.ChoiceField(choices=[(each, each) for each in ("leave_out", "leave_out_all", "take_in")])
    reason = forms.CharField(label=_("Reason"), max_length=250)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _shown(self)


class AcceptForm(forms.Form):
    """Why the rows are taken, and what the kind asks for. The request id makes a second press harmless."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    turn = forms.IntegerField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks: Sequence[tuple[str, Text]], **kwargs: Any) -> None:
        kwargs["initial"] = {"request_id": uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.asks = [name for name, _label in asks]
        for name, label in asks:
            self.fields[f"ask_{name}"] = forms.CharField(label=str(label), required=False, max_length=_LONGEST)
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=250)
        _shown(self)

    def said(self) -> dict[str, str]:
        """Return the answers by their keys."""
        return {name: self.cleaned_data[f"ask_{name}"].strip() for name in self.asks}
