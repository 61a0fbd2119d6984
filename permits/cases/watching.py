"""Who is told of each thing that happens to a case, in the transaction in which it happens."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

from geo.registry import Registry
from permits.cases.models import Case

#: Gets the case, what happened ("step", "request", …) and facts that JSON can hold and that name no person.
Watcher = Callable[[Case, str, dict[str, Any]], None]
watchers: Registry[Watcher] = Registry("watcher of cases")
#: By the name of a watcher: the keys of those of many cases of which it wants to hear. Who is not here hears of all.
choosers: Registry[Callable[[Sequence[Case]], Collection[UUID]]] = Registry("chooser of watched cases")


def tell_watchers(case: Case, what: str, facts: dict[str, Any]) -> None:
    """Tell all watchers; what one of them raises undoes what it was told of. Runs inside the territory of the case."""
    for watcher in watchers:
        watcher(case, what, facts)


def tell_watchers_of_many(cases: Sequence[Case], what: str, facts: dict[UUID, dict[str, Any]]) -> None:
    """Tell all watchers of many cases, of each its facts; a watcher with a chooser only of those that it chooses."""
    for name in watchers.names():
        chooser = choosers.get(name)
        chosen = chooser(cases) if chooser is not None else facts.keys()
        for case in cases:
            if case.pk in chosen:
                watchers[name](case, what, facts[case.pk])
