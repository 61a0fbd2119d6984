"""Reads of the catalogue: what everyone may see, and what the reader's territories hold."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db.models import QuerySet

from geo.accounts.policies import Person, memberships_of, territories_of
from geo.municipalities.models import Municipality
from geo.municipalities.scope import territory
from geo.raster.enums import ImageState
from geo.raster.errors import NoTerritoryForPicture, PictureUnknown
from geo.raster.models import Fitting, Image, PublishedImage, Scan

_NO_DAY = date.min
#: Reads what is published and nothing else.
READER = "tiles"


def images() -> QuerySet[Image]:
    """Return the pictures of the running transaction's territories, the latest taken first."""
    return Image.objects.select_related("municipality", "sent_by", "fitting__scan")


def image_of(pk: UUID) -> Image:
    """Return a picture of the running transaction's territories. Errors: PictureUnknown."""
    found = images().filter(pk=pk).first()
    if found is None:
        raise PictureUnknown
    return found


def scans() -> QuerySet[Scan]:
    """Return the scans of the running transaction's territories, the latest first."""
    return Scan.objects.select_related("municipality", "sent_by")


def scan_of(pk: UUID) -> Scan:
    """Return a scan of the running transaction's territories. Errors: PictureUnknown."""
    found = scans().filter(pk=pk).first()
    if found is None:
        raise PictureUnknown
    return found


def fitting_of(scan: Scan, pk: UUID) -> Fitting:
    """Return a trial of a scan. Errors: PictureUnknown."""
    found = Fitting.objects.filter(scan=scan, pk=pk).first()
    if found is None:
        raise PictureUnknown
    return found


def published() -> QuerySet[PublishedImage]:
    """Return what everyone may see, read as the role that can read nothing else."""
    return PublishedImage.objects.using(READER)


def seen_image(pk: UUID, person: Person) -> tuple[PublishedImage | Image, bool]:
    """Return a picture that the person may see, and whether everyone may; for views that open no territory.

    Errors: PictureUnknown.
    """
    public = published().defer("geom", "geom_3857").filter(pk=pk).first()
    if public is not None:
        return public, True
    if not memberships_of(person).exists():
        raise PictureUnknown
    with territory(territories_of(person)):
        own = Image.objects.defer("geom", "geom_3857").filter(pk=pk, state=ImageState.READY).first()
    if own is None:
        raise PictureUnknown
    return own, False


def seen_images(person: Person) -> list[PublishedImage | Image]:
    """Return all ready pictures that the person may see, the latest taken first; for views that open no territory."""
    found: list[Any] = list(published())
    if memberships_of(person).exists():
        with territory(territories_of(person)):
            known = {image.pk for image in found}
            found += [image for image in images().filter(state=ImageState.READY) if image.pk not in known]
    return sorted(
        found, key=lambda image: (image.taken_on is None, -(image.taken_on or _NO_DAY).toordinal(), image.title)
    )


def ground_of(office: Municipality) -> GEOSGeometry:
    """Return the territory of a body. Errors: NoTerritoryForPicture."""
    if not isinstance(office.territory, MultiPolygon):
        raise NoTerritoryForPicture
    return office.territory
