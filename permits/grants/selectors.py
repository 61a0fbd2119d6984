"""Reads of grants: row level security shows those of the reader's places, and whoever entered one sees that one."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet

from geo.errors import NotFound
from parcels.register.models import Parcel
from permits.grants.enums import DELIVERED, GrantState, PlotStatus
from permits.grants.models import Allotment, Grant, GrantDecision, Pool, PublishedPlot
from permits.past_grants.selectors import previous_grants


def grant_of(case_id: UUID) -> Grant:
    """Return a grant with what its page shows. Errors: NotFound."""
    found = Grant.objects.select_related("case", "municipality", "grantee", "deed").filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def decision_of(grant: Grant) -> GrantDecision | None:
    """Return the decision of allocation that stands, or None."""
    standing = grant.decisions.filter(revoked_at=None).select_related("verified_by", "decided_by", "printout")
    return standing.defer("printout__pdf").first()


def pool_of(pool_id: UUID) -> Pool:
    """Return a pool of the territories. Errors: NotFound."""
    found = Pool.objects.select_related("municipality", "frozen_by").filter(pk=pool_id).first()
    if found is None:
        raise NotFound
    return found


def allotment_of(grant: Grant) -> Allotment | None:
    """Return the plot that a grant has now, with its boundary; None without one."""
    return grant.allotments.filter(released_at=None).select_related("parcel", "version", "pool").first()


def plot_of(grant: Grant) -> Parcel | None:
    """Return the parcel that a grant has now, or None."""
    allotment = allotment_of(grant)
    return allotment.parcel if allotment else None


@dataclass(frozen=True, slots=True)
class Previous:
    """A grant that the person had before, in whatever office: its number where it has one, and its state."""

    office: str
    number: str
    state: str


def previous_grants_of(grant: Grant) -> list[Previous]:
    """Return the other grants of the same person, over all offices: those decided here, and those of older registers.

    No name is told.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM previous_grants_v1(%s, %s)", [grant.identifier_hash, grant.pk])
        here = [Previous(*row) for row in cursor.fetchall()]
    older = previous_grants(grant.identifier_hash)
    return here + [Previous(each.office, each.decision_number or each.number, each.state) for each in older]


def queue_of(office_ids: Any) -> QuerySet[Grant]:
    """Return the queue of offices in the order of its rank: the earliest completed first."""
    waiting = Grant.objects.filter(municipality__in=office_ids, state=GrantState.QUEUED)
    return waiting.select_related("case", "municipality").order_by("completed_at", "pk")


def rank_of(grant: Grant) -> int | None:
    """Return the place in the queue of its office and class, counted from 1; None when it is not in it."""
    if grant.state != GrantState.QUEUED or grant.completed_at is None:
        return None
    before = Q(completed_at__lt=grant.completed_at) | Q(completed_at=grant.completed_at, pk__lt=grant.pk)
    same = Grant.objects.filter(municipality=grant.municipality_id, area_class=grant.area_class)
    return same.filter(before, state=GrantState.QUEUED).count() + 1


def counts_by_state(office_ids: Any) -> dict[str, int]:
    """Return how many grants of offices stand in each state."""
    found = Grant.objects.filter(municipality__in=office_ids).values_list("state").annotate(Count("pk"))
    return dict(found.order_by())


def supply_and_demand(office_ids: Any) -> list[dict[str, Any]]:
    """Return by place and area class how many wait, and how many plots are free, in a draw, granted and delivered."""
    waiting = Grant.objects.filter(municipality__in=office_ids, state__in=(GrantState.QUEUED, GrantState.IN_DRAW))
    rows: dict[tuple[int, str], dict[str, Any]] = {}
    for office, name, count in waiting.values_list("municipality", "area_class").annotate(Count("pk")).order_by():
        _row(rows, office, name)["waiting"] = count
    plots = PublishedPlot.objects.filter(municipality_id__in=list(office_ids))
    counted = plots.values_list("municipality_id", "area_class", "status").annotate(Count("pk"))
    for office, name, status, count in counted.order_by():
        _row(rows, office, name)[status] = count
    return [rows[key] for key in sorted(rows)]


def _row(rows: dict[tuple[int, str], dict[str, Any]], office: int, name: str) -> dict[str, Any]:
    empty = {"office": office, "area_class": name, "waiting": 0, **{each.value: 0 for each in PlotStatus}}
    return rows.setdefault((office, name), empty)


def is_delivered(grant: Grant) -> bool:
    """Say whether the deed of a grant was issued."""
    return grant.state in DELIVERED
