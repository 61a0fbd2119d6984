"""Reads of requests to change land."""

from uuid import UUID

from parcels.register.enums import LineageKind
from parcels.register.lineage import LandChange, Part
from permits.subdivisions.models import LandChangeRequest, Proposal


def request_of(case_id: UUID) -> LandChangeRequest:
    """Return the request of a case; seen only inside its territory."""
    return LandChangeRequest.objects.select_related("case", "municipality", "event").get(pk=case_id)


def latest_proposal(case_id: UUID) -> Proposal:
    """Return the revision that is reviewed and signed."""
    proposals = Proposal.objects.filter(request=case_id).order_by("-revision").select_related("request", "municipality")
    return proposals.prefetch_related("parts__parcel", "touched__parcel", "touched__version")[0]


def change_of(proposal: Proposal) -> LandChange:
    """Return the change of land as it was proposed and stored."""
    parts = list(proposal.parts.all())
    return LandChange(
        kind=LineageKind(proposal.kind),
        ended=tuple(end.parcel_id for end in proposal.touched.all() if end.ends),
        kept=tuple(Part(part.parcel_id, part.geom) for part in parts if part.keeps),
        children=tuple(Part(part.parcel_id, part.geom) for part in parts if not part.keeps),
        gained=proposal.gained,
        released=proposal.released,
    )
