"""Running rules over a subject."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with its finding."""

    rule: Rule[Any, Any]
    finding: Finding


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Subject]):
    """All findings; the whole is no if any is no, else unknown if any is unknown."""

    subject: Subject
    judged: tuple[Judged, ...]

    @property
    def answer(self) -> Answer:
        """The worst answer; without rules there is nothing to say."""
        answers = {item.finding.answer for item in self.judged}
        for worst in (Answer.NO, Answer.UNKNOWN):
            if worst in answers:
                return worst
        return Answer.YES if answers else Answer.UNKNOWN


def judge_all(rules: Sequence[Rule[Subject, Any]], subject: Subject) -> Verdict[Subject]:
    """Run every rule; none stops another."""
    return Verdict(subject, tuple(Judged(rule, _judge(rule, subject)) for rule in rules))


def _judge(rule: Rule[Subject, Any], subject: Subject) -> Finding:
    try:
        facts = rule.facts(subject)
    except MissingSource as missing:
        return Finding(answer=Answer.UNKNOWN, message=_("A source is missing."), evidence={"missing": str(missing)})
    return rule.judge(facts)
