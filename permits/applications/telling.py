"""What is said of works, as rows that a page or a paper shows: label, value, and how the value is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from permits.applications.building import BuildingWorks, FloorPlace
from permits.applications.enums import BuildingUse, PermitKind
from permits.applications.models import PermitApplication
from permits.applications.particulars import DemolitionScope, RestorationWork
from permits.applications.simple import FIGURES, Field, Form, fields_of, is_drawn

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Told:
    """One row: `form` is text, area (m²), metres or number."""

    label: Text
    value: Any
    form: str = "text"


def told_of(application: PermitApplication) -> list[Told]:
    """Return what is said of the works of an application."""
    return _OF_KIND[application.kind](application.details, application)


def _fencing(details: Mapping[str, Any], application: PermitApplication) -> list[Told]:
    return [Told(_("Length of the fence"), details["length_m"], "metres")]


def _building(details: Mapping[str, Any], application: PermitApplication) -> list[Told]:
    works = BuildingWorks.of(details)
    share = Decimal(repr(application.works.area / application.ground.geom.area * 100)).quantize(Decimal("0.1"))
    people = [
        Told(_("Designing office"), works.designer),
        Told(_("Supervising office"), works.supervisor),
        Told(_("Contractor"), works.contractor),
    ]
    return [
        Told(_("Use"), BuildingUse(works.use).label),
        Told(_("Ground covered"), application.works.area, "area"),
        Told(_("Share of the land, %"), share, "number"),
        Told(_("Floors"), works.storeys, "number"),
        *_floors(works),
        Told(_("Built area of all floors"), works.built_m2, "area"),
        Told(_("Height"), works.height_m, "metres"),
        Told(_("Parking spaces"), works.parking, "number"),
        Told(_("Independent units"), works.units, "number"),
        *(row for row in people if row.value),
    ]


def _floors(works: BuildingWorks) -> list[Told]:
    """Return the area of each place, the upper floors as one row."""
    return [
        Told(place.label, works.area_of(place), "area")
        for place in FloorPlace
        if any(floor.place == place for floor in works.floors)
    ]


def _demolition(details: Mapping[str, Any], application: PermitApplication) -> list[Told]:
    rows = [
        Told(_("What goes"), DemolitionScope(details["scope"]).label),
        Told(_("Ground covered"), Decimal(details["area_m2"]), "area"),
        Told(_("How neighbouring buildings are protected"), details["protection"]),
        Told(_("Contractor"), details["contractor"]),
    ]
    return [row for row in rows if row.value]


def _restoration(details: Mapping[str, Any], application: PermitApplication) -> list[Told]:
    labels = [RestorationWork(each).label for each in details["scope"]]
    rows = [
        Told(_("What is repaired"), " · ".join(map(str, labels))),
        Told(_("Ground covered"), Decimal(details["area_m2"]), "area"),
        Told(_("Contractor"), details["contractor"]),
    ]
    return [row for row in rows if row.value]


def _simple(details: Mapping[str, Any], application: PermitApplication) -> list[Told]:
    """Return a row for each field of the kind that something is said in; a mark that is set needs none."""
    if application.simple is None:
        return []
    said = [(field, details.get(field.code)) for field in fields_of(application.simple) if field.form != Form.TICK]
    rows = [
        Told(field.label, _shown(field, value), _FORMS.get(field.form, "number"))
        for field, value in said
        if value is not None
    ]
    covered = [Told(_("Ground covered"), Decimal(details["area_m2"]), "area")] if is_drawn(application.simple) else []
    return [*rows, *covered]


def _shown(field: Field, value: Any) -> Any:
    """Return what was said as it is told: a chosen code by its name, a figure as a number."""
    if field.form == Form.CHOICE:
        return field.chosen(value)
    return Decimal(value) if field.form in FIGURES else value


#: How a field of a simple kind is shown; a bare figure is a number.
_FORMS = {Form.TEXT: "text", Form.CHOICE: "text", Form.METRES: "metres", Form.AREA: "area"}

_OF_KIND: dict[str, Callable[[Mapping[str, Any], PermitApplication], list[Told]]] = {
    PermitKind.FENCING.value: _fencing,
    PermitKind.BUILDING.value: _building,
    PermitKind.DEMOLITION.value: _demolition,
    PermitKind.RESTORATION.value: _restoration,
    PermitKind.SIMPLE.value: _simple,
}
