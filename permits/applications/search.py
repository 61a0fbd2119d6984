"""Finding permits by number."""

import re

from django.contrib.gis.db.models.functions import Transform
from django.urls import reverse

from geo.calendars.digits import fold_digits
from geo.search.registry import Hit, finds
from geo.spatial.crs import LONLAT_SRID
from permits.applications.kinds.kind import kind_of
from permits.applications.models import PublishedPermit
from permits.applications.selectors import standing

_NUMBER = re.compile(r"\d+/\d{4}/\d/\d{5,}")


@finds("permits")
def find_permits(words: str, most: int) -> list[Hit]:
    """Find the permit whose whole number is among the words, in either digits."""
    named = _NUMBER.search(fold_digits(words).replace(" ", ""))
    if named is None:
        return []
    found = (
        PublishedPermit.objects.select_related("simple")
        .filter(number=named.group())
        .annotate(lonlat=Transform("geom", LONLAT_SRID))
    )
    return [_hit(permit) for permit in found[:most]]


def _hit(permit: PublishedPermit) -> Hit:
    return Hit(
        kind="permit",
        title=f"{kind_of(permit).title} {permit.number}",
        subtitle=str(standing(permit).label),
        url=reverse("applications:permit", args=[permit.number]),
        bbox=permit.lonlat.extent,  # type: ignore[attr-defined]
        layer="permits",
        feature=permit.number,
    )
