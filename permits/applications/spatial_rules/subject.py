"""What the rules look at: a parcel version and the works asked for on it, on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import to_shapely
from geo.spatial_rules.rule import MissingSource
from parcels.register.models import BoundaryVersion, Parcel
from permits.applications.building import BuildingWorks
from permits.applications.models import PermitApplication
from permits.applications.plot import BuildingFigures, PlotSide, Reach, StreetShare, classify, envelope
from permits.applications.plot.figures import required_of
from permits.applications.spatial_rules.limits import Limits
from permits.applications.spatial_rules.site import Site, read_site

#: The case of what nobody has applied for yet.
NO_CASE = UUID(int=0)
#: The grid of stored coordinates, metres: what differs by less lies in the same place.
GRID_M = 0.001
#: A zone that only borders on the plot shares no ground with it: what a common edge may leave, share of the land.
_EDGE_SHARE = 0.001


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A parcel, the boundary version that is checked, the works (storage CRS, metres), the rules' day, the case.

    `details` is what the kind keeps of the works: floors, uses, heights. What lies around is read once, for all rules.
    """

    parcel: Parcel
    version: BoundaryVersion
    works: GEOSGeometry
    on: date
    case_id: UUID
    details: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def outline(self) -> BaseGeometry:
        """The plot's surface."""
        return to_shapely(self.version.geom)

    @cached_property
    def footprint(self) -> BaseGeometry:
        """The works as drawn. Errors: MissingSource when they are no sound geometry."""
        shape = to_shapely(self.works)
        if not shape.is_valid:
            raise MissingSource(f"sound outline of the works: {shapely.is_valid_reason(shape)}")
        return shape

    @cached_property
    def site(self) -> Site:
        """The plot and what lies around it on the rules' day."""
        return read_site(parcel_id=self.parcel.pk, outline=self.outline, works=self.footprint, on=self.on)

    @cached_property
    def limits(self) -> Limits:
        """The dated limits of the rules' day."""
        return Limits.of(self.on)

    @cached_property
    def building(self) -> BuildingWorks:
        """The building as asked for. Errors: MissingSource when the details describe none."""
        try:
            return BuildingWorks.of(self.details)
        except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
            raise MissingSource(f"details of the building: {wrong}") from wrong

    @cached_property
    def sides(self) -> tuple[PlotSide, ...]:
        """The plot's sides: front, side, rear, corner cut. Errors: MissingSource."""
        limits = self.limits
        reach = Reach(beside_m=float(limits["frontage_gap"]), beyond_m=float(limits["street_end_extension"]))
        longest_cut = float(limits["corner_cut_longest"])
        site = self.site
        return classify(self.outline, site.streets, site.neighbours, reach=reach, longest_cut_m=longest_cut)

    @cached_property
    def figures(self) -> BuildingFigures:
        """The one building rule that holds on the plot. Errors: MissingSource when none holds, or several."""
        least = self.outline.area * _EDGE_SHARE
        held = [zone.figures for zone in self.site.zones if zone.outline.intersection(self.outline).area > least]
        if not held:
            raise MissingSource(f"building rule of a zone on {self.on.isoformat()}")
        if len(held) > 1:
            raise MissingSource(f"one building rule: the land lies in {', '.join(sorted(each.zone for each in held))}")
        return held[0]

    @cached_property
    def standing(self) -> tuple[BaseGeometry, ...]:
        """The buildings that stand on the plot by more than survey noise, whole. Errors: MissingSource."""
        least = float(self.limits["building_sliver"])
        return tuple(each for each in self.site.buildings if each.intersection(self.outline).area > least)

    @cached_property
    def beside(self) -> tuple[BaseGeometry, ...]:
        """The buildings near the plot that do not stand on it. Errors: MissingSource."""
        return tuple(each for each in self.site.buildings if each not in self.standing)

    @cached_property
    def street_share(self) -> StreetShare:
        """What a street's width adds to setbacks. Errors: MissingSource."""
        return StreetShare(share=self.limits["setback_street_share"], most_m=self.limits["setback_street_most"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SetbackPlan:
    """The sides of a plot with the metres that each asks for, and the land that they leave (storage CRS)."""

    sides: tuple[tuple[PlotSide, float], ...]
    envelope: BaseGeometry


def setback_plan(proposal: Proposal) -> SetbackPlan:
    """Return where may be built on a plot; the envelope's boundary are the setback lines. Errors: MissingSource."""
    sides = tuple((side, float(required_of(side, proposal.figures, proposal.street_share))) for side in proposal.sides)
    return SetbackPlan(sides=sides, envelope=envelope(proposal.outline, sides))


def plot_sides(version: BoundaryVersion, on: date) -> tuple[PlotSide, ...]:
    """Return the sides of a plot on a day, also where no building rule holds. Errors: MissingSource."""
    nothing = GEOSGeometry(f"SRID={version.geom.srid};MULTIPOLYGON EMPTY")
    return Proposal(parcel=version.parcel, version=version, works=nothing, on=on, case_id=NO_CASE).sides


def land_proposal(application: PermitApplication, on: date) -> Proposal:
    """Return what the rules of works on a parcel look at. Errors: ValueError for works that stand on none."""
    return Proposal(
        parcel=application.ground.parcel,
        version=application.ground,
        works=application.works,
        on=on,
        case_id=application.pk,
        details=application.details,
    )
