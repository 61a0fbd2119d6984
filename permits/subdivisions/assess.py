"""Running the rules over a proposed change of land, and keeping what they said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from geo.accounts.models import User
from geo.spatial_rules.engine import Judged, judge_all
from geo.spatial_rules.keeping import kept_finding
from geo.spatial_rules.rule import Answer
from permits.subdivisions.models import Proposal, ProposalAssessment
from permits.subdivisions.spatial_rules import RULES
from permits.subdivisions.spatial_rules.subject import Subject


@dataclass(frozen=True, slots=True)
class Judgement:
    """All findings on a proposal, and the rules from which an exemption was asked for."""

    judged: tuple[Judged, ...]
    exempted: frozenset[str]

    @property
    def answer(self) -> Answer:
        """The worst answer, exemptions aside."""
        answers = {item.finding.answer for item in self.judged}
        return next((worst for worst in (Answer.NO, Answer.UNKNOWN) if worst in answers), Answer.YES)

    @property
    def may_pass(self) -> bool:
        """Every rule says yes, or may be excused and its exemption was asked for; unknown blocks too."""
        return all(item.finding.answer == Answer.YES or self.excused(item) for item in self.judged)

    def excused(self, item: Judged) -> bool:
        """Say whether an exemption from the rule was asked for and may be given."""
        return item.rule.code in self.exempted and getattr(item.rule, "may_be_excused", False)


def judge(subject: Subject, *, exempted: frozenset[str]) -> Judgement:
    """Judge a change by the rules of its kind; nothing is kept."""
    rules = [rule for rule in RULES if subject.change.kind in rule.kinds]
    return Judgement(judge_all(rules, subject).judged, exempted)


def judge_now(proposal: Proposal) -> Judgement:
    """Judge a stored proposal by today's rules, against the register as it stands."""
    return judge(Subject.of(proposal, on=timezone.localdate()), exempted=frozenset(proposal.exemptions))


def assess(*, proposal: Proposal, by: User, on: date | None = None) -> ProposalAssessment:
    """Judge a proposal by the rules of the day (today unless told) and keep every finding with its evidence."""
    day = on or timezone.localdate()
    judgement = judge(Subject.of(proposal, on=day), exempted=frozenset(proposal.exemptions))
    return ProposalAssessment.objects.create(
        proposal=proposal,
        municipality_id=proposal.municipality_id,
        judged_on=day,
        judged_by=by,
        answer=judgement.answer,
        findings=findings_of(judgement),
    )


def findings_of(judgement: Judgement) -> list[dict[str, Any]]:
    """Return findings in the form in which they are kept: sentences in both languages, evidence, geometry."""
    return [
        kept_finding(item, excused=judgement.excused(item), may_be_excused=getattr(item.rule, "may_be_excused", False))
        for item in judgement.judged
    ]
