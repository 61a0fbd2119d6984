"""The inbox: what waits for the person who looks."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.layers.panels import panels_for
from permits.cases.flow import flows
from permits.cases.models import Case
from permits.cases.policies import steps_open_to, visible_cases

PAGE = 30


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """List the cases that the person may see, those that wait for him first."""
    page = Paginator(visible_cases(), PAGE).get_page(request.GET.get("page"))
    rows = [_row(request, case) for case in page]
    rows.sort(key=lambda row: not row["waits"])
    tools = panels_for("workplace", request, request.user)
    return render(request, "cases/inbox.html", {"rows": rows, "page": page, "tools": tools})


def _row(request: HttpRequest, case: Case) -> dict[str, Any]:
    flow = flows[case.kind]
    waits = any(step.awaited for step in steps_open_to(request.user, case))
    return {
        "case": case,
        "title": flow.title,
        "state": flow.states(case.state).label,
        "waits": waits,
        "page": flow.page,
    }
