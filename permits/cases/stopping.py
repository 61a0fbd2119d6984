"""Permits as another procedure reaches them: found by their number, stopped for a while by an order."""

from collections.abc import Callable
from typing import Protocol

from geo.accounts.models import User
from geo.calendars.digits import fold_digits
from geo.registry import Registry
from permits.cases.models import Case


class Stoppable(Protocol):
    """How what a kind of case issued is stopped for a while, and goes on. Runs inside the office's territory."""

    def suspend(self, *, case: Case, by: User, reason: str) -> None:
        """Suspend what was issued. Errors: StepNotPossible when nothing is in force."""

    def resume(self, *, case: Case, by: User, reason: str) -> None:
        """Let it go on. Errors: StepNotPossible when it is not suspended."""


stoppables: Registry[Stoppable] = Registry("stoppable kind of case")

#: Finds the case whose permit has a number, typed in either digits; None when it is none of the slice's permits.
PermitFinder = Callable[[str], Case | None]
permit_finders: Registry[PermitFinder] = Registry("finder of permits")


def case_of_permit(number: str) -> Case | None:
    """Return the case of the permit of that number, or the case of that case number, among those that may be seen."""
    for finder in permit_finders:
        found = finder(number)
        if found is not None:
            return found
    return Case.objects.filter(reference=fold_digits(number).strip()).first()
