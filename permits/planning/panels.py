"""What this slice adds to the page of a plan: its cases, and the way to open one."""

from uuid import uuid4

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from geo.layers.panels import adds_to
from parcels.plans.policies import is_staff_of
from parcels.plans.selectors import AnyPlan
from permits.cases.flow import flows
from permits.planning.forms import OpenForm
from permits.planning.policies import procedure_open_to
from permits.planning.selectors import cases_of


@adds_to("plan_page")
def procedures_panel(request: HttpRequest, plan: AnyPlan) -> SafeString | None:
    """Show the staff of the office what is being decided on the plan, and what may be begun."""
    if not is_staff_of(request.user, plan.municipality_id):
        return None
    rows = [
        {
            "case": row.case,
            "title": flows[row.case.kind].title,
            "state": flows[row.case.kind].states(row.case.state).label,
        }
        for row in cases_of(plan)
    ]
    context = {
        "rows": rows,
        "procedure": procedure_open_to(request.user, plan),
        "form": OpenForm(initial={"request_id": uuid4(), "plan": plan.pk}),
    }
    return render_to_string("planning/panel.html", context, request)
