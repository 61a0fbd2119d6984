"""Old districts as the numbering commands name them, and their parcels as rows."""

import numpy as np

from geo.errors import NotFound
from geo.spatial.shapes import to_shapely
from parcels.numbering.filing import Rows
from parcels.plans.enums import DistrictKind
from parcels.plans.models import Block, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion


def plan_of(district: str) -> Plan:
    """Return the plan of an old district, by DISTRICT or MUNICIPALITY/DISTRICT. Errors: NotFound if not just one."""
    authority, _, code = district.rpartition("/")
    found = Plan.objects.filter(district__code=code, district__kind=DistrictKind.OLD)
    if authority:
        found = found.filter(district__authority__code=authority)
    plans = list(found.select_related("district__authority"))
    if len(plans) != 1:
        raise NotFound(f"{len(plans)} old districts have the code {district}; write MUNICIPALITY/DISTRICT")
    return plans[0]


def waiting_parcels(plan: Plan) -> Rows:
    """Return the parcels of an old district that have no number yet, storage CRS."""
    return _rows(plan, parcel__state=ParcelState.PROPOSED, parcel__code=None)


def all_parcels(plan: Plan) -> Rows:
    """Return all parcels of an old district as they stand today, storage CRS."""
    return _rows(plan)


def _rows(plan: Plan, **which: object) -> Rows:
    found = BoundaryVersion.objects.filter(parcel__plan=plan, recorded__upper_inf=True, **which)
    rows = list(found.order_by("parcel_id").values_list("parcel_id", "geom"))
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [to_shapely(geom) for _key, geom in rows]
    first = Block.objects.filter(district_id=plan.district_id).count() + 1  # as make_blocks counts
    return Rows([str(key) for key, _geom in rows], shapes, first_block=first)
