"""What a person says of a past grant: which land it is, once."""

from uuid import UUID

from django.utils import timezone

from geo.accounts.models import User
from geo.errors import NotFound
from geo.municipalities.scope import act_as
from geo.spatial.refusals import refusals_explained
from parcels.register.codes import parse
from parcels.register.models import PublishedParcel
from permits.past_grants.enums import Match
from permits.past_grants.errors import LandElsewhere, LandFoundBefore, LandUnknown, NotOfGrants, ReasonMissing
from permits.past_grants.models import PastGrant
from permits.past_grants.policies import may_find


def find_land(*, grant_id: UUID, code: str, why: str, by: User) -> PastGrant:
    """Write down which parcel of today a past grant is; the grant then lies in the office of the land.

    Runs inside the person's territories. Errors: NotFound, NotOfGrants, LandFoundBefore, ReasonMissing, LandUnknown,
    LandElsewhere.
    """
    reason = why.strip()
    with refusals_explained():
        grant = PastGrant.objects.select_for_update().filter(pk=grant_id).first()
        if grant is None:
            raise NotFound
        if not may_find(by, grant.municipality_id):
            raise NotOfGrants
        if grant.parcel_id is not None:
            raise LandFoundBefore
        if not reason:
            raise ReasonMissing
        parcel = _land(code, by)
        act_as(by.pk, reason=reason)
        grant.parcel_id, grant.match, grant.municipality_id = parcel.pk, Match.PERSON, parcel.municipality_id
        grant.found_by, grant.found_at, grant.found_why = by, timezone.now(), reason
        grant.save(update_fields=["parcel", "match", "municipality", "found_by", "found_at", "found_why"])
        return grant


def _land(code: str, by: User) -> PublishedParcel:
    parcel = PublishedParcel.objects.filter(code=parse(code) or "").first()
    if parcel is None:
        raise LandUnknown
    if not may_find(by, parcel.municipality_id):
        raise LandElsewhere
    return parcel
