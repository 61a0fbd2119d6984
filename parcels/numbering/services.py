"""From a proposal to numbers in the register: reading a district, writing its blocks, allotting."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from django.db import transaction

from geo.spatial.shapes import to_shapely, to_surface
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import Proposal, propose
from parcels.plans.enums import BlockOrigin, PlanStatus
from parcels.plans.models import Block, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion
from parcels.register.services import allot_numbers


def propose_numbers(plan: Plan) -> Proposal:
    """Propose blocks and numbers for the parcels of an old district that have none; nothing is written."""
    waiting = BoundaryVersion.objects.filter(
        parcel__plan=plan, parcel__state=ParcelState.PROPOSED, parcel__code=None, recorded__upper_inf=True
    )
    rows = waiting.order_by("parcel_id").values_list("parcel_id", "geom")
    return propose([ParcelInput(key=str(key), geometry=to_shapely(geom)) for key, geom in rows])


@dataclass(frozen=True, slots=True)
class Numbered:
    """What an allotment gave: the blocks made, and how many parcels got a number."""

    blocks: list[Block]
    parcels: int


@transaction.atomic
def allot_proposal(*, plan: Plan, proposal: Proposal, request_id: UUID) -> Numbered:
    """Make the proposed blocks and allot the proposed numbers, once per request id.

    The blocks are named by their number. Errors: AlreadyNumbered, Overlap, RequestReused, OutsideTerritory.
    """
    done = Block.objects.filter(plan=plan, source_system="numbering", source_id__startswith=f"{request_id}/")
    blocks = list(done) or _make_blocks(plan, proposal, request_id)
    allotted = 0
    for block, proposed in zip(blocks, proposal.blocks, strict=True):
        numbers = allot_numbers(
            block=block,
            parcel_ids=[UUID(str(key)) for key in proposed.order],
            request_id=uuid5(request_id, block.code),
        )
        allotted += len(numbers)
    Plan.objects.filter(pk=plan.pk, status=PlanStatus.INVENTORIED_OLD).update(status=PlanStatus.NUMBERED)
    return Numbered(blocks, allotted)


def _make_blocks(plan: Plan, proposal: Proposal, request_id: UUID) -> list[Block]:
    start = Block.objects.filter(district_id=plan.district_id).count()
    return Block.objects.bulk_create(
        Block(
            municipality_id=plan.municipality_id,
            district_id=plan.district_id,
            plan=plan,
            code=f"{place:03d}",
            label=str(place),
            origin=BlockOrigin.FOUND,
            geom=to_surface(proposed.geometry),
            source_system="numbering",
            source_id=f"{request_id}/{place:03d}",
        )
        for place, proposed in enumerate(proposal.blocks, start=start + 1)
    )
