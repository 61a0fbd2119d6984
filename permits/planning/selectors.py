"""Reads of the cases of plans."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from parcels.plans.selectors import AnyPlan
from parcels.register.models import BoundaryVersion, Parcel
from permits.planning.models import PlanCase

# What two parcels in force may share at most is what refuse_overlaps_v1 lets neighbours share.
_STANDING = """
SELECT DISTINCT other.parcel_id
  FROM register_boundaryversion mine JOIN register_boundaryversion other
    ON other.geom && mine.geom AND other.parcel_id <> ALL (%(coming)s::uuid[])
   AND upper_inf(other.recorded) AND upper_inf(other.valid)
  JOIN register_parcel p ON p.id = other.parcel_id AND p.state IN ('provisional', 'active', 'under_change', 'frozen')
 WHERE mine.parcel_id = ANY (%(coming)s::uuid[]) AND upper_inf(mine.recorded)
   AND NOT ST_IsEmpty(ST_Buffer(ST_Intersection(mine.geom, other.geom), -0.00075))
"""


def plan_case_of(case_id: UUID) -> PlanCase:
    """Return the plan case of a case with what its page shows; seen only inside its territory."""
    shown = PlanCase.objects.select_related("plan__municipality", "plan__district", "successor", "case__opened_by")
    return shown.get(pk=case_id)


def cases_of(plan: AnyPlan) -> QuerySet[PlanCase]:
    """Return the cases about a plan, the latest first; seen only inside its territory."""
    return PlanCase.objects.filter(plan_id=plan.pk).select_related("case").order_by("-case__opened_at", "pk")


def repeated_by(plan_id: int) -> set[UUID]:
    """Return the proposed parcels of a revision that only repeat one in force of the same plan: outline and number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT repeated_parcels_v1(%s)", [plan_id])
        return {row[0] for row in cursor.fetchall()}


def laid_out(plan_id: int) -> list[BoundaryVersion]:
    """Return the outlines of the parcels that a plan brings, by number; not those that an amendment only repeats."""
    brought = BoundaryVersion.objects.filter(parcel__plan_id=plan_id, recorded__upper_inf=True)
    brought = brought.exclude(parcel__state__startswith="retired").exclude(parcel__in=repeated_by(plan_id))
    return list(brought.select_related("parcel").order_by("parcel__parcel_label", "pk"))


def standing_under(coming: Sequence[UUID]) -> list[Parcel]:
    """Return the parcels in force on whose land proposed parcels lie; those of other offices are not seen."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"coming": list(coming)})
        found = [row[0] for row in cursor.fetchall()]
    return list(Parcel.objects.filter(pk__in=found).order_by("code"))
