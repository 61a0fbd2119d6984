"""The parcels of a plan keep the least measures that the subdivision rules of the day ask for (S13)."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib.gis.geos import MultiPolygon
from django.utils.translation import gettext_lazy as _

from geo.spatial.shapes import geojson_lonlat
from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule, Text
from geo.spatial_rules.selectors import needed_value
from parcels.fabric.selectors import Face, by_turn, street_faces
from parcels.register.models import BoundaryVersion
from permits.planning.selectors import laid_out
from permits.planning.spatial_rules.subject import PlanOnDay

#: How many parcels are named and shown; all are counted.
MOST = 20
#: Metres of outline along a street that make it a street of the parcel, and not a corner that is touched.
FACE_M = 1.0


@dataclass(frozen=True, slots=True)
class Facts:
    """The least measure allowed, how many parcels are laid out, and those below with their measures, worst first."""

    least: Decimal
    parcels: int
    below: tuple[tuple[str, float], ...]
    where: dict[str, Any] | None


class Minimum(Rule[PlanOnDay, Facts]):
    """A least measure of every new parcel; one that stays below needs an exemption, asked for in the study."""

    cites = "DOMAIN 1.3; S13"
    hint = _("Lay the parcels out otherwise, or let the study ask for an exemption with its reason.")
    #: The dated value that is asked for, and the sentence where a parcel is below it.
    value: ClassVar[str]
    too_small: ClassVar[Text]

    @abstractmethod
    def measures(self, lots: Sequence[BoundaryVersion], subject: PlanOnDay) -> list[float]:
        """Return the measure of each outline; raise MissingSource when it cannot be had."""

    def facts(self, subject: PlanOnDay) -> Facts:
        """Measure the parcels that the plan brings; what an amendment only repeats is in force already."""
        least = needed_value(self.value, subject.on)
        lots = laid_out(subject.plan.pk)
        measured = zip(self.measures(lots, subject) if lots else [], lots, strict=True)
        below = sorted(((m, lot) for m, lot in measured if round(m, 2) < least), key=lambda pair: pair[0])
        outlines = MultiPolygon([face for _m, lot in below[:MOST] for face in lot.geom], srid=subject.plan.geom.srid)
        named = tuple((lot.parcel.parcel_label, round(m, 2)) for m, lot in below)
        return Facts(least, len(lots), named, geojson_lonlat(outlines) if below else None)

    def judge(self, facts: Facts) -> Finding:
        """None may be below."""
        evidence = {
            "least": str(facts.least), "parcels": facts.parcels, "below": len(facts.below),
            "worst": [list(named) for named in facts.below[:MOST]],
        }  # fmt: skip
        if facts.below:
            return Finding(answer=Answer.NO, message=self.too_small, evidence=evidence, geometry=facts.where)
        return Finding(answer=Answer.YES, message=_("Every new parcel keeps to it."), evidence=evidence)


class LeastArea(Minimum):
    """Every parcel has at least the area of the rules."""

    code = "plan_least_area"
    title = _("Every parcel of the plan is large enough")
    value = "subdivision_least_area"
    too_small = _("Some parcels are smaller than the rules allow.")

    def measures(self, lots: Sequence[BoundaryVersion], subject: PlanOnDay) -> list[float]:
        """Measure on the grid, m²."""
        return [float(lot.area_grid_m2) for lot in lots]


class LeastFrontage(Minimum):
    """Every parcel lies along a street for at least the length of the rules."""

    code = "plan_least_frontage"
    title = _("Every parcel of the plan has its frontage")
    value = "subdivision_frontage"
    too_small = _("Some parcels have too short a frontage, or none.")

    def measures(self, lots: Sequence[BoundaryVersion], subject: PlanOnDay) -> list[float]:
        """Measure the longest side along one street, metres."""
        return [max((face.length_m for face in faces), default=0.0) for faces in _faces(lots, subject)]


class LeastStreetWidth(Minimum):
    """Every parcel lies on a street of at least the width of the rules."""

    code = "plan_street_width"
    title = _("The streets of the plan are wide enough")
    value = "subdivision_street_width"
    too_small = _("Some parcels lie on no street that is wide enough.")

    def measures(self, lots: Sequence[BoundaryVersion], subject: PlanOnDay) -> list[float]:
        """Take the widest street of each, metres."""
        return [
            max((face.width_m for face in faces if face.length_m >= FACE_M), default=0.0)
            for faces in _faces(lots, subject)
        ]


def _faces(lots: Sequence[BoundaryVersion], subject: PlanOnDay) -> list[list[Face]]:
    """Return the streets of each parcel. Where the register holds no street along any, nothing can be told."""
    gap = needed_value("frontage_gap", subject.on)
    found = street_faces([lot.geom for lot in lots], gap_m=gap, on=subject.on)
    if not found:
        raise MissingSource("streets of the plan")
    return by_turn(found, len(lots))
