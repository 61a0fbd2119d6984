"""Finding parcels by code, number, block, plan and district."""

from django.contrib.gis.db.models.functions import Transform
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.digits import local_digits
from geo.municipalities.models import in_language
from geo.search.registry import Hit, finds
from geo.spatial.crs import LONLAT_SRID
from geo.spatial.functions import ArabicFold
from parcels.register.codes import parse
from parcels.register.models import PublishedParcel
from parcels.register.typed import Typed, understand


@finds("parcels")
def find_parcels(words: str, most: int) -> list[Hit]:
    """Find parcels: by official code, else by what the words name."""
    code = parse(words)
    if code is not None:
        found = PublishedParcel.objects.filter(code=code)
    else:
        typed = understand(words)
        if typed.empty:
            return []
        found = _matching(typed)
    placed = found.annotate(lonlat=Transform("geom", LONLAT_SRID)).order_by("district_kind", "code")
    return [_hit(parcel) for parcel in placed[:most]]


def _matching(typed: Typed) -> QuerySet[PublishedParcel]:
    found = PublishedParcel.objects.all()
    if typed.number:
        by_number = Q(number=typed.number)
        # A lone "713/3" may be a plan.
        alone = not (typed.block or typed.plan) and "/" in typed.number
        found = found.filter(by_number | Q(plan_number=typed.number) if alone else by_number)
    if typed.block:
        found = found.annotate(block=ArabicFold("block_label")).filter(block=typed.block)
    if typed.plan:
        found = found.filter(plan_number=typed.plan)
    for word in typed.words:
        found = found.filter(search_words__contains=word)
    return found


def _hit(parcel: PublishedParcel) -> Hit:
    district = in_language(parcel.district_name, parcel.district_name_en)
    language = get_language() or "ar"
    number, block = local_digits(parcel.number, language), local_digits(parcel.block_label, language)
    plan = _("Plan %(plan)s") % {"plan": local_digits(parcel.plan_number, language)} if parcel.plan_number else ""
    return Hit(
        kind="parcel",
        title=_("Parcel %(number)s, block %(block)s") % {"number": number, "block": block},
        subtitle=" · ".join(filter(None, [plan, district, parcel.get_state_display()])),
        url=reverse("register:parcel", args=[parcel.code]),
        bbox=parcel.lonlat.extent,  # type: ignore[attr-defined]
        layer="parcels",
        feature=parcel.code,
    )
