"""States and named transitions of a kind of case: one table that fits on a screen, read by code and database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise

from geo.accounts.enums import Role
from geo.registry import Registry
from permits.cases.models import Case

Text = str | Promise
#: A guard raises a DomainError when the case is not ready for the step.
Guard = Callable[[Case], None]


class Side(StrEnum):
    """Who takes a step when it is not an office."""

    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One step: from which states to which, by whom.

    `apart_from` names steps whose actor may not take this one too: the second signature. What is not `awaited` may be
    taken and is not waited for: a withdrawal.
    """

    name: str
    label: Text
    sources: frozenset[str]
    target: str
    by: Role | Side
    apart_from: tuple[str, ...] = ()
    needs_note: bool = False
    guard: Guard | None = None
    awaited: bool = True
    style: str = "primary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """All steps of one kind of case. `page` names the address of a case's page, made from its key.

    `former` are states of older cases that no step leads to any more: they only go on from there.
    """

    kind: str
    title: Text
    states: type[TextChoices]
    initial: str
    transitions: tuple[Transition, ...]
    page: str = "application:case"
    former: frozenset[str] = frozenset()

    def step(self, name: str) -> Transition | None:
        """Return the step of that name, or None."""
        return next((step for step in self.transitions if step.name == name), None)

    def from_state(self, state: str) -> Iterable[Transition]:
        """Return the steps that leave a state."""
        return (step for step in self.transitions if state in step.sources)

    def pairs(self) -> set[tuple[str, str]]:
        """Return all (source, target) pairs."""
        return {(source, step.target) for step in self.transitions for source in step.sources}


flows: Registry[Flow] = Registry("flow")
