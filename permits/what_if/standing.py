"""Buildings that stand in a zone, held against a draft: coverage, floors, and the setback of each side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import shapely
from shapely import STRtree
from shapely.geometry.base import BaseGeometry

from geo.spatial_rules.rule import Answer
from permits.applications.plot import BuildingFigures, Reach, StreetShare
from permits.applications.spatial_rules.coverage import Coverage
from permits.applications.spatial_rules.coverage import Facts as CoverageFacts
from permits.applications.spatial_rules.limits import Limits
from permits.applications.spatial_rules.setbacks import Facts as SetbackFacts
from permits.applications.spatial_rules.setbacks import Setbacks, Side
from permits.applications.spatial_rules.site import STREETS_M
from permits.what_if.enums import Sort
from permits.what_if.judging import Changed, Question, ask, outcome
from permits.what_if.measuring import Gauge, Measure, Measured, Place

# The bound of one building keeps the index in use: a planner that expects one plot would read all buildings for each.
_KEYS = """
SELECT p.id FROM register_publishedparcel p
 CROSS JOIN LATERAL (SELECT FROM published_building b WHERE b.geom && p.geom LIMIT 1) AS built
 WHERE p.municipality_id = %(office)s AND p.geom && %(zone)s::geometry
   AND ST_Intersects(ST_PointOnSurface(p.geom), %(zone)s::geometry)
 ORDER BY p.code
"""
# What stands on each plot by more than the survey's noise, joined.
_PLOTS = """
SELECT p.id, p.code, p.number, ST_AsBinary(p.geom), ST_AsBinary(built.geom), built.floors
  FROM register_publishedparcel p
 CROSS JOIN LATERAL (
   SELECT ST_UnaryUnion(ST_Collect(part.geom)) AS geom, max(part.floors) AS floors
     FROM (SELECT ST_CollectionExtract(ST_Intersection(b.geom, p.geom), 3) AS geom, b.floors
             FROM published_building b WHERE b.geom && p.geom AND ST_Intersects(b.geom, p.geom)) AS part
    WHERE ST_Area(part.geom) > %(sliver)s) AS built
 WHERE p.id = ANY (%(keys)s) AND built.geom IS NOT NULL
 ORDER BY p.code
"""
_NEIGHBOURS = """
SELECT p.id, ARRAY(SELECT ST_AsBinary(n.geom) FROM register_publishedparcel n
                    WHERE n.geom && ST_Expand(p.geom, 1) AND n.id <> p.id)
  FROM register_publishedparcel p WHERE p.id = ANY (%(keys)s)
"""
# Streets of the day as this office holds them; of the others, those of today, which is all that they publish.
_STREETS = """
SELECT ST_AsBinary(s.geom), s.width_m, s.name
  FROM fabric_street s WHERE s.geom && ST_Expand(%(zone)s::geometry, %(reach)s) AND s.valid @> %(on)s::date
 UNION ALL
SELECT ST_AsBinary(s.geom), s.width_m, s.name
  FROM published_street s WHERE s.geom && ST_Expand(%(zone)s::geometry, %(reach)s)
   AND NOT EXISTS (SELECT 1 FROM fabric_street f WHERE f.id = s.id)
 ORDER BY 1
"""
_COVERAGE, _SETBACKS = Coverage(), Setbacks()
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A plot, what stands on it, and the floors of the highest building; the outlines as they were read too."""

    key: object
    code: str
    number: str
    outline: BaseGeometry
    built: BaseGeometry
    floors: Decimal
    as_read: tuple[bytes, bytes]


