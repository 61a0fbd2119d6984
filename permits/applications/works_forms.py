"""Forms of works on a plot: where they stand, by distances, by drawing or by file, and what they are."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import shapely
from django import forms
from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from geo.calendars.digits import fold_digits
from geo.errors import DomainError
from geo.spatial.points import on_the_map, read_points, written
from geo.spatial.shapes import to_surface
from permits.applications.building import FloorPlace
from permits.applications.enums import BuildingUse
from permits.applications.footprint import at_distances, from_geojson, through_points
from permits.applications.forms import ApplicantForm
from permits.applications.particulars import DemolitionScope, RestorationWork
from permits.applications.plot import PlotSide

#: Bytes of a file with an outline: a building has few corners.
MOST_BYTES = 200_000
SIDE = "side_{}"


class Way(TextChoices):
    """How the place of works is told."""

    SIDES = "sides", _("By distances from the sides")  # بالارتدادات عن الأضلاع
    DRAWN = "drawn", _("Drawn on the map, or by its corners")  # رسمًا على الخريطة أو بإحداثيات الأركان
    FILE = "file", _("From a GeoJSON file")  # من ملف GeoJSON


class Figure(forms.DecimalField):
    """A figure in either digits, with either decimal mark."""

    def __init__(self, **kwargs: Any) -> None:
        shown = {"inputmode": "decimal", "dir": "ltr", "autocomplete": "off", "class": "form-control"}
        kwargs.setdefault("min_value", Decimal(0))
        kwargs.setdefault("decimal_places", 2)
        super().__init__(widget=forms.TextInput(attrs=shown), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Fold the digits first."""
        return super().to_python(fold_digits(str(value)).replace("٫", ".").strip() if value is not None else value)


