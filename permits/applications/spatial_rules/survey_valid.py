"""A survey decision for the works holds on the parcel."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule, Text
from permits.applications.spatial_rules.subject import Proposal
from permits.cases.land_papers import land_papers


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey decision: number, purpose, days, and whether it is of the boundary that is checked."""

    number: str
    purpose: str
    issued_on: date
    valid_until: date | None
    of_this_boundary: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """The parcel's survey decisions, the purpose that is asked for, and the rules' day."""

    surveys: tuple[Survey, ...]
    purpose: str
    on: date


class SurveyValid(Rule[Proposal, Facts]):
    """Works stand on a survey decision for building, of the parcel's present boundary, within its term."""

    code = "survey_valid"
    title = _("A survey decision is valid")
    cites = "DOMAIN 1.2, 1.6; 3.3 (survey decision valid for building)"
    hint = _("Ask for a survey decision of the parcel for the purpose of building.")
    purpose = "build"

    def facts(self, subject: Proposal) -> Facts:
        """Read the parcel's survey decisions."""
        return Facts(surveys_of(subject), self.purpose, subject.on)

    def judge(self, facts: Facts) -> Finding:
        """One decision must hold: for the purpose, issued, of this boundary, not expired."""
        meant = [survey for survey in facts.surveys if survey.purpose == facts.purpose and survey.issued_on <= facts.on]
        current = [survey for survey in meant if survey.of_this_boundary]
        holds = [survey for survey in current if survey.valid_until is None or survey.valid_until >= facts.on]
        evidence = {"numbers": [survey.number for survey in meant], "holds": [survey.number for survey in holds]}
        if holds:
            return Finding(answer=Answer.YES, message=_("A survey decision holds."), evidence=evidence)
        return Finding(answer=Answer.NO, message=_why_not(bool(meant), bool(current)), evidence=evidence)


def surveys_of(subject: Proposal) -> tuple[Survey, ...]:
    """Return the survey decisions of the parcel. Errors: MissingSource when nobody tells of any."""
    papers = land_papers.get("survey")
    if papers is None:
        raise MissingSource("survey decisions")
    return tuple(
        Survey(each.number, each.purpose, each.issued_on, each.valid_until, each.version_id == subject.version.pk)
        for each in papers(subject.parcel.pk)
    )


def _why_not(meant: bool, current: bool) -> Text:
    if current:
        return _("The survey decision has expired.")
    if meant:
        return _("The boundary has changed since the survey decision.")
    return _("The parcel has no survey decision for this purpose.")
