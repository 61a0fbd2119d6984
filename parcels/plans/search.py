"""Finding districts by name."""

from django.contrib.gis.db.models.functions import Transform
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse

from geo.search.folding import fold
from geo.search.registry import Hit, finds
from geo.spatial.crs import LONLAT_SRID
from geo.spatial.functions import ArabicFold
from parcels.plans.models import PublishedDistrict
from parcels.plans.selectors import body_by_id


@finds("districts")
def find_districts(words: str, most: int) -> list[Hit]:
    """Find districts whose Arabic or English name holds every word."""
    folded = fold(words).split()
    if not any(not word.isdigit() for word in folded):
        return []
    found = PublishedDistrict.objects.annotate(
        spelling=ArabicFold(Concat(F("name"), Value(" "), F("name_en"))),
        lonlat=Transform("geom", LONLAT_SRID),
    )
    for word in folded:
        found = found.filter(spelling__contains=word)
    return [_hit(district) for district in found.order_by("code")[:most]]


def _hit(district: PublishedDistrict) -> Hit:
    body = body_by_id(district.municipality_id)
    return Hit(
        kind="district",
        title=district.local_name,
        subtitle=body.local_name,
        url=reverse("plans:district", args=[body.code, district.code]),
        bbox=district.lonlat.extent,  # type: ignore[attr-defined]
    )