class Count(forms.IntegerField):
    """A count in either digits."""

    def __init__(self, **kwargs: Any) -> None:
        shown = {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "form-control"}
        super().__init__(widget=forms.TextInput(attrs=shown), min_value=0, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Fold the digits first."""
        return super().to_python(fold_digits(str(value)).strip() if value is not None else value)


def line(label: Any, **kwargs: Any) -> forms.CharField:
    """Return a field of one line that may stay empty."""
    shown = {"class": "form-control"}
    return forms.CharField(label=label, max_length=200, required=False, widget=forms.TextInput(attrs=shown), **kwargs)


def ticked(label: Any, error: Any) -> forms.BooleanField:
    """Return a mark that must be set: a statement of the applicant."""
    return forms.BooleanField(
        label=label, error_messages={"required": error}, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )


class WorksForm(ApplicantForm):
    """Works on a plot: `land` is its outline and `sides` what its sides are, `standing` the buildings on it."""

    #: How the place may be told, and the fields that the page shows in groups.
    ways: tuple[Way, ...] = tuple(Way)
    particulars: tuple[str, ...] = ()

    way = forms.ChoiceField(label=_("How to place the works"), widget=forms.Select(attrs={"class": "form-select"}))
    points = forms.CharField(
        label=_("Corners"), required=False,
        help_text=_("Easting and northing, one corner a line. What you draw on the map is written here."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "ltr", "class": "form-control", "autocomplete": "off"}),
    )  # fmt: skip
    picked = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Outline as a file"), required=False, help_text=_("GeoJSON with the outline of the works."),
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".geojson,.json"}),
    )  # fmt: skip

    def __init__(
        self, *args: Any, land: BaseGeometry, sides: Sequence[PlotSide], required: Sequence[float] | None,
        standing: Sequence[tuple[str, str, BaseGeometry]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        self.land, self.sides, self.standing = land, sides, standing
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(way.value, way.label) for way in self.ways]  # type: ignore[attr-defined]
        self.fields["way"].initial = self.ways[0].value
        for place, _side in enumerate(sides if Way.SIDES in self.ways else ()):
            asked = None if required is None else f"{required[place]:.2f}"
            self.fields[SIDE.format(place)] = Figure(max_value=Decimal(500), required=False, initial=asked)

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """The fields of the distances, in the order of the sides."""
        return [self[SIDE.format(place)] for place in range(len(self.sides))] if Way.SIDES in self.ways else []

    @property
    def particular_fields(self) -> list[forms.BoundField]:
        """The fields of what the works are."""
        return [self[name] for name in self.particulars]

    def clean_file(self) -> Any:
        """Refuse a file that is larger than any outline."""
        sent = self.cleaned_data["file"]
        if sent is not None and sent.size > MOST_BYTES:
            raise ValidationError(_("The file is too large for the outline of a building."))
        return sent

    def clean(self) -> dict[str, Any]:
        """Place the works. What is wrong with them stands at the field they were told by."""
        data = super().clean() or {}
        self.works: MultiPolygon | None = None
        if data.get("way"):
            try:
                self.works = self._placed(Way(data["way"]), data)
            except ValidationError as wrong:
                self.add_error(self._told_by(Way(data["way"])), wrong)
            except DomainError as wrong:
                self.add_error(self._told_by(Way(data["way"])), ValidationError(str(wrong)))
        return data

    def _told_by(self, way: Way) -> str:
        return {Way.SIDES: "way", Way.DRAWN: "points", Way.FILE: "file"}[way]

    def _placed(self, way: Way, data: dict[str, Any]) -> MultiPolygon | None:
        """Return the works. Errors: FootprintWrong, ValidationError."""
        if way == Way.DRAWN:
            return through_points(read_points(data.get("points", "")))
        if way == Way.FILE:
            if "file" in self.errors:
                return None
            if not data.get("file"):
                raise ValidationError(_("Choose the file."))
            return from_geojson(data["file"].read().decode("utf-8", errors="replace"))
        return self._by_sides(data)

    def _by_sides(self, data: dict[str, Any]) -> MultiPolygon | None:
        names = [SIDE.format(place) for place in range(len(self.sides))]
        if any(name in self.errors for name in names):
            return None
        distances = [data.get(name) for name in names]
        if any(metres is None for metres in distances):
            raise ValidationError(_("Write the distance from every side; 0 where the building stands on it."))
        return at_distances(self.land, self.sides, [metres for metres in distances if metres is not None])

    def drawn(self) -> list[list[float]]:
        """Return the corners for the map, EPSG:3857."""
        try:
            return on_the_map(read_points(str(self["points"].value() or "")))
        except ValidationError:
            return []

    def give_back(self) -> None:
        """Show what was placed by its corners in the register's coordinates: they are the ones that count."""
        if self.works is not None and len(self.works) == 1:
            corners = self.works[0].exterior_ring.coords[:-1]
            self.data = {**{name: self.data.get(name) for name in self.data}, "points": written(corners)}

    def raw(self) -> dict[str, Any]:
        """Return what was said of the works, as particulars.py reads it."""
        raise NotImplementedError


class BuildingForm(WorksForm):
    """A building that is to be built."""

    particulars = (
        "use", "upper_floors", "floor_m2", "annex_m2", "basement_m2", "height_m", "parking", "units", "designer",
        "supervisor", "contractor",
    )  # fmt: skip
    use = forms.ChoiceField(
        label=_("Use"), choices=BuildingUse.choices, widget=forms.Select(attrs={"class": "form-select"})
    )
    upper_floors = Count(label=_("Floors above the ground floor"), max_value=40, initial=1)
    floor_m2 = Figure(
        label=_("Area of each upper floor, m²"), required=False, help_text=_("Empty: as large as the ground floor.")
    )
    annex_m2 = Figure(label=_("Roof annex, m²"), required=False, help_text=_("Empty: none."))
    basement_m2 = Figure(label=_("Basement, m²"), required=False, help_text=_("Empty: none."))
    height_m = Figure(label=_("Height, m"), max_value=Decimal(400))
    parking = Count(label=_("Parking spaces"), max_value=5000, initial=1)
    units = Count(label=_("Independent units"), max_value=5000, initial=1)
    designer = line(_("Designing office"))
    supervisor = line(_("Supervising office"))
    contractor = line(_("Contractor"))

    def raw(self) -> dict[str, Any]:
        """Return the building; the ground floor is measured from its outline."""
        data = self.cleaned_data
        ground = round(self.works.area, 2) if self.works is not None else 0
        floors = [{"place": FloorPlace.BASEMENT, "area_m2": data["basement_m2"]}] if data["basement_m2"] else []
        floors.append({"place": FloorPlace.GROUND, "area_m2": ground})
        upper = {"place": FloorPlace.FLOOR, "area_m2": data["floor_m2"] or ground}
        floors += [upper] * data["upper_floors"]
        floors += [{"place": FloorPlace.ANNEX, "area_m2": data["annex_m2"]}] if data["annex_m2"] else []
        names = ("use", "height_m", "parking", "units", "designer", "supervisor", "contractor")
        return {**{name: data[name] for name in names}, "floors": floors}


class StandingForm(WorksForm):
    """Works on buildings that stand on the land."""

    buildings = forms.MultipleChoiceField(
        label=_("Building"), widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(key, label) for key, label, _shape in self.standing]
        self.fields["buildings"].choices = choices  # type: ignore[attr-defined]
        self.fields["buildings"].initial = [key for key, _label in choices]

    def _told_by(self, way: Way) -> str:
        return "buildings" if way == Way.SIDES else super()._told_by(way)

    def _by_sides(self, data: dict[str, Any]) -> MultiPolygon | None:
        """Return the chosen buildings: where works are on what stands, its outline is the register's."""
        chosen = set(data.get("buildings", ()))
        shapes = [shape for key, _label, shape in self.standing if key in chosen]
        if not shapes:
            raise ValidationError(_("Choose the building that the works are on."))
        return to_surface(shapely.union_all(shapes))


class DemolitionForm(StandingForm):
    """A building that goes, as a whole or in part; a part is drawn."""

    particulars = ("buildings", "protection", "contractor", "vacant", "utilities_off")
    ways = (Way.SIDES, Way.DRAWN)
    protection = forms.CharField(
        label=_("How neighbouring buildings are protected"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )  # fmt: skip
    contractor = line(_("Contractor"))
    vacant = ticked(_("The building is empty."), _("A building is demolished only when it is empty."))
    utilities_off = ticked(
        _("Water, electricity and gas are cut off."), _("Supplies must be cut off before a building is demolished.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole, part = DemolitionScope.WHOLE.label, DemolitionScope.PART.label
        self.fields["way"].choices = [(Way.SIDES.value, whole), (Way.DRAWN.value, part)]  # type: ignore[attr-defined]

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """A building that stands needs no distances."""
        return []

    def raw(self) -> dict[str, Any]:
        """Return the demolition."""
        data = self.cleaned_data
        scope = DemolitionScope.PART if data["way"] == Way.DRAWN else DemolitionScope.WHOLE
        names = ("protection", "contractor", "vacant", "utilities_off")
        return {**{name: data[name] for name in names}, "scope": scope.value}


class RestorationForm(StandingForm):
    """A building that is repaired as it stands."""

    particulars = ("buildings", "scope", "contractor", "rubble")
    ways = (Way.SIDES,)
    scope = forms.MultipleChoiceField(
        label=_("What is repaired"), choices=RestorationWork.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose what is repaired.")},
    )  # fmt: skip
    contractor = line(_("Contractor"))
    rubble = ticked(_("I pledge to take the rubble away."), _("The pledge to take the rubble away is needed."))

    @property
    def side_fields(self) -> list[forms.BoundField]:
        """A building that stands needs no distances."""
        return []

    def raw(self) -> dict[str, Any]:
        """Return the restoration."""
        return {name: self.cleaned_data[name] for name in ("scope", "contractor", "rubble")}


FORMS: dict[str, type[WorksForm]] = {
    "building": BuildingForm,
    "demolition": DemolitionForm,
    "restoration": RestorationForm,
}
