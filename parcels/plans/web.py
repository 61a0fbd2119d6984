"""Places as pages and lists: from municipal body to block; the map's equivalent without scripts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parcels.plans import selectors


def index(request: HttpRequest) -> HttpResponse:
    """List the municipal bodies."""
    counts = selectors.district_counts()
    rows = [{"body": body, "districts": counts.get(body.pk, 0)} for body in selectors.bodies()]
    return render(request, "plans/index.html", {"rows": rows})


def body(request: HttpRequest, code: str) -> HttpResponse:
    """Show a body and its districts."""
    found = selectors.body_of(code)
    return render(request, "plans/body.html", {"body": found, "districts": selectors.districts_of(found)})


def district(request: HttpRequest, code: str, district: str) -> HttpResponse:
    """Show a district, its plans and its blocks."""
    of = selectors.body_of(code)
    found = selectors.district_of(of, district)
    context = {
        "body": of,
        "district": found,
        "plans": selectors.plans_of(found),
        "blocks": selectors.blocks_of(found),
    }
    return render(request, "plans/district.html", context)
