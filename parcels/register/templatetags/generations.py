"""Short forms of measures and days for boxes and lines of a drawing, where markup cannot stand."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from geo.calendars.digits import format_number, local_digits
from geo.calendars.hijri import to_hijri
from parcels.register.codes import display

register = template.Library()


def _arabic() -> bool:
    return (get_language() or "ar").startswith("ar")


@register.filter
def percent(share: float) -> str:
    """Return a share from 0 to 1 in per cent, one decimal."""
    number = format_number(share * 100, get_language() or "ar", places=1)
    return f"{number}٪" if _arabic() else f"{number}%"


@register.filter
def short_area(m2: float | None) -> str:
    """Return square metres with one decimal and the unit, as plain text; unknown is a dash."""
    if m2 is None:
        return "—"
    number = format_number(m2, get_language() or "ar", places=1, grouped=True)
    return f"{number} م²" if _arabic() else f"{number} m²"


@register.filter
def short_day(moment: datetime) -> str:
    """Return a day as year/month/day: Hijri for Arabic readers, Gregorian otherwise."""
    day = timezone.localtime(moment).date()
    return local_digits(str(to_hijri(day)), "ar") if _arabic() else day.strftime("%Y/%m/%d")


@register.filter
def plus(number: float, more: float) -> float:
    """Return the sum: places in a drawing."""
    return number + more


@register.filter
def parts_of_code(code: str) -> str:
    """Return an official code in its parts."""
    return display(code)
