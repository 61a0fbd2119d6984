"""Restoration leaves the footprint as it is."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.spatial_rules.site import lonlat, surfaces, union_of
from permits.applications.spatial_rules.subject import Proposal


@dataclass(frozen=True, slots=True)
class Facts:
    """Square metres: what stands there, the footprint after the works, what comes to it and what goes, and where."""

    standing_m2: float
    works_m2: float
    added_m2: float
    lost_m2: float
    changed: dict[str, Any] | None
    within_m: Decimal
    sliver_m2: Decimal


class FootprintUnchanged(Rule[Proposal, Facts]):
    """Repairs add nothing and take nothing away: what changes the outline is a building permit's."""

    code = "footprint_unchanged"
    title = _("The footprint stays as it is")
    cites = "DOMAIN 1.6, 3.3 (restoration: no new component, footprint unchanged within a tolerance)"
    hint = _("Draw the building as it stands; for an addition or a part that goes, apply for a building permit.")

    def facts(self, subject: Proposal) -> Facts:
        """Compare the footprint with the buildings that it meets; others on the parcel are not concerned."""
        within, sliver = subject.limits["footprint_unchanged"], subject.limits["building_sliver"]
        works = subject.footprint
        met = union_of(each for each in subject.standing if each.intersection(works).area > float(sliver))
        added = surfaces(works.difference(met.buffer(float(within), join_style="mitre")))
        lost = surfaces(met.difference(works.buffer(float(within), join_style="mitre")))
        return Facts(
            met.area, works.area, added.area, lost.area, lonlat(union_of((added, lost))), within, sliver
        )  # fmt: skip

    def judge(self, facts: Facts) -> Finding:
        """A band of the tolerance along the walls is forgiven, and slivers."""
        evidence = {
            "standing_m2": round(facts.standing_m2, 2), "works_m2": round(facts.works_m2, 2),
            "added_m2": round(facts.added_m2, 2), "lost_m2": round(facts.lost_m2, 2), "within_m": str(facts.within_m),
        }  # fmt: skip
        if facts.standing_m2 <= 0:
            return Finding(answer=Answer.NO, message=_("No building stands there to be restored."), evidence=evidence)
        if facts.added_m2 > float(facts.sliver_m2):
            message = _("The works would make the building larger.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.changed)
        if facts.lost_m2 > float(facts.sliver_m2):
            message = _("The works would take a part of the building away.")
            return Finding(answer=Answer.NO, message=message, evidence=evidence, geometry=facts.changed)
        return Finding(answer=Answer.YES, message=_("The footprint stays as it is."), evidence=evidence)
