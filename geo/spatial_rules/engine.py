"""Running rules over a subject."""

import logging
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DataError, InternalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from geo.spatial_rules.rule import Answer, Finding, MissingSource, Rule

log = logging.getLogger(__name__)
#: What PostGIS answers for a geometry with which it cannot reckon.
_FAILED = (InternalError, DataError)
Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule with its finding, and the facts from which it was found; `missing` names a source that was not there."""

    rule: Rule[Any, Any]
    finding: Finding
    facts: Any = None
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Subject]):
    """All findings; the whole is no if any is no, else unknown if any is unknown.

    `overridden` are codes of rules whose "unknown" does not block, by the decision of two persons; a "no" always does.
    """

    subject: Subject
    judged: tuple[Judged, ...]
    overridden: frozenset[str] = frozenset()

    @property
    def answer(self) -> Answer:
        """The worst answer that blocks; without rules there is nothing to say."""
        answers = {self._counted(item) for item in self.judged}
        for worst in (Answer.NO, Answer.UNKNOWN):
            if worst in answers:
                return worst
        return Answer.YES if answers else Answer.UNKNOWN

    def _counted(self, item: Judged) -> Answer:
        answer = item.finding.answer
        return Answer.YES if answer == Answer.UNKNOWN and item.rule.code in self.overridden else answer


def judge_all(rules: Sequence[Rule[Subject, Any]], subject: Subject) -> Verdict[Subject]:
    """Run every rule; none stops another. A source that fails is unknown, and does not end the transaction."""
    try:
        with _undone_alone():
            return Verdict(subject, tuple(_judge(rule, subject) for rule in rules))
    except _FAILED:  # which rule it was is found one by one: most often none fails, and each way to the server counts
        return Verdict(subject, tuple(_judge_alone(rule, subject) for rule in rules))


def not_told(missing: str) -> Finding:
    """Return the finding of a rule whose source is missing."""
    return Finding(answer=Answer.UNKNOWN, message=_("A source is missing."), evidence={"missing": missing})


def _undone_alone() -> AbstractContextManager[Any]:
    """Open a savepoint where a transaction runs."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def _judge(rule: Rule[Subject, Any], subject: Subject) -> Judged:
    try:
        facts = rule.facts(subject)
    except MissingSource as missing:
        return Judged(rule, not_told(str(missing)), missing=str(missing))
    return Judged(rule, rule.judge(facts), facts)


def _judge_alone(rule: Rule[Subject, Any], subject: Subject) -> Judged:
    try:
        with _undone_alone():
            return _judge(rule, subject)
    except _FAILED as failed:
        log.exception("a source of rule %s failed", rule.code)
        told = f"failed: {str(failed).splitlines()[0]}"
        return Judged(rule, not_told(told), missing=told)
