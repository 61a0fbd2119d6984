"""What the building is for is allowed in its zone."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.plot import BuildingFigures
from permits.applications.spatial_rules.limits import USE_ALLOWED
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """The use of the building, the uses of zones in which it is allowed (1) or not (0), and the zone's figures."""

    use: str
    allowed: dict[str, Decimal]
    figures: BuildingFigures


class UseInZone(Rule[Proposal, Facts]):
    """A zone says what its land is used for; what it says nothing about, nobody may assume."""

    code = "use_in_zone"
    title = _("The use is allowed in the zone")
    cites = "DOMAIN 3.3 (use allowed by zone); which use is allowed in which zone is unverified"
    hint = _("Choose a use that the zone allows, or ask the planning department.")

    def facts(self, subject: Proposal) -> Facts:
        """Look the use up among the zones' uses."""
        use = subject.building.use
        pairs = (code.split("/") for code in subject.limits.beginning(USE_ALLOWED))
        zones = sorted(zone for zone, allowed_use in pairs if allowed_use == use)
        return Facts(use, {zone: subject.limits[f"{USE_ALLOWED}{zone}/{use}"] for zone in zones}, subject.figures)

    def judge(self, facts: Facts) -> Finding:
        """Allowed, not allowed, or never said."""
        evidence = {"use": facts.use, "zone": facts.figures.zone, "zone_use": facts.figures.use}
        allowed = facts.allowed.get(facts.figures.use)
        if allowed is None:
            message = _("It is not recorded whether this use is allowed in the zone.")
            return Finding(answer=Answer.UNKNOWN, message=message, evidence=evidence)
        if allowed < 1:
            return Finding(answer=Answer.NO, message=_("The zone does not allow this use."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The zone allows this use."), evidence=evidence)
