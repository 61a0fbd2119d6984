"""The building keeps its distance from every side."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import BuildingFigures, SideRole, SideSetback, StreetShare, measure, required_m
from permits.applications.plot.figures import is_clear, required_of, street_width
from permits.applications.spatial_rules.site import lonlat, surfaces, union_of
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Side:
    """A side: its role, corners, length, the street's width, and metres to the building (None: none before it)."""

    role: str
    from_corner: int
    to_corner: int
    length_m: float
    street_width_m: Decimal | None
    clear_m: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Every side as measured, the zone's figures, what streets add, what is forgiven (m), and the strips built on."""

    sides: tuple[Side, ...]
    figures: BuildingFigures
    street: StreetShare
    slack_m: Decimal
    strips: dict[str, Any] | None


class Setbacks(Rule[Proposal, Facts]):
    """Between a building and each side of its plot the setback of that side stays free: by zone and by street."""

    code = "setbacks"
    title = _("The building keeps its setbacks")
    cites = "DOMAIN 1.6 (setbacks per side; a share of the street's width is unverified); S10"
    hint = _("Draw the building farther from the sides that are marked, behind the setback lines.")

    def facts(self, subject: Proposal) -> Facts:
        """Measure the footprint against each side of the plot."""
        slack, figures, street = subject.limits["setback_slack"], subject.figures, subject.street_share
        measured = [
            measure(subject.footprint, side, float(required_of(side, figures, street)), float(slack))
            for side in subject.sides
        ]
        strips = surfaces(union_of(each.strip for each in measured))
        return Facts(tuple(_side(each) for each in measured), figures, street, slack, lonlat(strips))

    def judge(self, facts: Facts) -> Finding:
        """Without a street nobody knows which side is which; else every side must be clear."""
        told = [_told(side, facts) for side in facts.sides]
        evidence = {"zone": facts.figures.zone, "slack_m": str(facts.slack_m), "sides": told}
        if all(side.role != SideRole.FRONT for side in facts.sides):
            message = _("No street is known beside the parcel: its setbacks cannot be told.")
            return Finding(answer=Answer.UNKNOWN, message=message, evidence=evidence)
        if all(side["met"] for side in told):
            return Finding(answer=Answer.YES, message=_("The building keeps every setback."), evidence=evidence)
        message = _("The building stands too near to a side.")
        return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.strips)


def _side(measured: SideSetback) -> Side:
    side, clear = measured.side, measured.clear_m
    return Side(
        role=side.role.value,
        from_corner=side.from_corner,
        to_corner=side.to_corner,
        length_m=side.length_m,
        street_width_m=street_width(side),
        clear_m=clear,
    )


def _told(side: Side, facts: Facts) -> dict[str, Any]:
    """Return a side as evidence: measured, required, and whether that is met."""
    required = required_m(SideRole(side.role), side.street_width_m, facts.figures, facts.street)
    return {
        "role": side.role,
        "from_corner": side.from_corner,
        "to_corner": side.to_corner,
        "length_m": round(side.length_m, 2),
        "street_width_m": None if side.street_width_m is None else str(side.street_width_m),
        "clear_m": None if side.clear_m is None else round(side.clear_m, 3),
        "required_m": str(required),
        "met": is_clear(side.clear_m, float(required), float(facts.slack_m)),
    }
