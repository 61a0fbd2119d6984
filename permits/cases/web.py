"""The inbox: what waits for the person who looks; and how long cases take."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from geo.accounts.policies import asking_once, territories_of
from geo.errors import NotAllowed
from geo.layers.panels import panels_for
from geo.spatial.crs import tile_box
from permits.cases.clock import clocks_of
from permits.cases.flow import flows
from permits.cases.inbox import MOST_COUNTED, Inbox, Narrowing, kinds_of, row_notes, titles_of
from permits.cases.inbox_map import extent_of, rows_within
from permits.cases.models import Case
from permits.cases.pages import signed_in
from permits.cases.policies import in_places_of
from permits.cases.statistics import report_of

PAGE = 30
#: How far back statistics go, months; the first unless told.
MONTHS = ("12", "3", "36")


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """List the cases that the person may see, those first that wait for him, the longest waiting at the top."""
    with asking_once():
        return render(request, "cases/inbox.html", _inbox(request))


def _inbox(request: HttpRequest) -> dict[str, Any]:
    person, asked, after = signed_in(request), _asked(request), request.GET.get("after", "")
    cases = Inbox(person, asked)
    page = cases.page(PAGE, after)
    notes = [note(request, page.cases) for note in row_notes]
    with in_places_of(page.cases):
        clocks, extent, titles = clocks_of(page.cases), extent_of(page.cases), titles_of(page.cases)
    waiting = cases.count_waiting()
    kinds = kinds_of(person, office=bool(territories_of(person)))
    return {
        "rows": [
            {
                **_row(case, titles[case.pk]),
                "clock": clocks[case.pk],
                "notes": [told[case.pk] for told in notes if case.pk in told],
            }
            for case in page.cases
        ],
        "extent": extent,
        "next": page.next,
        "later": bool(after),
        "tools": panels_for("workplace", request, person),
        "asked": asked,
        "narrowed": bool(asked),
        "kinds": [(kind, flows[kind].title) for kind in kinds],
        "waiting": min(waiting, MOST_COUNTED),
        "more_wait": waiting > MOST_COUNTED,
    }


@login_required
@never_cache
@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Answer the person's cases in a box of the map: `bbox` is west,south,east,north in EPSG:3857."""
    rows, whole = rows_within(signed_in(request), tile_box(request.GET.get("bbox", "")))
    return JsonResponse({"rows": rows, "whole": whole})


@login_required
@never_cache
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Show how long cases take, by kind, office and step, to those who work on cases; `?months=` of how far back."""
    person = signed_in(request)
    places = territories_of(person)
    if not places:
        raise NotAllowed
    asked = request.GET.get("months", "")
    months = int(asked) if asked in MONTHS else int(MONTHS[0])
    context = {"report": report_of(places, months=months), "months": months, "choices": [int(each) for each in MONTHS]}
    return render(request, "cases/statistics.html", context)


def _asked(request: HttpRequest) -> Narrowing:
    """Return how the list is narrowed; a kind that does not exist narrows nothing."""
    kind = request.GET.get("kind", "")
    return Narrowing(
        kind=kind if kind in flows else "",
        number=request.GET.get("number", "")[:40],
        waiting=request.GET.get("waiting") == "1",
        mine=request.GET.get("mine") == "1",
    )


def _row(case: Case, title: str) -> dict[str, Any]:
    flow = flows[case.kind]
    return {
        "case": case,
        "title": title,
        "state": flow.states(case.state).label,
        "page": flow.page,
        "days": (timezone.localdate() - timezone.localtime(case.state_since).date()).days,
    }
