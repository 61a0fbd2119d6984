"""Whether plots may be granted: one question to the database for all facts of all plots (sql/judge.v1.sql)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from geo.spatial_rules.selectors import needed_value
from permits.grants.enums import Reason
from permits.grants.models import Grant
from permits.grants.selectors import allotment_of

#: In data/reference/tolerances.csv: by which frontage, on a street of which width, land is reached.
FRONTAGE, STREET = "building_access_frontage", "building_street_width"
#: What stops a decision: everything but access and class of area, which were judged when the pool was frozen.
STOPS = frozenset(Reason) - {Reason.NO_STREET, Reason.AREA, Reason.IN_POOL}

_JUDGED = "SELECT * FROM plots_judged_v1(%s::uuid[], %s::uuid, %s::uuid, %s, %s)"


@dataclass(frozen=True, slots=True)
class JudgedPlot:
    """A plot with what was found: its boundary in force, m² on the grid, the widest street, reasons against it."""

    parcel_id: UUID
    version_id: int | None
    area_grid_m2: float | None
    street_m: Decimal | None
    reasons: tuple[str, ...]

    @property
    def version(self) -> int:
        """The boundary in force, of a plot that has one."""
        if self.version_id is None:
            raise ValueError(f"parcel {self.parcel_id} has no boundary in force")
        return self.version_id


def judge_plots(
    parcels: Sequence[UUID], *, own_case: UUID | None = None, own_pool: UUID | None = None
) -> list[JudgedPlot]:
    """Return what stands against plots, but for what a case or a pool does itself. Inside the office's territory.

    Errors: MissingSource when the reference values of access are not recorded.
    """
    today = timezone.localdate()
    limits = [needed_value(FRONTAGE, today), needed_value(STREET, today)]
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, [list(parcels), own_case, own_pool, *limits])
        return [
            JudgedPlot(parcel, version, area, street, tuple(reasons))
            for parcel, version, area, street, reasons in cursor.fetchall()
        ]


def unfit_now(grant: Grant) -> list[str]:
    """Return why the plot of a grant cannot be decided on any more; an empty list when it is as it was drawn."""
    allotment = allotment_of(grant)
    if allotment is None:
        return [Reason.NOT_ACTIVE]
    found = judge_plots([allotment.parcel_id], own_case=grant.pk, own_pool=allotment.pool_id)
    if not found or found[0].version_id != allotment.version_id:
        return [Reason.NOT_ACTIVE]
    return [reason for reason in found[0].reasons if reason in STOPS]
