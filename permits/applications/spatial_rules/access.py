"""The parcel is reached from a street that is wide enough."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import SideRole
from permits.applications.plot.figures import street_width
from permits.applications.spatial_rules.site import measured
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Frontage:
    """A side on a street: metres along it, and the street's width in metres."""

    length_m: float
    width_m: Decimal


@dataclass(frozen=True, slots=True)
class Facts:
    """The plot's frontages; the least frontage and the least width of its street, metres."""

    frontages: tuple[Frontage, ...]
    least_frontage_m: Decimal
    least_width_m: Decimal


class Access(Rule[Proposal, Facts]):
    """A building is reached from a street: along enough metres of boundary, and by a street that vehicles can use."""

    code = "access"
    title = _("The parcel is reached from a street")
    cites = "DOMAIN section 3, S9; the widths are unverified"
    hint = _("Ask the planning department for access: nothing is built on land that no street reaches.")

    def facts(self, subject: Proposal) -> Facts:
        """Take the sides that lie on streets."""
        found = [
            Frontage(measured(side.length_m), width)
            for side in subject.sides
            if side.role != SideRole.CHAMFER and (width := street_width(side)) is not None
        ]
        limits = subject.limits
        return Facts(tuple(found), limits["building_access_frontage"], limits["building_street_width"])

    def judge(self, facts: Facts) -> Finding:
        """One frontage must be long enough on a street that is wide enough."""
        evidence = {
            "frontages": [
                {"length_m": round(each.length_m, 2), "width_m": str(each.width_m)} for each in facts.frontages
            ],
            "least_frontage_m": str(facts.least_frontage_m),
            "least_width_m": str(facts.least_width_m),
        }
        if not facts.frontages:
            return Finding(answer=Answer.NO, message=_("No street reaches the parcel."), evidence=evidence)
        wide = [each for each in facts.frontages if each.width_m >= facts.least_width_m]
        if not wide:
            return Finding(answer=Answer.NO, message=_("The street is too narrow."), evidence=evidence)
        if all(each.length_m < float(facts.least_frontage_m) for each in wide):
            return Finding(answer=Answer.NO, message=_("The frontage on the street is too short."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("A street reaches the parcel."), evidence=evidence)
