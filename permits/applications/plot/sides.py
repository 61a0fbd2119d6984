"""A side of a plot: its role among the sides, the street that it faces, its edges."""

import math
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from shapely import LineString

from geo.printing.maps import Side


class SideRole(TextChoices):
    """What a side of a plot is for the rules of building."""

    FRONT = "front", _("Front side")  # الواجهة
    STREET = "street", _("Side on another street")  # جانب على شارع آخر
    SIDE = "side", _("Side towards a neighbour")  # جانبي
    REAR = "rear", _("Rear side")  # خلفي
    CHAMFER = "chamfer", _("Corner cut")  # شطفة


#: Roles of sides that lie on a street.
ON_STREETS = frozenset({SideRole.FRONT, SideRole.STREET, SideRole.CHAMFER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A street beside a plot: centre line in the storage CRS, width in metres, name."""

    line: LineString
    width_m: float
    name: str = ""

    def goes_on_as(self, other: "Street") -> bool:
        """Say whether two stretches are one street: the same one, or of one name and width."""
        return self is other or (bool(self.name) and (self.name, self.width_m) == (other.name, other.width_m))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotSide:
    """One side: consecutive edges of the outline (clockwise, storage CRS) with one role; a curve is one side.

    Corners are numbered as geo.printing.maps.sides_of numbers them. A part of an edge counts as that edge.
    """

    role: SideRole
    edges: tuple[Side, ...]
    street: Street | None = None

    @property
    def line(self) -> LineString:
        """The side as one line, clockwise."""
        return LineString([self.edges[0].start, *(edge.end for edge in self.edges)])

    @property
    def length_m(self) -> float:
        """Length on the grid, metres."""
        return sum(edge.length for edge in self.edges)

    @property
    def from_corner(self) -> int:
        """The corner at which the side begins."""
        return self.edges[0].from_corner

    @property
    def to_corner(self) -> int:
        """The corner at which the side ends."""
        return self.edges[-1].to_corner

    @property
    def outward(self) -> tuple[float, float]:
        """Unit vector away from the land, the edges' own weighted by their lengths; (0, 0) for a closed ring."""
        east = sum(edge.outward[0] * edge.length for edge in self.edges)
        north = sum(edge.outward[1] * edge.length for edge in self.edges)
        size = math.hypot(east, north)
        return (east / size, north / size) if size > 1e-9 else (0.0, 0.0)
