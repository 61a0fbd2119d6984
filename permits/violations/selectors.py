"""Reads of violations: row level security shows those of the reader's places only."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db.models import QuerySet

from geo.errors import NotFound
from geo.municipalities.models import Municipality
from parcels.plans.models import District
from permits.violations.enums import OVER
from permits.violations.models import StopOrder, Violation


def violation_of(case_id: UUID) -> Violation:
    """Return a violation with all that its page shows. Errors: NotFound."""
    wanted = Violation.objects.select_related(
        "case", "municipality", "parcel", "permit_case", "respondent", "repeat_of__case"
    )
    found = wanted.filter(pk=case_id).first()
    if found is None:
        raise NotFound
    return found


def open_violations_on(parcel_id: UUID) -> QuerySet[Violation]:
    """Return the violations on a parcel that are not over, the latest first."""
    return (
        Violation.objects.filter(parcel=parcel_id)
        .exclude(state__in=sorted(OVER))
        .select_related("case")
        .order_by("-observed_at")
    )


def order_in_force(violation: Violation) -> StopOrder | None:
    """Return the stop order that stands, or None."""
    return violation.orders.filter(lifted_at=None).select_related("ordered_by").first()


def office_at(point: Point, offices: Sequence[int]) -> Municipality | None:
    """Return the office, one of these, in whose district a point of the storage CRS lies; None outside all."""
    around = District.objects.filter(municipality__in=offices, geom__bboverlaps=point, geom__intersects=point)
    found = around.select_related("municipality").order_by("pk").first()
    return found.municipality if found else None
