"""Claims of cases on land that changes: which cases go with it, and which stand in its way."""

from collections.abc import Iterable, Sequence
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from geo.registry import Registry
from parcels.register.models import BoundaryVersion
from permits.cases.models import Case, Claim
from permits.cases.services import claim_parcel, release_claim


class Follower(Protocol):
    """How cases of one kind go with the land that they hold."""

    def follows(self, case: Case) -> bool:
        """Say whether the case can go with a change of its land as it stands."""

    def chosen(self, case: Case, versions: Sequence[BoundaryVersion]) -> Sequence[BoundaryVersion]:
        """Return which of the boundaries that came from the land the case holds from now on: one or more."""


followers: Registry[Follower] = Registry("follower")


def live_claims(parcel_ids: Iterable[UUID], *, but: UUID) -> QuerySet[Claim]:
    """Return the claims of other cases on parcels; those of other offices are not seen, the database refuses them."""
    live = Claim.objects.filter(parcel_id__in=list(parcel_ids), released_at=None).exclude(case_id=but)
    return live.select_related("case", "parcel").order_by("pk")


def stands_in_the_way(claim: Claim) -> bool:
    """Say whether the land of a claim cannot change as long as the claim lives."""
    kind = claim.case.kind
    return kind not in followers or not followers[kind].follows(claim.case)


def reattach(claims: Iterable[Claim], came_from: dict[UUID, Sequence[BoundaryVersion]]) -> None:
    """Move claims to the boundaries that came from their parcels; what was claimed before stays written."""
    for claim in claims:
        chosen = followers[claim.case.kind].chosen(claim.case, came_from.get(claim.parcel_id, ()))
        release_claim(claim)
        for version in chosen:
            claim_parcel(case=claim.case, version=version)
