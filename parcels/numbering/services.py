"""Between the engine and the register: reading a district, writing its blocks, allotting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.contrib.gis.geos import MultiPolygon
from django.db import transaction

from geo.spatial.shapes import to_shapely, to_surface
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import Proposal
from parcels.plans.enums import BlockOrigin, PlanStatus
from parcels.plans.models import Block, District, Plan
from parcels.register.enums import ParcelState
from parcels.register.models import BoundaryVersion
from parcels.register.services import allot_numbers


def waiting_outlines(plan: Plan) -> list[BoundaryVersion]:
    """Return the outlines of the parcels of an old district that have no number."""
    waiting = BoundaryVersion.objects.filter(
        parcel__plan=plan, parcel__state=ParcelState.PROPOSED, parcel__code=None, recorded__upper_inf=True
    )
    return list(waiting.order_by("parcel_id"))


def walk_inputs(versions: Iterable[BoundaryVersion]) -> list[ParcelInput]:
    """Return outlines of the register as the engine takes them, in the order given; the key is the parcel's id."""
    return [ParcelInput(key=str(version.parcel_id), geometry=to_shapely(version.geom)) for version in versions]


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
    return make_blocks(
        plan=plan, outlines=[to_surface(proposed.geometry) for proposed in proposal.blocks], request_id=request_id
    )


def make_blocks(*, plan: Plan, outlines: Sequence[MultiPolygon], request_id: UUID) -> list[Block]:
    """Make blocks of an old district in the order given, each named by the next number of the district.

    Surfaces in the storage CRS. The district is held meanwhile: of two at once the second counts on.
    """
    District.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.district_id)
    start = Block.objects.filter(district_id=plan.district_id).count()
    return Block.objects.bulk_create(
        Block(
            municipality_id=plan.municipality_id,
            district_id=plan.district_id,
            plan=plan,
            code=f"{place:03d}",
            label=str(place),
            origin=BlockOrigin.FOUND,
            geom=outline,
            source_system="numbering",
            source_id=f"{request_id}/{place:03d}",
        )
        for place, outline in enumerate(outlines, start=start + 1)
    )
