"""Stake-out records: corners as they were staked, held against the corners of the allotted boundary."""

import math
from collections.abc import Sequence

from django.db import transaction

from geo.accounts.models import User
from geo.printing.maps import sides_of
from geo.series.services import record_act
from geo.spatial.shapes import to_shapely
from parcels.register.models import BoundaryVersion
from permits.cases.models import Case
from permits.grants.enums import DECIDED
from permits.grants.errors import CornersMisfit, NotOfGrants, StakeOutMissing
from permits.grants.models import Grant, StakeOut
from permits.grants.policies import may_stake
from permits.grants.selectors import allotment_of

Corner = tuple[float, float]
#: A corner that is typed further from its place than this was typed wrongly, metres.
MISTYPED_M = 50.0


def planned_corners(version: BoundaryVersion) -> list[Corner]:
    """Return the corners of the outer boundary in the order of the drawing, clockwise from the north-west; metres."""
    return [side.start for side in sides_of(to_shapely(version.geom))]


@transaction.atomic
def record_stake_out(*, grant: Grant, corners: Sequence[Corner], note: str, by: User) -> StakeOut:
    """Write down the staked corners of a decided plot, storage CRS, in the order of the drawing.

    What lies too far from the plan is recorded too: the step is refused, not the record. Errors: NotOfGrants,
    StakeOutMissing when nothing is decided, CornersMisfit.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=grant.pk)
    if not may_stake(by, case.municipality_id):
        raise NotOfGrants
    allotment = allotment_of(grant)
    if allotment is None or case.state not in DECIDED:
        raise StakeOutMissing
    planned = planned_corners(allotment.version)
    worst = _worst(planned, corners)
    record = StakeOut.objects.create(
        grant=grant, municipality=case.municipality, version=allotment.version, worst_m=worst, note=note.strip(),
        staked_by=by, corners=[list(each) for each in corners],
    )  # fmt: skip
    facts = {"version": allotment.version_id, "worst_m": round(worst, 4), "corners": len(corners)}
    record_act(office=case.municipality, by=by, action="grant staked out", subject=f"case:{case.pk}", facts=facts)
    return record


def _worst(planned: Sequence[Corner], staked: Sequence[Corner]) -> float:
    """Return the largest distance of a corner from its place, metres. Errors: CornersMisfit."""
    if len(planned) != len(staked) or not all(math.isfinite(value) for each in staked for value in each):
        raise CornersMisfit
    worst = max(math.dist(one, other) for one, other in zip(planned, staked, strict=True))
    if worst > MISTYPED_M:
        raise CornersMisfit
    return worst
