"""Reads of the register: what everyone may know, and the shape of a parcel's sides."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from geo.errors import NotFound
from geo.printing.maps import Side, sides_of
from geo.spatial.shapes import to_shapely
from parcels.register.codes import is_valid, parse
from parcels.register.models import BoundaryVersion, PublishedLabel, PublishedParcel, PublishedPlace


class UnknownParcel(NotFound):
    """No numbered parcel has this code."""

    code = "parcel_unknown"
    message = _("No parcel has this number.")


class CodeMistyped(NotFound):
    """The check digits do not fit: the code was mistyped."""

    code = "parcel_code_mistyped"
    message = _("The check digits do not fit this number: it was probably mistyped.")


def published_parcel(typed: str) -> PublishedParcel:
    """Return the parcel of an official code, typed in either digits and with any separators.

    Errors: CodeMistyped when the check digits do not fit, UnknownParcel.
    """
    code = parse(typed)
    if code is None:
        raise UnknownParcel
    found = PublishedParcel.objects.filter(code=code).first()
    if found is None:
        raise UnknownParcel if is_valid(code) else CodeMistyped
    return found


def parcels_of_block(block_id: int) -> QuerySet[PublishedParcel]:
    """Return a block's parcels in the order of their codes."""
    return PublishedParcel.objects.filter(block_id=block_id).order_by("code")


def of_block(parcels: QuerySet[PublishedParcel], block: str) -> QuerySet[PublishedParcel]:
    """Keep the parcels of blocks that are searched by this spelling."""
    return parcels.filter(block_label__in=PublishedLabel.objects.filter(folded=block).values("label"))


def in_places(parcels: QuerySet[PublishedParcel], words: Iterable[str]) -> QuerySet[PublishedParcel]:
    """Keep the parcels whose plan, district and body together hold every word, in search spelling."""
    places = PublishedPlace.objects.all()
    for word in words:
        places = places.filter(words__contains=word)
    return parcels.filter(plan_id__in=places.values("plan_id"))


def current_version(parcel: PublishedParcel) -> BoundaryVersion:
    """Return the boundary version that the projection shows; seen only inside its territory."""
    return BoundaryVersion.objects.select_related("parcel").get(pk=parcel.version_id)


def held_versions(parcel_ids: Iterable[UUID]) -> QuerySet[BoundaryVersion]:
    """Return the boundary versions of parcels that the register holds and that are true in law until changed."""
    held = BoundaryVersion.objects.filter(recorded__upper_inf=True, valid__upper_inf=True)
    return held.filter(parcel__in=list(parcel_ids))


def neighbours(parcel: PublishedParcel, *, within_m: float) -> QuerySet[PublishedParcel]:
    """Return the numbered parcels at most so many metres away."""
    return PublishedParcel.objects.filter(geom__dwithin=(parcel.geom, within_m)).exclude(pk=parcel.pk)


def sides(parcel: PublishedParcel) -> tuple[Side, ...]:
    """Return the sides of the outer boundary, clockwise from the north-western corner; metres, storage CRS."""
    return sides_of(to_shapely(parcel.geom))
