"""Finding parcels by any of their names, of today or retired."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from geo.calendars.digits import local_digits
from geo.calendars.hijri import dual_date
from geo.search.registry import Hit, finds
from parcels.register.former import LandOf
from parcels.register.resolver import Resolved, Why, resolve


@finds("parcels")
def find_parcels(words: str, most: int) -> list[Hit]:
    """Find parcels: by official code, number, other name; of today or retired."""
    return [_hit(answer) for answer in resolve(words, limit=most)]


def title_of(land: LandOf) -> str:
    """Return a parcel's number and block in the reader's language and digits."""
    number, block = _digits(land.number), _digits(land.block_label)
    return _("Parcel %(number)s, block %(block)s") % {"number": number, "block": block}


def retirement_of(land: LandOf) -> str:
    """Return how and when a number was retired, as far as that is known."""
    if land.retired_by is None or land.retired_at is None:
        return _("Retired number")
    day = dual_date(timezone.localtime(land.retired_at).date(), get_language() or "ar")
    return _("Retired on %(day)s: %(kind)s") % {"day": day, "kind": land.retired_by.label}


def _hit(answer: Resolved) -> Hit:
    land = answer.land
    plan = _("Plan %(plan)s") % {"plan": _digits(land.plan_number)} if land.plan_number else ""
    single = land.today[0].code if len(land.today) == 1 else ""
    return Hit(
        kind="former_parcel" if land.retired else "parcel",
        title=title_of(land),
        subtitle=" · ".join(filter(None, [_reason(answer), plan, land.district_name, _standing(land)])),
        url=reverse("register:parcel", args=[land.code]),
        bbox=land.bbox,
        layer="parcels" if single else "",
        feature=single,
    )


def _reason(answer: Resolved) -> str:
    """Return why it was found, where that is not plain."""
    if answer.alias:
        return f"{answer.alias.label}: {answer.found}"
    return str(answer.why.label) if answer.why == Why.LIKELY else ""


def _standing(land: LandOf) -> str:
    if not land.retired:
        return str(land.today[0].state.label)
    if not land.today:
        return retirement_of(land)
    numbers = " – ".join(_digits(now.number) for now in land.today[:3]) + ("…" if len(land.today) > 3 else "")
    return f"{retirement_of(land)} ← {numbers}"


def _digits(text: str) -> str:
    return local_digits(text, get_language() or "ar")
