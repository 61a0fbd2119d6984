"""What stands against a fence on a piece of land, told before anybody applies; from the public projections only."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.db.models.functions import Area, Intersection
from django.contrib.gis.measure import Area as Measured
from django.db.models import QuerySet
from django.utils import timezone

from geo.spatial_rules.selectors import value_on
from parcels.fabric.models import PublishedBuilding
from parcels.plans.models import PublishedMask
from parcels.register.models import PublishedParcel
from permits.applications.spatial_rules.clear_of_masks import BARRING

#: A common edge is no overlap: what the coordinate grid (1 mm) makes of one stays below this, m².
EDGE_M2 = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a building stands on the land, and the names of the restricted areas that reach into it."""

    built: bool
    restrictions: tuple[str, ...]

    @property
    def clear(self) -> bool:
        """Nothing is known that a rule would refuse for the whole land or a part of it."""
        return not self.built and not self.restrictions


def outlook_of(parcel: PublishedParcel) -> Outlook:
    """Return what the rules of fencing will probably say of the land. A hint: the check of an application decides."""
    least = value_on("building_sliver", timezone.localdate())
    masks = PublishedMask.objects.filter(kind__in=BARRING)
    return Outlook(
        built=_reaching_into(PublishedBuilding.objects.all(), parcel, least.value if least else EDGE_M2).exists(),
        restrictions=tuple(sorted({mask.get_kind_display() for mask in _reaching_into(masks, parcel, EDGE_M2)})),
    )


def _reaching_into(among: QuerySet[Any], parcel: PublishedParcel, least_m2: Decimal) -> QuerySet[Any]:
    """Return the areas that share more than so many square metres with the parcel."""
    shared = Area(Intersection("geom", parcel.geom))
    return (
        among.filter(geom__intersects=parcel.geom)
        .annotate(shared=shared)
        .filter(shared__gt=Measured(sq_m=float(least_m2)))
    )