class Standing:
    """Standing buildings of a zone; what is measured is measured once, and only where it can matter."""

    sort = Sort.PLOT

    def __init__(self, on: date) -> None:
        """Errors: MissingSource when a limit of the day is not recorded."""
        limits = Limits.of(on)
        self._on, self._sliver, self._slack = on, limits["building_sliver"], limits["setback_slack"]
        self._street = StreetShare(share=limits["setback_street_share"], most_m=limits["setback_street_most"])
        reach = Reach(beside_m=float(limits["frontage_gap"]), beyond_m=float(limits["street_end_extension"]))
        self.gauge = Gauge(reach=reach, longest_cut_m=float(limits["corner_cut_longest"]))
        self._streets: list[tuple[bytes, float, str]] = []
        self._lines = STRtree([])

    def keys(self, asked: Question) -> list[object]:
        """Return the plots of the zone near which something stands, and read its streets. In the office's territory."""
        rows = ask(_STREETS, zone=asked.zone, reach=STREETS_M, on=self._on)
        self._streets = [(bytes(line), float(width), name) for line, width, name in rows]
        self._lines = STRtree([shapely.from_wkb(line) for line, _width, _name in self._streets])
        return [key for (key,) in ask(_KEYS, zone=asked.zone, office=asked.office)]

    def judge(self, asked: Question, keys: Sequence[object], measure: Measure) -> tuple[list[Changed], int]:
        """Return which plots of some would be otherwise, and on how many something stands."""
        plots = [_plot(row) for row in ask(_PLOTS, keys=list(keys), sliver=self._sliver)]
        wanted = [plot for plot in plots if self._matters(plot, asked)]
        told = zip(wanted, measure(self._places(wanted)), strict=True)
        found = (self._changed(plot, sides, asked) for plot, sides in told)
        return [each for each in found if each is not None], len(plots)

    def _matters(self, plot: Plot, asked: Question) -> bool:
        """Say whether a plot's outcome can be otherwise, before its sides are measured.

        It cannot where something else stands against it under both rules, nor where all but the setbacks stays as it is
        and these stay, or the building is farther from every side than either rule can ask for.
        """
        before, after = _plain(plot, asked.held), _plain(plot, asked.draft)
        if Answer.NO in before.values() and Answer.NO in after.values():
            return False
        if before != after:
            return True
        if _setbacks_of(asked.held) == _setbacks_of(asked.draft):
            return False
        most = max(self._most(asked.held), self._most(asked.draft))
        return bool(plot.built.distance(plot.outline.boundary) < most)

    def _most(self, figures: BuildingFigures) -> Decimal:
        """Return the most that any side can be asked for."""
        street = self._street.most_m if figures.setback_front_m else Decimal(0)
        return max(*_setbacks_of(figures), street)

    def _places(self, plots: Sequence[Plot]) -> list[Place]:
        """Return plots with what lies around them."""
        beside = dict(ask(_NEIGHBOURS, keys=[plot.key for plot in plots])) if plots else {}
        return [
            Place(
                outline=plot.as_read[0],
                built=plot.as_read[1],
                neighbours=tuple(bytes(each) for each in beside[plot.key]),
                streets=tuple(self._streets[i] for i in sorted(self._lines.query(_around(plot.outline)))),
            )
            for plot in plots
        ]

    def _changed(self, plot: Plot, sides: Sequence[Measured] | None, asked: Question) -> Changed | None:
        before, after = (self._answers(plot, sides, figures) for figures in (asked.held, asked.draft))
        if outcome(before.values()) == outcome(after.values()):
            return None
        return Changed(
            sort=Sort.PLOT, name=plot.code, parcel=plot.number, case=None, before=outcome(before.values()),
            after=outcome(after.values()), rules=tuple(rule for rule in before if before[rule] != after[rule]),
            outline=plot.outline,
        )  # fmt: skip

    def _answers(self, plot: Plot, sides: Sequence[Measured] | None, figures: BuildingFigures) -> Answers:
        return {**_plain(plot, figures), _SETBACKS.code: self._setbacks(sides, figures)}

    def _setbacks(self, sides: Sequence[Measured] | None, figures: BuildingFigures) -> Answer:
        if sides is None:
            return Answer.UNKNOWN
        facts = SetbackFacts(tuple(Side(*side) for side in sides), figures, self._street, self._slack, None)
        return _SETBACKS.judge(facts).answer


def _plot(row: tuple[object, str, str, bytes, bytes, Decimal]) -> Plot:
    key, code, number, outline, built, floors = row
    as_read = bytes(outline), bytes(built)
    surfaces = (shapely.from_wkb(each) for each in as_read)
    return Plot(key=key, code=code, number=number, outline=next(surfaces), built=next(surfaces), floors=floors,
                as_read=as_read)  # fmt: skip


def _plain(plot: Plot, figures: BuildingFigures) -> Answers:
    """Return what is told without sides: coverage, and floors as they are recorded, half ones too."""
    built = plot.built.area
    covered = _COVERAGE.judge(CoverageFacts(plot.outline.area, built, built, None, figures)).answer
    return {_COVERAGE.code: covered, "floors": Answer.YES if plot.floors <= figures.max_floors else Answer.NO}


def _setbacks_of(figures: BuildingFigures) -> tuple[Decimal, Decimal, Decimal]:
    return figures.setback_front_m, figures.setback_side_m, figures.setback_rear_m


def _around(outline: BaseGeometry) -> BaseGeometry:
    west, south, east, north = outline.bounds
    return shapely.box(west - STREETS_M, south - STREETS_M, east + STREETS_M, north + STREETS_M)
