"""Write docs/flows.md: the states and steps of every kind of case, drawn from the tables that decide."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import override

from geo.accounts.enums import Role
from permits.cases.flow import Flow, Guard, Side, Text, Transition, flows

PATH = Path(settings.ROOT) / "docs" / "flows.md"
HEAD = """# Flows

Written by `manage.py draw_flows` from the flow tables that code and database read; change a table, then run it.
A step is taken by the role in brackets, in the place of the case. What is dotted may be taken and is not waited for.
"""
_SIDES = {Side.APPLICANT: "applicant", Side.SYSTEM: "by itself"}


class Command(BaseCommand):
    """Write the drawings anew."""

    help = "Write docs/flows.md, a drawing of each kind of case, from the flow tables."

    def handle(self, *args: Any, **options: Any) -> None:
        PATH.write_text(drawn_flows(), encoding="utf-8")


def drawn_flows() -> str:
    """Return all drawings (Mermaid flowcharts in Markdown), each with a table of its steps."""
    return "\n".join([HEAD, *(_drawn(flow) for flow in sorted(flows, key=lambda flow: flow.kind))])


def _drawn(flow: Flow) -> str:
    reached = {flow.initial, *flow.former, *(state for pair in flow.pairs() for state in pair)}
    states = [f'  {state.value}(["{_both(state.label)}"])' for state in flow.states if state.value in reached]
    edges = [
        f'  {source} {"-->" if step.awaited else "-.->"}|"{_both(step.label)} [{_by(step)}]"| {step.target}'
        for step in flow.transitions
        for source in sorted(step.sources)
    ]
    drawing = ["```mermaid", "flowchart TD", *states, *edges, "```"]
    rows = [f"| `{step.name}` | {_both(step.label)} | {_by(step)} | {_conditions(step)} |" for step in flow.transitions]
    table = ["| Step | Name | By | Conditions |", "|---|---|---|---|", *rows]
    return "\n".join([f"## {_both(flow.title)} (`{flow.kind}`)", "", *drawing, "", *table, ""])


def _by(step: Transition) -> str:
    return _SIDES[step.by] if isinstance(step.by, Side) else _in("en", Role(step.by).label)


def _conditions(step: Transition) -> str:
    """Return what is asked besides the role: another hand than of other steps, a reason, a settled file, a check."""
    told = [f"not by the hand of `{name}`" for name in step.apart_from]
    told += ["with a reason"] if step.needs_note else []
    told += [f"file settled up to *{step.stage.name.lower()}*"] if step.stage is not None else []
    told += [f"`{_name(step.guard)}`"] if step.guard is not None else []
    return ", ".join(told)


def _name(guard: Guard) -> str:
    """Return the name of a guard, or of the function that made it."""
    return str(getattr(guard, "__qualname__", type(guard).__qualname__)).partition(".")[0]


def _both(text: Text) -> str:
    return f"{_in('ar', text)} · {_in('en', text)}"


def _in(language: str, text: Text) -> str:
    with override(language):
        return str(text)
