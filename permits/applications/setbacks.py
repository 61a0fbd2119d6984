"""Sides of a plot as people read them: what each is, what it asks for, and how far the works stand from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.contrib.gis.geos import GEOSGeometry
from django.utils.functional import Promise
from shapely.geometry.base import BaseGeometry

from geo.printing.maps import sides_of
from geo.spatial.shapes import to_shapely
from geo.spatial_rules.rule import MissingSource
from parcels.register.models import BoundaryVersion
from permits.applications.models import PermitApplication
from permits.applications.plot import PlotSide, SideRole, measure
from permits.applications.spatial_rules.subject import Proposal, SetbackPlan, land_proposal, setback_plan


@dataclass(frozen=True, slots=True, kw_only=True)
class SideRow:
    """A side in a table: `required_m` and `clear_m` are metres, None where nobody knows or nothing stands before it."""

    role: str | Promise
    from_corner: int
    to_corner: int
    length_m: float
    street: str
    width_m: float | None
    required_m: float | None
    clear_m: float | None


def proposal_on(version: BoundaryVersion, works: GEOSGeometry, on: date) -> Proposal:
    """Return works on land as the rules look at them, before anybody has asked for them."""
    return Proposal(parcel=version.parcel, version=version, works=works, on=on, case_id=uuid4())


def sides_on(version: BoundaryVersion, on: date) -> tuple[PlotSide, ...]:
    """Return the sides of land with what they are; without the figures for that, its edges as they are."""
    try:
        return proposal_on(version, version.geom, on).sides
    except MissingSource:
        edges = sides_of(to_shapely(version.geom))
        return tuple(PlotSide(role=SideRole.SIDE, edges=(edge,)) for edge in edges)


def required_on(version: BoundaryVersion, on: date) -> tuple[float, ...] | None:
    """Return the metres that each side of land asks for, in the order of `sides_on`; None when no rule holds there."""
    try:
        return tuple(metres for _side, metres in setback_plan(proposal_on(version, version.geom, on)).sides)
    except MissingSource:
        return None


def setbacks_of(application: PermitApplication, on: date) -> SetbackPlan | None:
    """Return the setbacks of the land of an application on a day; None when no rule holds there."""
    try:
        return setback_plan(land_proposal(application, on))
    except MissingSource:
        return None


def setback_rows(application: PermitApplication, on: date) -> list[SideRow]:
    """Return the sides of the land of an application with what they ask for and what was measured."""
    sides = sides_on(application.ground, on)
    return side_rows(sides, required_on(application.ground, on), to_shapely(application.works))


def side_rows(
    sides: Sequence[PlotSide], required: Sequence[float] | None, works: BaseGeometry | None = None
) -> list[SideRow]:
    """Return sides as rows of a table; the works are measured against each, where there are any."""
    asked: Sequence[float | None] = required or [None] * len(sides)
    return [_row(side, metres, works) for side, metres in zip(sides, asked, strict=True)]


def _row(side: PlotSide, metres: float | None, works: BaseGeometry | None) -> SideRow:
    street = side.street
    return SideRow(
        role=side.role.label,
        from_corner=side.from_corner,
        to_corner=side.to_corner,
        length_m=side.length_m,
        street=street.name if street else "",
        width_m=street.width_m if street else None,
        required_m=metres,
        clear_m=measure(works, side, metres or 0.0, 0.0).clear_m if works is not None else None,
    )
