"""Hashes and lots as people read them."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from geo.calendars.digits import format_number
from parcels.register.codes import PARTS, display

register = template.Library()

#: Facts that lots of land usually have: what they are, and how many of their units make the one that is shown.
FACTS = {
    "area_dm2": (_("Area of the lots, m²"), 100),
    "frontage_cm": (_("Width of the lots at the street, m"), 100),
    "centre_m": (_("Distance of the lots from the middle, m"), 1),
    "place": (pgettext_lazy("draw", "Whether neighbours in the queue lie together"), 1),
}


def _language() -> str:
    return get_language() or "ar"


@register.filter
def short_hash(value: str) -> SafeString:
    """Return the first and last eight digits of a hash: enough to compare by voice."""
    return format_html('<bdi dir="ltr" class="code">{}…{}</bdi>', value[:8], value[-8:])


@register.filter
def whole_hash(value: str) -> SafeString:
    """Return a hash in groups of eight digits, so that it wraps and is read aloud."""
    groups = " ".join(value[place : place + 8] for place in range(0, len(value), 8))
    return format_html('<bdi dir="ltr" class="code hash">{}</bdi>', groups)


@register.filter
def lot(code: str) -> SafeString:
    """Return the code of a lot; an official code of land in its parts."""
    shown = display(code) if code.isdigit() and len(code) == sum(PARTS) else code
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', shown)


@register.filter
def fact_label(name: str) -> str:
    """Return what a fact is."""
    return str(FACTS[name][0]) if name in FACTS else name


@register.filter
def fact_value(value: float, name: str) -> SafeString:
    """Return a mean of a fact in the unit that its label tells."""
    units = FACTS[name][1] if name in FACTS else 1
    return format_html('<bdi dir="ltr">{}</bdi>', format_number(value / units, _language(), places=0, grouped=True))


@register.filter
def in_hundred(chance: float) -> str:
    """Return how many of a hundred draws give as much or more, at least "less than 1"."""
    share = round(chance * 100)
    return format_number(share, _language()) if share >= 1 else "<" + format_number(1, _language())
