"""The building is known to the office by a permit or a survey decision."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, Rule
from permits.applications.enums import PermitKind, PermitStatus
from permits.applications.models import PublishedPermit
from permits.applications.spatial_rules.subject import Proposal
from permits.applications.spatial_rules.survey_valid import Survey, surveys_of


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers of building permits on the parcel that nobody revoked, its survey decisions, the rules' day."""

    permits: tuple[str, ...]
    surveys: tuple[Survey, ...]
    on: date


class BuildingRecorded(Rule[Proposal, Facts]):
    """A building is pulled down or repaired on its building permit, or on a survey decision that holds."""

    code = "building_recorded"
    title = _("The building has a permit, or the land a survey decision")
    cites = "DOMAIN 1.6 (demolition and restoration: on a valid permit or a survey decision)"
    hint = _("Bring the building permit, or ask for a survey decision of the parcel.")

    def facts(self, subject: Proposal) -> Facts:
        """Read the public permits on the parcel and its survey decisions."""
        permits = PublishedPermit.objects.filter(parcel_code=subject.parcel.code or "", kind=PermitKind.BUILDING)
        numbers = permits.exclude(status=PermitStatus.REVOKED).order_by("number").values_list("number", flat=True)
        return Facts(tuple(numbers), surveys_of(subject), subject.on)

    def judge(self, facts: Facts) -> Finding:
        """A permit that was not revoked, or a decision of this boundary within its term, for whatever purpose."""
        holds = [
            survey.number
            for survey in facts.surveys
            if survey.of_this_boundary
            and survey.issued_on <= facts.on
            and (survey.valid_until is None or survey.valid_until >= facts.on)
        ]
        evidence = {"permits": list(facts.permits), "holds": holds}
        if facts.permits or holds:
            return Finding(answer=Answer.YES, message=_("The building is known to the office."), evidence=evidence)
        message = _("There is neither a building permit nor a survey decision that holds.")
        return Finding(answer=Answer.NO, message=message, evidence=evidence)
