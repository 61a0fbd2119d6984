"""Scores of a walk as people read them."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geo.calendars.digits import format_number, local_digits
from geo.web.templatetags.numbers import bdi

register = template.Library()


@register.filter
def share(value: float | None) -> SafeString | str:
    """Show a share from 0 to 1 in percent to one decimal; "unknown" for none."""
    if value is None:
        return _("Unknown")
    language = get_language() or "ar"
    sign = "٪" if language.startswith("ar") else "%"
    return bdi(f"{format_number(value * 100, language, places=1)}{sign}")


@register.filter
def ratio(value: float | None) -> SafeString | str:
    """Show a ratio to two decimals; "unknown" for none."""
    if value is None:
        return _("Unknown")
    return bdi(format_number(value, get_language() or "ar", places=2))


@register.filter
def days_left(days: int) -> str:
    """Say how many days are left."""
    return _counted(ngettext("%(n)s day left", "%(n)s days left", days), days)


@register.filter
def parcel_count(count: int) -> str:
    """Say how many parcels there are."""
    return _counted(ngettext("%(n)s parcel", "%(n)s parcels", count), count)


def _counted(words: str, count: int) -> str:
    return words % {"n": local_digits(str(count), get_language() or "ar")}
