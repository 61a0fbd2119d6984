"""Reads of deeds and rights: seen inside the territory of the land, and by whoever holds them his own."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, QuerySet, When

from geo.accounts.policies import Person
from geo.parties.selectors import own_links
from geo.spatial.clock import transaction_time
from parcels.register.models import Parcel, PublishedParcel
from parcels.rights.enums import RightKind
from parcels.rights.models import Deed, Right
from parcels.rights.policies import may_see_holders

_OWNERSHIP_FIRST = Case(When(kind=RightKind.OWNERSHIP, then=0), default=1)


def rights_of(
    parcel: Parcel | PublishedParcel, as_of: datetime | None = None, *, known_at: datetime | None = None
) -> QuerySet[Right]:
    """Return the rights in a parcel that are true in law at an instant (now unless told), ownership first.

    `known_at`: as the register held them then; unless told, as it holds them now.
    """
    found = Right.objects.filter(parcel_id=parcel.pk, valid__contains=as_of or transaction_time())
    held = found.filter(recorded__contains=known_at) if known_at else found.filter(recorded__upper_inf=True)
    return held.select_related("party", "deed").order_by(_OWNERSHIP_FIRST, "kind", "valid", "pk")


def deeds_of(parcel: Parcel | PublishedParcel) -> QuerySet[Deed]:
    """Return the deeds of a parcel with what they say of its sides: those in force first, then the latest."""
    found = Deed.objects.filter(parcel_id=parcel.pk).prefetch_related("sides")
    return found.order_by(
        F("superseded_by").asc(nulls_first=True), F("issued_on").desc(nulls_last=True), "-recorded_at", "pk"
    )


def deed_in_force(parcel: Parcel | PublishedParcel) -> Deed | None:
    """Return the latest deed of a parcel that no other has taken the place of, or None."""
    return deeds_in_force([parcel.pk]).get(parcel.pk)


def deeds_in_force(parcel_ids: Iterable[UUID]) -> dict[UUID, Deed]:
    """Return the latest deed in force of each of these parcels that has one."""
    found = (
        Deed.objects.filter(parcel_id__in=list(parcel_ids), superseded_by=None)
        .prefetch_related("sides")
        .order_by("parcel_id", F("issued_on").desc(nulls_last=True), "-recorded_at", "pk")
        .distinct("parcel_id")
    )
    return {deed.parcel_id: deed for deed in found}


def rights_held_by(person: Person) -> QuerySet[Right]:
    """Return the rights that a person holds today, ownership first; none where no office said who he is.

    The database shows a citizen no other right, whatever a query asks for (own.v1.sql).
    """
    today = Right.objects.filter(valid__contains=transaction_time(), recorded__upper_inf=True)
    held = today.filter(party__in=own_links(person).order_by().values("party"))
    return held.select_related("deed").order_by(_OWNERSHIP_FIRST, "kind", "valid", "pk")


def rights_seen_by(person: Person, parcel: PublishedParcel) -> QuerySet[Right]:
    """Return the rights in a parcel that a person may see today: all of them, or his own."""
    if may_see_holders(person, parcel.municipality_id):
        return rights_of(parcel)
    return rights_held_by(person).filter(parcel_id=parcel.pk)
