"""Titles that a grant gives: a deed as the notary issued it, and the ownership that stands on it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from geo.accounts.models import User
from geo.parties.models import Party
from parcels.register.models import Parcel
from parcels.rights.enums import RightKind
from parcels.rights.errors import MayNotRecord
from parcels.rights.models import Deed, Right
from parcels.rights.policies import may_end_granted, may_record_granted
from parcels.rights.services import NewDeed, end_held_right, write_deed, write_right

Holder = tuple[Party, tuple[int, int]]


@transaction.atomic
def register_granted_title(
    *, parcel: Parcel, deed: NewDeed, holders: Sequence[Holder], by: User, reason: str, since: datetime | None = None
) -> Deed:
    """Record the deed of a grant and the ownership of its holders, each with his share; on the word of a decision.

    Errors: MayNotRecord, DeedNumberMalformed, DeedKnown, DeedNotPossible, ShareMalformed, SharesExceedWhole.
    """
    if not may_record_granted(by, parcel.municipality_id):
        raise MayNotRecord
    recorded = write_deed(parcel=parcel, deed=deed, by=by)
    for party, share in holders:
        write_right(
            parcel=parcel, party=party, kind=RightKind.OWNERSHIP, by=by, since=since or timezone.now(), share=share,
            deed=recorded, reason=reason,
        )  # fmt: skip
    return recorded


@transaction.atomic
def end_granted_title(*, deed: Deed, by: User, reason: str) -> list[Right]:
    """End the ownership that stands on the deed of a grant which is withdrawn. Errors: MayNotRecord, RightEnded."""
    if not may_end_granted(by, deed.municipality_id):
        raise MayNotRecord
    standing = Right.objects.filter(deed=deed, recorded__upper_inf=True, valid__upper_inf=True)
    return [end_held_right(right=right, at=timezone.now(), by=by, reason=reason) for right in standing]
