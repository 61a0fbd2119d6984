"""Reads of check-outs and check-ins inside the territories of the transaction."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet

from geo.spatial.shapes import to_shapely
from parcels.register.models import BoundaryVersion, Parcel
from parcels.register.selectors import held_versions
from permits.subdivisions.checkout.differences import Drawn, Standing
from permits.subdivisions.errors import CheckOutUnknown
from permits.subdivisions.models import CheckIn, CheckInCase, CheckInRow, CheckOut, Proposal


def check_outs() -> QuerySet[CheckOut]:
    """Return check-outs, the latest first, each with how many parcels it holds as `count`."""
    found = CheckOut.objects.select_related("municipality", "made_by", "closed_by")
    return found.annotate(count=Count("parcels")).order_by("-made_at", "pk")


def check_out_of(pk: UUID) -> CheckOut:
    """Return a check-out. Errors: CheckOutUnknown."""
    found = check_outs().filter(pk=pk).first()
    if found is None:
        raise CheckOutUnknown
    return found


def check_in_of(pk: UUID) -> CheckIn:
    """Return a check-in with its check-out. Errors: CheckOutUnknown."""
    found = CheckIn.objects.filter(pk=pk).select_related("checkout__municipality", "checkout__made_by", "sent_by")
    latest = found.first()
    if latest is None:
        raise CheckOutUnknown
    return latest


def base_of(checkout: CheckOut) -> dict[UUID, Standing]:
    """Return the parcels of a check-out as they stood when it was made, by key, in the order of their codes."""
    held = checkout.parcels.select_related("parcel", "version").order_by("parcel__code", "parcel_id")
    return {one.parcel_id: _standing(one.parcel, one.version) for one in held}


def standing_now(parcel_ids: Iterable[UUID]) -> dict[UUID, Standing]:
    """Return parcels as the register holds them now, by key; one that ended is not there."""
    found = held_versions(parcel_ids).select_related("parcel").order_by("parcel__code", "parcel_id")
    return {version.parcel_id: _standing(version.parcel, version) for version in found}


def _standing(parcel: Parcel, version: BoundaryVersion) -> Standing:
    return Standing(parcel.pk, parcel.parcel_label, version.pk, to_shapely(version.geom))


def drawn_in(check_in: CheckIn) -> list[Drawn]:
    """Return the rows of a check-in as they were read, in the order of the file."""
    rows = CheckInRow.objects.filter(checkin=check_in).order_by("number")
    return [Drawn(row.number, row.parcel_id, row.label, to_shapely(row.geom)) for row in rows]


def opened_from(check_in: CheckIn) -> dict[int, CheckInCase]:
    """Return which rows of a check-in became which request, by the number of the row."""
    found = CheckInCase.objects.filter(checkin=check_in).select_related("request__case").order_by("pk")
    opened: dict[int, CheckInCase] = {}
    for one in found:
        first = Proposal.objects.filter(request=one.request_id).order_by("revision").first()
        for row in first.inputs["drawn"]["rows"] if first else ():
            opened[row] = one
    return opened
