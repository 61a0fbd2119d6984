"""What can be chosen of an export: format, coordinate system, day, place."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.api.errors import BadParameter
from geo.api.instants import read_instant
from geo.calendars.digits import fold_digits
from geo.exchange.formats import Format, formats
from geo.exchange.operations import horizontal_crs
from geo.layers.layer import Layer
from geo.layers.registry import layers
from geo.municipalities.models import Municipality
from geo.spatial.crs import LONLAT_SRID, storage_srid

#: Offered on the page beside the storage CRS: KSA-GRF17 38N and 39N, Ain el Abd 38N and 39N, longitude and latitude.
SYSTEMS = (9358, 9359, 20438, 20439, LONLAT_SRID)
#: The first is what most desktop programs open best.
ORDER = ("gpkg", "shp", "dxf", "csv", "geojson", "kml", "fgb", "parquet")
_LONGEST = 40
_LOOKS: dict[type, str] = {
    forms.ChoiceField: "form-select", forms.TypedChoiceField: "form-select", forms.BooleanField: "form-check-input",
}  # fmt: skip


def offered_formats() -> list[Format]:
    """Return all formats, the most useful first."""
    known = {form.name: form for form in formats()}
    return [known.pop(name) for name in ORDER] + list(known.values())


class ExportForm(forms.Form):
    """The choices of one layer's page; all but the format may be left empty."""

    format = forms.ChoiceField(label=_("Format"))
    crs = forms.TypedChoiceField(label=_("Coordinate system"), required=False, coerce=int, empty_value=None)
    as_of = forms.CharField(
        label=_("As of"), required=False, max_length=_LONGEST,
        help_text=_("A past day, Hijri or Gregorian: 1447/05/12 or 2025/11/03. Empty: today."),
    )  # fmt: skip
    municipality = forms.ChoiceField(label=_("Municipal body"), required=False)
    district = forms.CharField(
        label=_("District"), required=False, max_length=_LONGEST,
        help_text=_("Code of the district in its municipality, for example 011."),
    )  # fmt: skip
    plan = forms.CharField(label=_("Plan number"), required=False, max_length=_LONGEST)

    private = forms.BooleanField(
        label=_("With the columns of the staff"), required=False,
        help_text=_("Only of where you have a role today. The file is for internal use."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, layer: Layer, staff: bool = False) -> None:
        super().__init__(data)
        self.staff = staff
        if not staff or not layer.staff_columns:
            del self.fields["private"]
        self.fields["format"].choices = [(form.name, form.title) for form in offered_formats()]  # type: ignore[attr-defined]
        self.fields["crs"].choices = [("", _("As stored or as the format wants it")), *_systems()]  # type: ignore[attr-defined]
        self.fields["municipality"].choices = [("", _("All")), *_bodies()]  # type: ignore[attr-defined]
        if not layer.past:
            del self.fields["as_of"]
        for name, field in self.fields.items():
            look = _LOOKS.get(type(field), "form-control")
            field.widget.attrs["class"] = look
            if look == "form-control":
                field.widget.attrs["dir"] = "auto"
            if name == "district":
                field.widget.attrs["list"] = "districts"

    def clean_district(self) -> str:
        """Return the code, digits of any keyboard as 0-9."""
        return fold_digits(str(self.cleaned_data["district"])).strip()

    def clean_as_of(self) -> Any:
        """Return the instant, UTC; None for today."""
        try:
            return read_instant("as_of", str(self.cleaned_data["as_of"]).replace("/", "-"))
        except BadParameter as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def places(self) -> dict[str, str]:
        """Where, as typed: by name of the limit, those that were given."""
        names = ("municipality", "district", "plan")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


def _systems() -> list[tuple[int, str]]:
    offered = dict.fromkeys((storage_srid(), *SYSTEMS))
    return [(epsg, f"EPSG:{epsg} – {horizontal_crs(epsg).name}") for epsg in offered]


def _bodies() -> list[tuple[str, str]]:
    return [(body.code, f"{body.local_name} ({body.code})") for body in Municipality.objects.order_by("code")]


def districts() -> list[tuple[str, str]]:
    """Return codes and names of the published districts, for whoever types one."""
    arabic = (get_language() or "ar").startswith("ar")
    rows = layers["districts"].model._default_manager.order_by("code").values_list("code", "name", "name_en")
    return [(code, name if arabic or not english else english) for code, name, english in rows[:500]]
