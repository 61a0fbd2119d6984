"""The building has its parking spaces."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.limits import PARKING_AREA
from permits.applications.spatial_rules.subject import Proposal

_DWELLING = "residential"


@dataclass(frozen=True, slots=True)
class Facts:
    """The use, spaces, land and built area in m²; spaces of dwellings by the land's size; built m² a space elsewhere.

    `area_a_space` is 0 where a use needs none, and None where nobody has said.
    """

    use: str
    spaces: int
    land_m2: float
    built_m2: Decimal
    small_until_m2: Decimal
    small_land: Decimal
    large_land: Decimal
    area_a_space: Decimal | None


class Parking(Rule[Proposal, Facts]):
    """A dwelling has spaces by the size of its land, another building by its built area."""

    code = "parking"
    title = _("There are enough parking spaces")
    cites = "DOMAIN 1.6 (residential rules of 2024: one space up to 400 m², else two); other uses unverified"
    hint = _("Add parking spaces within the parcel.")

    def facts(self, subject: Proposal) -> Facts:
        """Take use, areas and spaces from the details, the land from the register."""
        limits, works = subject.limits, subject.building
        return Facts(
            works.use, works.parking, subject.outline.area, works.built_m2, limits["parking_small_land_until"],
            limits["parking_small_land"], limits["parking_large_land"], limits.beginning(PARKING_AREA).get(works.use),
        )  # fmt: skip

    def judge(self, facts: Facts) -> Finding:
        """Count what is needed."""
        needed = _needed(facts)
        evidence: dict[str, Any] = {"use": facts.use, "spaces": facts.spaces, "needed": needed}
        if needed is None:
            message = _("It is not recorded how many parking spaces this use needs.")
            return Finding(answer=Answer.UNKNOWN, message=message, evidence=evidence)
        if facts.spaces < needed:
            return Finding(answer=Answer.NO, message=_("There are too few parking spaces."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("There are enough spaces."), evidence=evidence)


def _needed(facts: Facts) -> int | None:
    """Return how many spaces are needed; a begun share of built area needs a whole one."""
    if facts.use == _DWELLING:
        small = round(facts.land_m2, 2) <= float(facts.small_until_m2)
        return int(facts.small_land if small else facts.large_land)
    if facts.area_a_space is None:
        return None
    if facts.area_a_space == 0:
        return 0
    return int((facts.built_m2 / facts.area_a_space).to_integral_value(ROUND_CEILING))
