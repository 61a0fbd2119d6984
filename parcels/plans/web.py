"""Places as pages and lists: from municipal body to block; the map's equivalent without scripts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from geo.accounts.models import User
from geo.layers.panels import panels_for
from geo.spatial.crs import lonlat_bbox
from parcels.plans import selectors
from parcels.plans.policies import is_staff_of, plan_subject


def index(request: HttpRequest) -> HttpResponse:
    """List the municipal bodies."""
    counts = selectors.district_counts()
    rows = [{"body": body, "districts": counts.get(body.pk, 0)} for body in selectors.bodies()]
    return render(request, "plans/index.html", {"rows": rows})


def body(request: HttpRequest, code: str) -> HttpResponse:
    """Show a body and its districts."""
    found = selectors.body_of(code)
    context = {
        "body": found,
        "districts": selectors.districts_of(found),
        "panels": panels_for("body_page", request, found),
    }
    return render(request, "plans/body.html", context)


def district(request: HttpRequest, code: str, district: str) -> HttpResponse:
    """Show a district, its plans and its blocks."""
    of = selectors.body_of(code)
    found = selectors.district_of(of, district)
    context = {
        "body": of,
        "district": found,
        "bbox": lonlat_bbox(found.geom),
        "plans": [{"plan": plan, "key": selectors.plan_key(plan)} for plan in selectors.plans_seen(found)],
        "blocks": selectors.blocks_of(found),
        "panels": panels_for("district_page", request, found),
    }
    return render(request, "plans/district.html", context)


@require_safe
def plan(request: HttpRequest, code: str, district: str, key: str) -> HttpResponse:
    """Show a plan: everyone what was decided, the people of its office also what is under way."""
    of = selectors.body_of(code)
    in_district = selectors.district_of(of, district)
    found = selectors.plan_of(in_district, key)
    successor = selectors.plan_named(found.superseded_by_id)
    context = {
        "body": of,
        "district": in_district,
        "plan": found,
        "on_map": selectors.published_plan(found.pk) is not None,
        "bbox": lonlat_bbox(found.geom),
        "revisions": [
            {"plan": one, "key": selectors.plan_key(one)} for one in selectors.revisions_of(in_district, found)
        ],
        "successor": successor and {"plan": successor, "key": selectors.plan_key(successor)},
        "blocks": selectors.blocks_in(found),
        "rules": selectors.rules_in(found.geom),
        "changes": change_rows(found) if is_staff_of(request.user, found.municipality_id) else [],
        "subject": plan_subject(found.pk),
        "panels": panels_for("plan_page", request, found),
    }
    return render(request, "plans/plan.html", context)


def change_rows(plan: selectors.AnyPlan) -> list[dict[str, Any]]:
    """Return the changes of a plan's state with the names of who made them."""
    changes = list(selectors.status_changes(plan))
    people = User.objects.in_bulk({change.changed_by_id for change in changes if change.changed_by_id})
    return [{"change": change, "by": people.get(change.changed_by_id or 0)} for change in changes]
