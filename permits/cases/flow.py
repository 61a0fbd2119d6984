"""States and named transitions of a kind of case: one table that fits on a screen, read by code and database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise

from geo.accounts.enums import Role
from geo.registry import Registry
from permits.cases.enums import Stage
from permits.cases.models import Case

Text = str | Promise
#: A guard raises a DomainError when the case is not ready for the step; what it found is told to whoever settles it.
Guard = Callable[[Case], object]
#: The same, asked of many cases at once: raises when any of them is not ready.
GuardOfMany = Callable[[Sequence[Case]], object]


class Side(StrEnum):
    """Who takes a step when it is not an office."""

    APPLICANT = "applicant"
    SYSTEM = "system"  # by itself, on terms and payments: no person can take such a step


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step: from which states to which, by whom.

    `apart_from` names steps whose actor may not take this one too: the second signature. What is not `awaited` may be
    taken and is not waited for: a withdrawal. Before a step with a `stage` everything of that stage and of earlier ones
    must be settled (open_matters.py, and a trigger). Against an `appealable` step the applicant may appeal.
    `guard_of_many` asks what `guard` asks, of many cases in as many statements as of one.
    """

    name: str
    label: Text
    sources: frozenset[str]
    target: str
    by: Role | Side
    apart_from: tuple[str, ...] = ()
    needs_note: bool = False
    guard: Guard | None = None
    guard_of_many: GuardOfMany | None = None
    awaited: bool = True
    style: str = "primary"
    stage: Stage | None = None
    appealable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """All steps of one kind of case. `page` names the address of a case's page, made from its key.

    `former` are states of older cases that no step leads to any more: they only go on from there. When a case enters a
    state of `refers_in`, the departments are asked that dated data name for it (referring.py). `papers` is the type of
    record, with the case's key, under which the archive keeps what the applicant hands in.
    """

    kind: str
    title: Text
    states: type[TextChoices]
    initial: str
    transitions: tuple[Transition, ...]
    page: str = "application:case"
    former: frozenset[str] = frozenset()
    refers_in: frozenset[str] = frozenset()
    papers: str = "cases.case"

    def step(self, name: str) -> Transition | None:
        """Return the step of that name, or None."""
        return next((step for step in self.transitions if step.name == name), None)

    def from_state(self, state: str) -> Iterable[Transition]:
        """Return the steps that leave a state."""
        return (step for step in self.transitions if state in step.sources)

    def pairs(self) -> set[tuple[str, str]]:
        """Return all (source, target) pairs."""
        return {(source, step.target) for step in self.transitions for source in step.sources}

    def stage_of(self, source: str, target: str) -> Stage | None:
        """Return what must be settled between two states: the least that a step between them asks for."""
        stages = [step.stage for step in self.transitions if source in step.sources and step.target == target]
        return None if None in stages else min((stage for stage in stages if stage), default=None)


flows: Registry[Flow] = Registry("flow")
