"""What slices say of the cases that they decide, so that a decision can be explained and taken again."""

from typing import Any, Protocol

from geo.registry import Registry
from geo.spatial_rules.engine import Judged
from permits.cases.models import Case
from permits.decisions.errors import NothingRecorded
from permits.decisions.models import DecisionRecord


class Decider(Protocol):
    """A slice whose decisions are recorded. Runs inside the office's territory."""

    def decides(self, kind: str) -> bool:
        """Say whether cases of this kind are the slice's."""

    def judged(self, case: Case) -> tuple[Judged, ...]:
        """Return what the rules say of a case now."""

    def again(self, record: DecisionRecord) -> dict[str, Any]:
        """Return what the record would say, had it been written from the register, the law and the papers as kept.

        Facts of rules come from the record: they are judged again by the rules of then. Errors: FormerRuleMissing.
        """


deciders: Registry[Decider] = Registry("slice that records its decisions")


def decider_of(case: Case) -> Decider:
    """Return the slice that decides a case. Errors: NothingRecorded."""
    for decider in deciders:
        if decider.decides(case.kind):
            return decider
    raise NothingRecorded
