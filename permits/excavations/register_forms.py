"""Forms of the register: a firm, a ban, a moratorium, pavement."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality
from geo.spatial.points import Place, on_the_map, read_points
from permits.excavations.enums import BanReason, FirmRole, Surface
from permits.excavations.forms import DayInput, register_number

#: What can be drawn.
MORATORIUM, PAVEMENT = "moratorium", "pavement"


class RegisterForm(forms.Form):
    """A form of one of the offices that a person keeps."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Municipality.objects.none(), empty_label=None)

    def __init__(self, *args: Any, offices: list[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["office"]
        choice.queryset = Municipality.objects.filter(pk__in=[office.pk for office in offices]).order_by("code")  # type: ignore[attr-defined]
        choice.label_from_instance = lambda office: office.local_name  # type: ignore[attr-defined]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                select = isinstance(field.widget, forms.Select)
                field.widget.attrs["class"] = "form-select" if select else "form-control"


class FirmForm(RegisterForm):
    """A firm with the last days of its papers."""

    role = forms.ChoiceField(label=_("Part in the works"), choices=FirmRole.choices)
    number = register_number(_("Commercial register"))
    name = forms.CharField(label=_("Name of the firm"), max_length=200)
    cr_until = forms.DateField(label=_("Commercial register valid until"), widget=DayInput())
    classified_until = forms.DateField(label=_("Classification valid until"), widget=DayInput())
    qualified_until = forms.DateField(label=_("Qualified here until"), required=False, widget=DayInput())


class BanForm(RegisterForm):
    """A ban of a firm."""

    number = register_number(_("Commercial register"))
    reason = forms.ChoiceField(label=_("Reason"), choices=BanReason.choices)
    since = forms.DateField(label=_("Since"), widget=DayInput())
    until = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class GroundForm(RegisterForm):
    """Ground on which nobody digs for a while, or that was paved on a day."""

    what = forms.ChoiceField(
        label=_("What is entered"), choices=[(MORATORIUM, _("Digging barred")), (PAVEMENT, _("New pavement"))]
    )
    points = forms.CharField(
        label=_("Outline"),
        help_text=_("Draw it on the map, or write easting and northing in metres, one point a line."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
    )
    name = forms.CharField(label=_("Name of the moratorium"), max_length=200, required=False)
    first = forms.DateField(label=_("First day, or the day of paving"), widget=DayInput())
    last = forms.DateField(label=_("Last day of the moratorium"), required=False, widget=DayInput())
    surface = forms.ChoiceField(label=_("Surface"), choices=Surface.choices)

    def clean_points(self) -> tuple[Place, ...]:
        """Read the outline in either digits."""
        return read_points(self.cleaned_data["points"])

    def clean(self) -> dict[str, Any]:
        """A moratorium has a name and a last day."""
        data = super().clean() or self.cleaned_data
        if data.get("what") == MORATORIUM:
            if not data.get("name"):
                self.add_error("name", ValidationError(_("Write what the moratorium is for.")))
            if not data.get("last") or (data.get("first") and data["last"] < data["first"]):
                self.add_error("last", ValidationError(_("The last day comes before the first.")))
        return data

    def drawn(self) -> list[list[float]]:
        """Return the outline for the map, EPSG:3857."""
        return on_the_map(getattr(self, "cleaned_data", {}).get("points") or ())
