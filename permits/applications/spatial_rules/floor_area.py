"""The floors are as large as the drawing says, and no larger than the land and the zone allow."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule, Text
from permits.applications.building import FloorPlace
from permits.applications.plot import BuildingFigures
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor as declared: where it lies, and its area in m²."""

    place: str
    area_m2: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """Land and drawn footprint in m², the declared floors from below upwards, the annex's share of the floor below it.

    `agrees_m2` is by how much the ground floor may differ from the drawing.
    """

    land_m2: float
    footprint_m2: float
    floors: tuple[Floor, ...]
    annex_share: Decimal
    agrees_m2: Decimal
    figures: BuildingFigures


class FloorArea(Rule[Proposal, Facts]):
    """A floor covers at most what the zone allows, a roof annex a share of the floor below it, a basement the land."""

    code = "floor_area"
    title = _("The floors have areas that are allowed")
    cites = "DOMAIN 1.6 (areas per floor; upper annex 70 % in the residential rules of 2024)"
    hint = _("Correct the floor areas, so that the ground floor is as drawn and no floor is larger than allowed.")

    def facts(self, subject: Proposal) -> Facts:
        """Take the floors from the details, the footprint from the drawing."""
        floors = tuple(Floor(each.place, each.area_m2) for each in subject.building.floors)
        limits = subject.limits
        return Facts(
            subject.outline.area, subject.footprint.area, floors, limits["annex_share"],
            limits["footprint_area_agrees"], subject.figures,
        )  # fmt: skip

    def judge(self, facts: Facts) -> Finding:
        """Each floor against its own limit; the ground floor also against the drawing."""
        told = [_told(i, facts) for i in range(len(facts.floors))]
        evidence = {"footprint_m2": round(facts.footprint_m2, 2), "agrees_m2": str(facts.agrees_m2), "floors": told}
        wrong = _wrong(facts, told)
        if wrong is not None:
            return Finding(answer=Answer.NO, message=wrong, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("Every floor has an area that is allowed."), evidence=evidence)


def _told(at: int, facts: Facts) -> dict[str, Any]:
    """Return a floor as evidence, with the most that is allowed for it, m²."""
    floor = facts.floors[at]
    most = _most(at, facts)
    return {
        "place": floor.place,
        "area_m2": str(floor.area_m2),
        "most_m2": str(most),
        "met": 0 < floor.area_m2 <= most,
    }


def _most(at: int, facts: Facts) -> Decimal:
    """Return the most that a floor may have, m² to the hundredth."""
    land, place = Decimal(str(round(facts.land_m2, 2))), facts.floors[at].place
    if place == FloorPlace.BASEMENT:
        return land
    if place == FloorPlace.ANNEX:
        below = [floor.area_m2 for floor in facts.floors[:at] if floor.place in (FloorPlace.GROUND, FloorPlace.FLOOR)]
        return round(below[-1] * facts.annex_share, 2) if below else Decimal(0)
    return round(land * facts.figures.max_coverage, 2)


def _wrong(facts: Facts, told: list[dict[str, Any]]) -> Text | None:
    """Return what is wrong, or None."""
    ground = [floor.area_m2 for floor in facts.floors if floor.place == FloorPlace.GROUND]
    if len(ground) != 1:
        return _("A building has one ground floor.")
    if abs(ground[0] - Decimal(str(round(facts.footprint_m2, 4)))) > facts.agrees_m2:
        return _("The ground floor's area is not that of the drawing.")
    return None if all(floor["met"] for floor in told) else _("A floor is larger than allowed.")
