"""No other case holds the land, or it can go with it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding
from permits.cases.claims import live_claims, stands_in_the_way
from permits.subdivisions.spatial_rules.subject import LandRule, Subject


@dataclass(frozen=True, slots=True)
class Facts:
    """Case numbers: those that stand in the way, those that will go with the land."""

    in_the_way: tuple[str, ...]
    going_with_it: tuple[str, ...]


class NoCaseInTheWay(LandRule):
    """A live case on the land is decided or withdrawn first, unless its kind goes with the land (S12)."""

    code = "no_case_in_the_way"
    title = _("No other case holds the land")
    cites = "DOMAIN S12"
    hint = _("Decide or withdraw the other case first.")

    def facts(self, subject: Subject) -> Facts:
        """Ask the claims."""
        nobody = subject.versions[0].parcel_id  # no case has the key of a parcel
        claims = list(live_claims([v.parcel_id for v in subject.versions], but=subject.case_id or nobody))
        staying = {claim.case.reference for claim in claims if stands_in_the_way(claim)}
        going = {claim.case.reference for claim in claims} - staying
        return Facts(tuple(sorted(staying)), tuple(sorted(going)))

    def judge(self, facts: Facts) -> Finding:
        """None stands in the way."""
        evidence = {"in_the_way": list(facts.in_the_way), "going_with_it": list(facts.going_with_it)}
        if facts.in_the_way:
            return Finding(answer=Answer.NO, message=_("Another case holds a parcel."), evidence=evidence)
        if facts.going_with_it:
            message = _("Cases on the land will move to the new parcels.")
            return Finding(answer=Answer.YES, message=message, evidence=evidence)
        return Finding(answer=Answer.YES, message=_("No other case."), evidence=evidence)
