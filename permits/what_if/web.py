"""Pages for planners: a building rule changed in draft, and what would be decided otherwise."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from geo.errors import DomainError, http_status
from geo.municipalities.scope import territory
from geo.spatial.crs import lonlat_bbox, tile_box
from parcels.plans.models import BuildingRule, Zone
from permits.cases.pages import paper, signed_in
from permits.what_if.enums import FIGURES
from permits.what_if.forms import DraftForm
from permits.what_if.judging import figures_of
from permits.what_if.models import Draft
from permits.what_if.policies import planning_places
from permits.what_if.selectors import (
    counts_of,
    draft_of,
    drafts_of,
    figures_side_by_side,
    rows_within,
    rule_titles,
    table_of,
    told,
)
from permits.what_if.services import ask_draft

#: Rows of a page of the list, and drafts of the first page.
PAGE, LATEST = 30, 10


@login_required
@require_safe
def zones(request: HttpRequest) -> HttpResponse:
    """List the zones whose rule the planner may change in draft, and the latest drafts."""
    places = planning_places(signed_in(request))
    with territory(places):
        held = BuildingRule.objects.filter(valid__contains=timezone.localdate(), municipality__in=places)
        rules = list(held.select_related("zone", "municipality").order_by("municipality__code", "zone__code"))
        context = {"rules": rules, "drafts": list(drafts_of(places)[:LATEST])}
    return render(request, "what_if/zones.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    """Show the rule of a zone as a draft; a POST leaves it for the worker."""
    person = signed_in(request)
    places = planning_places(person)
    with territory(places):
        found = get_object_or_404(Zone.objects.select_related("municipality"), pk=zone_id, municipality__in=places)
        rules = BuildingRule.objects.select_related("zone")
        rule = get_object_or_404(rules, zone=found, valid__contains=timezone.localdate())
        form = DraftForm(
            request.POST if request.method == "POST" else None, initial={name: getattr(rule, name) for name in FIGURES}
        )
        context: dict[str, Any] = {"zone": found, "rule": rule, "form": form}
        if request.method != "POST" or not form.is_valid():
            return render(request, "what_if/zone.html", context, status=400 if form.errors else 200)
        try:
            draft = ask_draft(rule=rule, figures=figures_of(rule, **form.cleaned_data), by=person)
        except DomainError as refusal:
            return render(request, "what_if/zone.html", context | {"refusal": refusal}, status=http_status(refusal))
    return redirect("what-if:draft", draft.pk)


@login_required
@never_cache
@require_safe
def draft(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far a draft is, or what it would change; `?after=` is the last row that was shown."""
    places = planning_places(signed_in(request))
    with territory(places):
        found = draft_of(places, key)
        context = {"draft": found, "figures": figures_side_by_side(found), "counts": counts_of(found)}
        if not found.live:
            context |= _listed(found, request.GET.get("after", ""))
        return render(request, "what_if/draft.html", context)


def _listed(found: Draft, after: str) -> dict[str, Any]:
    """Return a page of the changes; a cursor that is none begins at the beginning."""
    begin = int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0
    rows = list(found.changes.filter(pk__gt=begin).defer("geom")[: PAGE + 1])
    titles = rule_titles()
    return {
        "rows": [told(row, titles) for row in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "later": begin > 0,
        "extent": lonlat_bbox(found.zone.geom),
        "same": not rows and not begin,
    }


@login_required
@never_cache
@require_safe
def places(request: HttpRequest, key: UUID) -> JsonResponse:
    """Answer the changes of a draft in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    where = planning_places(signed_in(request))
    box = tile_box(request.GET.get("bbox", ""))
    with territory(where):
        rows, whole = rows_within(draft_of(where, key), box)
    return JsonResponse({"rows": rows, "whole": whole})


@login_required
@never_cache
@require_safe
def table(request: HttpRequest, key: UUID) -> HttpResponse:
    """Hand out all changes of a draft as a table for spreadsheets."""
    where = planning_places(signed_in(request))
    with territory(where):
        found = draft_of(where, key)
        body = table_of(found).encode()
    return paper(body, name=f"what-if-{found.zone.code}-{found.asked_at:%Y%m%d}.csv", kind="text/csv; charset=utf-8")
