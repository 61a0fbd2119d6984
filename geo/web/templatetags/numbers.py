"""Template filters for numbers, codes, measures and dates that read right in both directions.

Every filter escapes what it is given. Filters that return markup isolate it with `<bdi>`, so that neither the
paragraph around nor the neighbouring number can turn it round.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from geo.calendars import hijri as dates
from geo.calendars.digits import Number, format_number, local_digits

register = template.Library()

#: What stands where there is no value: seen as empty, not as forgotten.
NOTHING = "—"


def _language() -> str:
    return get_language() or "ar"


def _day(value: date) -> date:
    """Return the local day of a moment, or the day itself."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def _written(value: date | None, how: Callable[[date, str], str]) -> str:
    """Return a date as `how` writes it; a template hands in "" for what it does not find."""
    return how(_day(value), _language()) if value else NOTHING


def _missing(value: Any) -> bool:
    return value is None or value == ""


@register.filter
def hijri(value: date | None) -> str:
    """Return a day or moment in Umm al-Qura, in words: «١ جمادى الآخرة ١٤٤٨هـ»."""
    return _written(value, dates.format_hijri)


@register.filter
def gregorian(value: date | None) -> str:
    """Return a day or moment in the Gregorian calendar, in words: «٢١ نوفمبر ٢٠٢٦م»."""
    return _written(value, dates.format_gregorian)


@register.filter
def dual_date(value: date | None) -> str:
    """Return a day or moment in both calendars, Hijri first."""
    return _written(value, dates.dual_date)


@register.filter
def localdigits(value: Any) -> str:
    """Return a number or text in the reader's digits: ٠-٩ in Arabic, 0-9 in English."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return format_number(value, _language())
    return NOTHING if _missing(value) else local_digits(str(value), _language())


@register.filter
def bdi(value: Any) -> SafeString:
    """Return the value isolated and left to right: for numbers, coordinates and what holds "/" or "-"."""
    return format_html('<bdi dir="ltr">{}</bdi>', NOTHING if _missing(value) else value)


@register.filter
def code(value: Any) -> SafeString:
    """Return an identifier isolated, left to right, in the face for codes; its digits stay as they are."""
    return format_html('<bdi dir="ltr" class="code">{}</bdi>', NOTHING if _missing(value) else value)


@register.filter
def metres(value: Number | None, places: int = 2) -> SafeString:
    """Return a length in metres with its unit."""
    return _measure(value, places, "م", "m")


@register.filter
def area(value: Number | None, places: int = 2) -> SafeString:
    """Return an area in square metres with its unit."""
    return _measure(value, places, "م²", "m²")


@register.filter
def riyals(value: Number | None, places: int = 2) -> SafeString:
    """Return an amount of money in riyals, two decimals unless told, with its unit."""
    return _measure(value, places, "ريال", "SAR")


def _measure(value: Number | None, places: int, unit_ar: str, unit_en: str) -> SafeString:
    """Return number and unit in the order of the language, as one isolated piece that does not wrap."""
    if value is None or _missing(value):
        return SafeString(NOTHING)
    language = _language()
    number = format_number(value, language, places=places, grouped=True)
    arabic = language.startswith("ar")
    return format_html(
        '<bdi dir="{}"><bdi dir="ltr">{}</bdi>&nbsp;{}</bdi>',
        "rtl" if arabic else "ltr", number, unit_ar if arabic else unit_en,
    )  # fmt: skip
