"""Findings as pages for the people of the place: a list by kind, and each finding on the map."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.errors import NotAllowed
from geo.spatial.crs import lonlat_bbox
from parcels.quality import selectors
from parcels.quality.enums import FindingKind
from parcels.quality.models import CheckFinding
from parcels.quality.policies import may_see_findings
from parcels.register.codes import display

PAGE = 30


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """List the findings of the person's places, of one kind or of all, and when each place was last checked."""
    _refuse_others(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in FindingKind.values else ""
    page = Paginator(selectors.open_findings(kind=kind), PAGE).get_page(request.GET.get("page"))
    counts = selectors.open_counts()
    parcels = selectors.parcels_named([parcel for finding in page for parcel in finding.parcels])
    context = {
        "runs": selectors.latest_runs(),
        "kinds": [{"kind": each, "count": counts[each.value]} for each in FindingKind if each.value in counts],
        "kind": kind,
        "page": page,
        "rows": [{"finding": finding, "parcels": _named(finding.parcels, parcels)} for finding in page],
    }
    return render(request, "quality/index.html", context)


@login_required
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one finding: what, where, since when, and which parcels; `?fragment=card` answers the card of the map."""
    _refuse_others(request)
    found = selectors.finding(pk)
    around = selectors.place_around(found)
    parcels = _named(found.parcels, selectors.parcels_named(found.parcels))
    context = {
        "finding": found,
        "parcels": parcels,
        "unnamed": len(found.parcels) - len(parcels),
        "bbox": lonlat_bbox(around) if around else "",
        "place": _place(found),
    }
    page = "card" if request.GET.get("fragment") == "card" else "finding"
    return render(request, f"quality/{page}.html", context)


def _refuse_others(request: HttpRequest) -> None:
    if not may_see_findings(request.user):
        raise NotAllowed


def _named(ids: Iterable[UUID], parcels: dict[UUID, Any]) -> list[dict[str, Any]]:
    """Return the public parcels among the ids, with their codes as people read them."""
    return [{"parcel": parcels[each], "code": display(parcels[each].code)} for each in ids if each in parcels]


def _place(found: CheckFinding) -> tuple[str, str] | None:
    """Return the middle of a finding as easting and northing, metres, storage CRS."""
    if found.geom is None:
        return None
    middle = found.geom.point_on_surface
    return f"{middle.x:.3f}", f"{middle.y:.3f}"
