"""A plot, its building and what lies around it, drawn as text, as the rules see them.

    P  the plot          #  the building asked for      o  the same, beyond the plot
    S  a building that stands on the plot               @  the same, under the building asked for
    N M K  neighbours    B  a building on the land of N
    =  a street from west to east   |  from south to north   +  where two cross

The first line lies north; a cell is 2 m by 2 m unless told. Three empty cells or more part streets.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from textwrap import dedent
from typing import Any
from uuid import UUID

import shapely
from django.contrib.gis.geos import GEOSGeometry
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.spatial.shapes import to_geos, to_surface
from geo.spatial_rules.engine import judge_all
from geo.spatial_rules.facts import facts_of, kept_facts
from geo.spatial_rules.rule import Finding, Rule
from parcels.register.models import BoundaryVersion, Parcel
from permits.applications.plot import BuildingFigures, Street
from permits.applications.spatial_rules.limits import Limits
from permits.applications.spatial_rules.site import Restriction, Site, ZonePart
from permits.applications.spatial_rules.subject import Proposal
from tests.factories.places import ORIGIN

DAY = date(2026, 3, 1)
VILLAS = BuildingFigures(
    zone="101/R", use="residential", max_coverage=Decimal("0.70"), max_floors=Decimal(3),
    setback_front_m=Decimal(4), setback_side_m=Decimal(2), setback_rear_m=Decimal(2), cites="test",
)  # fmt: skip
#: The old quarter: built on its sides, walls against each other.
OLD_QUARTER = BuildingFigures(
    zone="901/M", use="mixed", max_coverage=Decimal(1), max_floors=Decimal(3),
    setback_front_m=Decimal(0), setback_side_m=Decimal(0), setback_rear_m=Decimal(0), cites="test",
)  # fmt: skip
LIMITS = {
    "annex_share": "0.70", "building_access_frontage": "3", "building_gap": "1.5", "building_roof_height": "4",
    "building_sliver": "0.5", "building_storey_height": "4.5", "building_street_width": "2", "corner_cut_leg": "3",
    "corner_cut_longest": "10", "corner_cut_street_width": "8", "demolition_protection": "3",
    "fence_on_boundary": "0.05",
    "footprint_area_agrees": "0.5", "footprint_beyond": "0.01", "footprint_unchanged": "0.10", "frontage_gap": "1",
    "parking_large_land": "2", "parking_small_land": "1", "parking_small_land_until": "400", "setback_slack": "0.02",
    "setback_street_most": "6", "setback_street_share": "0.2", "street_end_extension": "3.5",
    "parking_area/commercial": "50", "parking_area/mosque": "25", "parking_area/electricity": "0",
    "use_allowed/residential/residential": "1", "use_allowed/residential/commercial": "0",
    "use_allowed/facility/residential": "0", "use_allowed/facility/commercial": "0", "use_allowed/mixed/mosque": "1",
    "use_allowed/commercial/commercial": "1", "use_allowed/mixed/commercial": "1", "use_allowed/facility/mosque": "1",
}  # fmt: skip
PLOT, ASKED, STANDING = "P#S@", "#o@", "S@"
NEIGHBOURS = {"N": "NB", "M": "M", "K": "K"}


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """The layers of a picture, storage CRS."""

    cells: Mapping[str, BaseGeometry]

    @classmethod
    def of(cls, picture: str, cell_m: float = 2.0) -> "Drawing":
        """Read a picture; its south-western corner lies at ORIGIN."""
        lines = [line.rstrip() for line in dedent(picture).strip("\n").splitlines()]
        cells: dict[str, list[Polygon]] = {}
        for row, line in enumerate(reversed(lines)):
            for column, letter in enumerate(line):
                x, y = ORIGIN[0] + column * cell_m, ORIGIN[1] + row * cell_m
                cells.setdefault(letter, []).append(shapely.box(x, y, x + cell_m, y + cell_m))
        return cls(cells={letter: shapely.union_all(boxes) for letter, boxes in cells.items()})

    def layer(self, letters: str) -> BaseGeometry:
        """Return the cells of these letters as one surface, without corners in the middle of a side."""
        joined = shapely.union_all([self.cells[letter] for letter in letters if letter in self.cells])
        return shapely.simplify(joined, 0.0)

    def streets(self) -> tuple[Street, ...]:
        """Return the streets: their centre lines, and their widths as drawn."""
        along = [(part.bounds, True) for part in _parts(self.layer("=+"))]
        across = [(part.bounds, False) for part in _parts(self.layer("|+"))]
        long_ones = [(box, east) for box, east in [*along, *across] if _runs(box, east) or not _is_crossing(self, box)]
        return tuple(_street(box, east) for box, east in long_ones)


@dataclass(frozen=True, kw_only=True)
class Land:
    """A picture as a proposal: what the details say of the building, the zone's figures, restrictions, dated limits."""

    picture: str
    cell_m: float = 2.0
    figures: Sequence[BuildingFigures] = (VILLAS,)
    details: Mapping[str, Any] = field(default_factory=dict)
    masks: Sequence[tuple[str, BaseGeometry]] = ()
    without: Sequence[str] = ()
    shaped: Callable[[BaseGeometry], BaseGeometry] = lambda outline: outline
    works: BaseGeometry | None = None
    streets: Sequence[Street] | None = None

    def proposal(self) -> Proposal:
        """Return what the rules look at; nothing of it is in the database."""
        drawing = Drawing.of(self.picture, self.cell_m)
        outline = self.shaped(drawing.layer(PLOT))
        works = drawing.layer(ASKED) if self.works is None else self.works
        neighbours = [drawing.layer(letters) for letters in NEIGHBOURS.values()]
        proposal = Proposal(
            parcel=Parcel(code="501001001000100012"),
            version=BoundaryVersion(pk=1, geom=to_surface(outline)),
            works=_stored(works),
            on=DAY,
            case_id=UUID(int=0),
            details=self.details,
        )
        proposal.__dict__["site"] = Site(
            outline=outline,
            streets=tuple(drawing.streets() if self.streets is None else self.streets),
            neighbours=tuple(each for each in neighbours if not each.is_empty),
            buildings=tuple(part for letters in (STANDING, "B") for part in _parts(drawing.layer(letters))),
            masks=tuple(Restriction(kind=kind, outline=shape) for kind, shape in self.masks),
            zones=tuple(ZonePart(figures=each, outline=outline.buffer(50)) for each in self.figures),
        )
        values = {code: Decimal(value) for code, value in LIMITS.items() if code not in self.without}
        proposal.__dict__["limits"] = Limits(DAY, values)
        return proposal


