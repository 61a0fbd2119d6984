"""Finding plans by number and districts by name."""

import re

from django.contrib.gis.db.models.functions import Transform
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.digits import local_digits
from geo.search.folding import fold
from geo.search.registry import Hit, finds
from geo.spatial.crs import LONLAT_SRID
from geo.spatial.functions import ArabicFold
from parcels.plans.enums import PlanStatus
from parcels.plans.models import PublishedDistrict, PublishedPlan
from parcels.plans.selectors import body_by_id, plan_key

_PLAN = re.compile(r"^(?:مخطط|plan)?\s*(\d+(?:/\d+)*)$")


@finds("plans")
def find_plans(words: str, most: int) -> list[Hit]:
    """Find the plan of a number that is typed alone."""
    named = _PLAN.match(fold(words))
    if named is None:
        return []
    found = PublishedPlan.objects.filter(number=named.group(1)).exclude(status=PlanStatus.AMENDED)
    shown = found.annotate(lonlat=Transform("geom", LONLAT_SRID)).order_by("-revision", "pk")
    return [_plan_hit(plan) for plan in shown[:most]]


def _plan_hit(plan: PublishedPlan) -> Hit:
    district = PublishedDistrict.objects.get(pk=plan.district_id)
    body = body_by_id(plan.municipality_id)
    return Hit(
        kind="plan",
        title=_("Plan %(number)s: %(name)s")
        % {"number": local_digits(plan.number, get_language() or "ar"), "name": plan.local_name},
        subtitle=f"{district.local_name} · {plan.get_status_display()}",
        url=reverse("plans:plan", args=[body.code, district.code, plan_key(plan)]),
        bbox=plan.lonlat.extent,  # type: ignore[attr-defined]
    )


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
