"""Reads of the public frame: the tree from municipal body to block."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from geo.errors import NotFound
from geo.municipalities.enums import MunicipalityKind
from geo.municipalities.models import Municipality
from parcels.plans.models import PublishedBlock, PublishedDistrict, PublishedPlan


class PlaceUnknown(NotFound):
    """No such place."""

    code = "place_unknown"
    message = _("There is no such place.")


def bodies() -> QuerySet[Municipality]:
    """Return the municipality and all below it, by code."""
    return Municipality.objects.exclude(kind=MunicipalityKind.AMANA).order_by("code")


def body_of(code: str) -> Municipality:
    """Return a municipal body by its code; raise PlaceUnknown."""
    found = Municipality.objects.filter(code=code).first()
    if found is None:
        raise PlaceUnknown
    return found


def districts_of(body: Municipality) -> QuerySet[PublishedDistrict]:
    """Return the districts that a body answers for."""
    return PublishedDistrict.objects.filter(municipality_id=body.pk).order_by("code")


def district_of(body: Municipality, code: str) -> PublishedDistrict:
    """Return a district by body and code; raise PlaceUnknown."""
    found = districts_of(body).filter(code=code).first()
    if found is None:
        raise PlaceUnknown
    return found


def plans_of(district: PublishedDistrict) -> QuerySet[PublishedPlan]:
    """Return the public plans of a district."""
    return PublishedPlan.objects.filter(district_id=district.pk).order_by("number")


def blocks_of(district: PublishedDistrict) -> QuerySet[PublishedBlock]:
    """Return the blocks of a district by code."""
    return PublishedBlock.objects.filter(district_id=district.pk).order_by("code")


def block_of(district: PublishedDistrict, code: str) -> PublishedBlock:
    """Return a block by district and code; raise PlaceUnknown."""
    found = blocks_of(district).filter(code=code).first()
    if found is None:
        raise PlaceUnknown
    return found


def district_counts() -> dict[int, int]:
    """Return how many districts each body answers for."""
    rows = PublishedDistrict.objects.values("municipality_id").annotate(n=Count("id"))
    return {row["municipality_id"]: row["n"] for row in rows}


def body_by_id(pk: int) -> Municipality:
    """Return a municipal body by its key."""
    return Municipality.objects.get(pk=pk)
