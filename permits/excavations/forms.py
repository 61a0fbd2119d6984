"""The forms of a dig: what is asked for, other days, more days."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.municipalities.models import Municipality
from geo.spatial.points import DRAWN_ON_THE_MAP, Place, on_the_map, plain, read_points, written
from geo.spatial.shapes import to_geos
from parcels.register.codes import is_valid, parse
from permits.applications.forms import ApplicantForm
from permits.excavations.enums import Closure, Manner, Network, Surface
from permits.excavations.errors import NoRoute
from permits.excavations.route import lines_of
from permits.excavations.services import DigAsked

LTR = {"dir": "ltr", "autocomplete": "off"}
FIRST_DAYS = timedelta(days=7)


class DayInput(forms.DateInput):
    """A day of the browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"dir": "ltr"}, format="%Y-%m-%d")


class FoldedInput(forms.TextInput):
    """Takes a number in either digits, with either decimal mark."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Return what was typed, its digits as 0-9."""
        return plain(data.get(name))


def metres(label: Any, most: int) -> forms.DecimalField:
    """Return a field of metres with centimetres."""
    return forms.DecimalField(
        label=label, min_value=Decimal("0.1"), max_value=most, decimal_places=2,
        widget=FoldedInput(attrs={**LTR, "inputmode": "decimal"}),
    )  # fmt: skip


def register_number(label: Any) -> forms.RegexField:
    """Return a field of a commercial register's number."""
    return forms.RegexField(
        r"^[0-9]{10}$", label=label, help_text=_("Ten digits of the commercial register."),
        widget=FoldedInput(attrs={**LTR, "inputmode": "numeric"}),
        error_messages={"invalid": _("A commercial register number has ten digits.")},
    )  # fmt: skip


class DaysForm(forms.Form):
    """On which days is dug, and what of the traffic stops."""

    starts_on = forms.DateField(label=_("First day of digging"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    closure = forms.ChoiceField(label=_("Traffic"), choices=Closure.choices, initial=Closure.NONE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if not isinstance(widget, forms.HiddenInput):
                widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ValidationError(_("The last day comes before the first.")))
        return data


class MoreDaysForm(forms.Form):
    """Until when, and why."""

    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.TextInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class DigForm(ApplicantForm, DaysForm):
    """All that a dig is asked for with; the route is drawn on the map or written."""

    manner = forms.ChoiceField(label=_("Manner of excavation"), choices=Manner.choices, initial=Manner.NEW)
    network = forms.ChoiceField(label=_("Network"), choices=Network.choices)
    points = forms.CharField(
        label=_("Route"),
        help_text=_(
            "Draw it on the map, or write easting and northing in metres, one point a line; an empty line begins"
            " another route."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr"}),
        error_messages={"required": _("Draw the route on the map, or write its points.")},
    )
    parcel = forms.CharField(
        label=_("Parcel that is connected"), required=False,
        help_text=_("For a building connection: its official code, or tap it on the map."),
        widget=forms.TextInput(attrs=LTR),
    )  # fmt: skip
    width_m = metres(_("Width of the trench, m"), 30)
    depth_m = metres(_("Depth, m"), 30)
    surface = forms.ChoiceField(label=_("Surface"), choices=Surface.choices)
    contractor = register_number(_("Contractor"))
    consultant = register_number(_("Supervising consultant"))
    purpose = forms.CharField(label=_("Purpose of the works"), max_length=200, widget=forms.TextInput())
    joint_with = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        tomorrow = timezone.localdate() + timedelta(days=2)
        days = {"starts_on": tomorrow, "ends_on": tomorrow + FIRST_DAYS}
        kwargs["initial"] = {**days, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_points(self) -> list[tuple[Place, ...]]:
        """Read one or more routes; those drawn come into the register's coordinates."""
        groups = [
            group for group in re.split(r"\n\s*\n", self.cleaned_data["points"].replace("\r\n", "\n")) if group.strip()
        ]
        drawn = plain(groups[0]).upper().startswith(DRAWN_ON_THE_MAP) if groups else False
        first, *others = groups or [""]
        routes = [
            read_points(first),
            *(read_points(f"{DRAWN_ON_THE_MAP}\n{each}" if drawn else each) for each in others),
        ]
        try:
            lines_of(routes)
        except NoRoute as error:
            raise ValidationError(str(error)) from error
        return routes

    def clean_parcel(self) -> str:
        """Return the code without its spaces; a connection names its parcel."""
        typed = self.cleaned_data["parcel"].strip()
        if not typed:
            if self.cleaned_data.get("manner") == Manner.CONNECTION:
                raise ValidationError(_("Name the parcel that is connected."))
            return ""
        code = parse(typed)
        if code is None or not is_valid(code):
            raise ValidationError(
                _("%(code)s is mistyped: compare it digit by digit, or tap the land on the map.") % {"code": typed[:40]}
            )
        return code

    def office(self) -> Municipality:
        """Return the office in whose territory the whole route lies: the smallest. Errors: NoRoute."""
        lines = to_geos(lines_of(self.cleaned_data["points"]))
        found = [
            (body.territory.area, body)
            for body in Municipality.objects.filter(territory__covers=lines)
            if body.territory
        ]
        if not found:
            raise NoRoute
        return min(found, key=lambda pair: pair[0])[1]

    def asked(self, office: Municipality) -> DigAsked:
        """Return what is asked for; the form must be valid."""
        data = self.cleaned_data
        connection = data["manner"] == Manner.CONNECTION
        return DigAsked(
            office=office, routes=data["points"], width_m=data["width_m"], depth_m=data["depth_m"],
            manner=Manner(data["manner"]), network=Network(data["network"]), surface=Surface(data["surface"]),
            starts_on=data["starts_on"], ends_on=data["ends_on"], closure=Closure(data["closure"]),
            contractor=data["contractor"], consultant=data["consultant"], joint_with=data["joint_with"],
            parcel_code=data["parcel"] if connection else "", purpose=data["purpose"],
        )  # fmt: skip

    def drawn(self) -> list[list[float]]:
        """Return the first route for the map, EPSG:3857; nothing where it was not read."""
        routes = getattr(self, "cleaned_data", {}).get("points") or [()]
        return on_the_map(routes[0]) if len(routes) == 1 else []

    def give_back(self, **changed: Any) -> None:
        """Show routes in the register's coordinates, however they were sent: they are the ones that count."""
        said = {name: self.data.get(name) for name in self.data}
        routes = self.cleaned_data.get("points")
        if routes:
            said["points"] = "\n\n".join(written(route) for route in routes)
        self.data = {**said, **changed}
