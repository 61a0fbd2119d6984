"""docs/flows.md is drawn from the flow tables."""

from permits.cases.flow import flows
from permits.cases.management.commands.draw_flows import PATH, drawn_flows


def test_the_drawings_are_up_to_date():
    assert PATH.read_text(encoding="utf-8") == drawn_flows(), "run manage.py draw_flows"


def test_every_step_of_every_kind_is_drawn_from_each_of_its_states():
    drawn = drawn_flows()
    for flow in flows:
        (part,) = (part for part in drawn.split("\n## ") if f"(`{flow.kind}`)" in part.splitlines()[0])
        for source, target in flow.pairs():
            assert any(
                line.strip().startswith(f"{source} -") and line.endswith(f"| {target}") for line in part.splitlines()
            ), (flow.kind, source, target)