def ask(rule: Rule[Proposal, Any], land: Land) -> Finding:
    """Return what a rule finds; its facts must be such that they can be kept and judged again to the same end."""
    proposal = land.proposal()
    (judged,) = judge_all([rule], proposal).judged
    if "missing" not in judged.finding.evidence:
        facts = rule.facts(proposal)
        assert rule.judge(facts_of(rule, kept_facts(facts))) == judged.finding
    return judged.finding


def at(west: float, south: float, east: float, north: float) -> Polygon:
    """Return a rectangle in metres from the south-western corner of the picture."""
    return shapely.box(ORIGIN[0] + west, ORIGIN[1] + south, ORIGIN[0] + east, ORIGIN[1] + north)


def shape(*points: tuple[float, float]) -> Polygon:
    """Return a polygon of points in metres from the south-western corner of the picture."""
    return Polygon([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points])


def street(*points: tuple[float, float], width_m: float, name: str = "") -> Street:
    """Return a street along points in metres from the south-western corner of the picture."""
    return Street(line=LineString([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points]), width_m=width_m, name=name)


def _stored(works: BaseGeometry) -> GEOSGeometry:
    """Return works as they are stored: surfaces of one or more parts, or lines."""
    if works.is_empty:
        return to_geos(MultiPolygon())
    return to_surface(works) if isinstance(works, Polygon | MultiPolygon) else to_geos(works)


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return [] if shape.is_empty else list(shapely.get_parts(shape))


def _runs(box: tuple[float, ...], east: bool) -> bool:
    """Say whether a street is longer the way it is drawn than it is wide."""
    long, wide = box[2] - box[0], box[3] - box[1]
    return long >= wide if east else wide >= long


def _is_crossing(drawing: Drawing, box: tuple[float, ...]) -> bool:
    return drawing.layer("+").contains(shapely.box(*box))


def _street(box: tuple[float, ...], east: bool) -> Street:
    west, south, to_east, north = box
    middle_x, middle_y = (west + to_east) / 2, (south + north) / 2
    ends = [(west, middle_y), (to_east, middle_y)] if east else [(middle_x, south), (middle_x, north)]
    return Street(line=LineString(ends), width_m=(north - south) if east else (to_east - west))
