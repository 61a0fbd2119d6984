"""The building has no more floors than its zone allows."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.building import FloorPlace
from permits.applications.plot import BuildingFigures
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Floors above the ground, roof annexes, and the zone's figures."""

    storeys: int
    annexes: int
    figures: BuildingFigures


class Floors(Rule[Proposal, Facts]):
    """Ground floor and upper floors are at most as many as the zone allows; on the roof stands one annex at most."""

    code = "floors"
    title = _("The building has no more floors than allowed")
    cites = "DOMAIN 1.6 (floors); S10"
    hint = _("Leave out a floor, or ask the planning department which number of floors holds here.")

    def facts(self, subject: Proposal) -> Facts:
        """Count the floors of the details."""
        annexes = sum(floor.place == FloorPlace.ANNEX for floor in subject.building.floors)
        return Facts(subject.building.storeys, annexes, subject.figures)

    def judge(self, facts: Facts) -> Finding:
        """Basements do not count; a roof annex is no floor, but there is one at most."""
        evidence = {"storeys": facts.storeys, "annexes": facts.annexes, "most": str(facts.figures.max_floors)}
        if facts.storeys < 1:
            return Finding(
                answer=Answer.NO, message=_("The building has no floor above the ground."), evidence=evidence
            )
        if facts.storeys > facts.figures.max_floors:
            return Finding(answer=Answer.NO, message=_("The building has too many floors."), evidence=evidence)
        if facts.annexes > 1:
            return Finding(answer=Answer.NO, message=_("A building has one roof annex at most."), evidence=evidence)
        return Finding(answer=Answer.YES, message=_("The number of floors is allowed."), evidence=evidence)
