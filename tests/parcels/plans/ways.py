"""Plans brought to a state along the steps of their life."""

from collections import deque

from geo.municipalities.scope import everywhere
from parcels.plans.enums import PLAN_TRANSITIONS, PlanStatus
from parcels.plans.models import Plan
from parcels.plans.services import change_plan_status
from tests.factories.cases import enter_drawn
from tests.factories.places import Office, Places, square


def way_to(status: str) -> list[str]:
    """Return the shortest way from a start to a state."""
    queue = deque([[target] for source, target in PLAN_TRANSITIONS if source == ""])
    while True:
        way = queue.popleft()
        if way[-1] == status:
            return way
        queue.extend([*way, target] for source, target in PLAN_TRANSITIONS if source == way[-1] and target not in way)


def enter_plan(office: Office, status: str = PlanStatus.DRAFT, **changes: object) -> Plan:
    """Enter a plan of an office, as its first state."""
    fields = {
        "municipality": office.body, "amana": office.plan.amana, "district": office.district, "number": "900/1",
        "name": "مخطط", "status": status, "geom": square(0, 0, 50),
    }  # fmt: skip
    with everywhere():
        return Plan.objects.create(**{**fields, **changes})


def bring(places: Places, status: str) -> Plan:
    """Return a plan that has come to a state, step by step; an old district's is numbered before."""
    if status == PlanStatus.AMENDED:
        plan = enter_plan(places.east, PlanStatus.APPROVED)
        revision = enter_plan(places.east, revision=1)
        for step in (*way_to(PlanStatus.FINAL_REVIEW)[1:], PlanStatus.APPROVED):
            move(revision, step)
        with everywhere():
            plan.refresh_from_db()
        return plan
    first, *rest = way_to(status)
    old = first == PlanStatus.INVENTORIED_OLD
    plan = places.west.plan if old else enter_plan(places.east, first)
    if old and rest:
        enter_drawn(places.west, "A")
    for step in rest:
        move(plan, step, superseded_by=places.east.plan if step == PlanStatus.SUPERSEDED else None)
    with everywhere():
        plan.refresh_from_db()
    return plan


def move(plan: Plan, to: str, *, by: object = None, superseded_by: Plan | None = None) -> Plan:
    """Move a plan by its service."""
    with everywhere():
        return change_plan_status(
            plan=plan,
            to=PlanStatus(to),
            by=by,
            reason="اختبار",
            superseded_by=superseded_by,  # type: ignore[arg-type]
        )
