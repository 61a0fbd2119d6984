"""The inbox on the map: a point for each case, looking by its clock and by whom it waits for."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.gis.geos import MultiPoint
from django.urls import reverse
from django.utils.translation import gettext as _

from geo.accounts.models import User
from geo.spatial.crs import TILE_SRID, lonlat_bbox, storage_srid
from geo.spatial.shapes import transformed
from permits.cases.clock import Clock, clocks_of
from permits.cases.flow import flows
from permits.cases.inbox import Inbox, titles_of
from permits.cases.models import Case
from permits.cases.places import grounds_of
from permits.cases.policies import in_places_of

#: Cases on the map at once: those that wait for the person first.
MOST = 300
#: What is shown around the outermost of them, metres: a point at the edge is cut in half.
MARGIN_M = 80
Box = tuple[float, float, float, float]
Spot = tuple[float, float]


def extent_of(cases: Sequence[Case]) -> str:
    """Return the box of cases in degrees ("west,south,east,north"), or "" when none of them has a place."""
    spots = [ground.point_on_surface for ground in grounds_of(cases).values()]
    return lonlat_bbox(MultiPoint(spots, srid=storage_srid()).buffer(MARGIN_M)) if spots else ""


def rows_within(person: User, box: Box) -> tuple[list[dict[str, Any]], bool]:
    """Return the person's cases in a box (EPSG:3857) as <land-rows> draws them, and whether these are all."""
    page = Inbox(person).page(MOST)
    shown = page.cases
    with in_places_of(shown):
        inside = _spots_within(shown, box)
        near = [case for case, _spot in inside]
        clocks, titles = clocks_of(near), titles_of(near)
    return [_row(case, spot, clocks[case.pk], titles[case.pk]) for case, spot in inside], not page.next


def _spots_within(cases: Sequence[Case], box: Box) -> list[tuple[Case, Spot]]:
    """Return the cases in a box with a point of their ground, EPSG:3857; those without ground are left out."""
    grounds = grounds_of(cases)
    placed = [case for case in cases if case.pk in grounds]
    if not placed:
        return []
    spots = MultiPoint([grounds[case.pk].point_on_surface for case in placed], srid=storage_srid())
    points = cast(MultiPoint, transformed(spots, TILE_SRID)).coords
    west, south, east, north = box
    return [
        (case, (x, y)) for case, (x, y) in zip(placed, points, strict=True) if west <= x <= east and south <= y <= north
    ]


def _row(case: Case, spot: Spot, clock: Clock, title: str) -> dict[str, Any]:
    flow = flows[case.kind]
    waits = getattr(case, "waits")  # noqa: B009 - annotated by the inbox
    told = [str(flow.states(case.state).label)]
    if waits:
        told.append(_("Waits for you"))
    if clock.late:
        told.append(_("late"))
    return {
        "key": case.reference,
        "look": "blocked" if clock.late else "warned" if waits else "sound",
        "name": title,
        "told": " · ".join(told),
        "url": reverse(flow.page, args=[case.pk]),
        "geometry": {"type": "Point", "coordinates": spot},
    }
