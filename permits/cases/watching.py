"""Who is told of each thing that happens to a case, in the transaction in which it happens."""

from collections.abc import Callable
from typing import Any

from geo.registry import Registry
from permits.cases.models import Case

#: Gets the case, what happened ("step", "request", …) and facts that JSON can hold and that name no person.
Watcher = Callable[[Case, str, dict[str, Any]], None]
watchers: Registry[Watcher] = Registry("watcher of cases")


def tell_watchers(case: Case, what: str, facts: dict[str, Any]) -> None:
    """Tell all watchers; what one of them raises undoes what it was told of. Runs inside the territory of the case."""
    for watcher in watchers:
        watcher(case, what, facts)
