"""Reads of case files."""

from typing import Any

from permits.cases.flow import flows
from permits.cases.models import Case


def history_of(case: Case) -> list[dict[str, Any]]:
    """Return the steps of a case in the order of time, each with its name and the name of the state that it led to."""
    flow = flows[case.kind]
    history = []
    for event in case.events.select_related("taken_by", "on_behalf_of"):
        step = flow.step(event.transition)
        label = step.label if step else event.transition
        history.append({"event": event, "label": label, "target": flow.states(event.target).label})
    return history
