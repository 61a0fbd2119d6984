"""Numbers, names and dates as people write them into registers; pure."""

import re
from datetime import date, datetime
from typing import Any

from geo.calendars.digits import fold_digits
from geo.calendars.errors import HijriOutOfRange, NotAHijriDate
from geo.calendars.hijri import FIRST_YEAR, GREGORIAN_MONTHS_AR, HIJRI_MONTHS_AR, LAST_YEAR, HijriDate
from geo.search.folding import fold

_UNSEEN = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u0640]")
_NUMBERS = re.compile(r"(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})", re.ASCII)
_WORDS = re.compile(r"(\d{1,2})\s+(\D+?)\s+(\d{4})", re.ASCII)
_LABELS = re.compile(r"(?:^|\s)(?:رقم|قطعه|قطع|بلك|بلوك|مخطط|parcel|plot|block|plan|no\.?)(?=\s|:|\d|$)")
_SLASH = re.compile(r"\s*[/\\]\s*")
#: Other spellings of months than the calendar's own, in search spelling.
_OTHERS = {
    "ربيع ثاني": 4, "ربيع الثاني": 4, "ربيع اخر": 4, "ربيع اول": 3, "جماد اول": 5, "جمادي اول": 5, "جمادي اولي": 5,
    "جماد ثاني": 6, "جمادي ثاني": 6, "جمادي ثانيه": 6, "جمادي اخره": 6, "جماد اخر": 6, "ذي قعده": 11, "ذي حجه": 12,
    "ذو قعده": 11, "ذو حجه": 12, "القعده": 11, "الحجه": 12, "قعده": 11, "حجه": 12, "محرم حرام": 1, "شعبان معظم": 8,
    "رمضان مبارك": 9,
}  # fmt: skip
_FIRST_GREGORIAN = 1900


def _plain(month: str) -> str:
    return fold(month).replace(" ال", " ")


_HIJRI = {_plain(name): place for place, name in enumerate(HIJRI_MONTHS_AR, start=1)} | _OTHERS
_GREGORIAN = {_plain(name): place for place, name in enumerate(GREGORIAN_MONTHS_AR, start=1)}


def text_of(value: Any) -> str:
    """Return a cell as text on one line, without what nobody sees; a whole number without its decimals.

    >>> text_of(12.0), text_of("  عبد \u0640 الله ")
    ('12', 'عبد الله')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return " ".join(_UNSEEN.sub("", str(value)).split())


def day_of(value: Any) -> date | None:
    """Return the Gregorian day that somebody wrote in either calendar, in numbers or words; None where it is unclear.

    A year has four digits and says by itself which calendar it is of. Day first, unless the year is.

    >>> day_of("١/٦/١٤٤٨هـ"), day_of("1448-06-01"), day_of("1 جماد الثاني 1448"), day_of("12/11/2026م")
    (datetime.date(2026, 11, 11), datetime.date(2026, 11, 11), datetime.date(2026, 11, 11), datetime.date(2026, 11, 12))
    """
    if isinstance(value, datetime):
        return value.date() if value.year >= _FIRST_GREGORIAN else day_of(value.date().isoformat())
    if isinstance(value, date):
        return value
    plain = re.sub(r"\s*(?:هـ?|م|ah|h|ad|g)\.?$", "", fold_digits(text_of(value)).strip(), flags=re.IGNORECASE)
    if found := _NUMBERS.fullmatch(plain):
        first, month, last = (int(part) for part in found.groups())
        return _day(first, month, last) if len(found.group(1)) == 4 else _day(last, month, first)
    if found := _WORDS.fullmatch(plain):
        name, year = _plain(found.group(2)), int(found.group(3))
        months = _GREGORIAN if year >= _FIRST_GREGORIAN else _HIJRI
        return _day(year, months.get(name, 0), int(found.group(1)))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        if FIRST_YEAR <= year <= LAST_YEAR:
            return HijriDate(year, month, day).to_date()
        return date(year, month, day) if year >= _FIRST_GREGORIAN else None
    except (ValueError, NotAHijriDate, HijriOutOfRange):
        return None


def bare(text: str) -> str:
    """Return what a plan, block or parcel is called, in search spelling, without the word that says which it is.

    >>> bare("مخطط رقم ٧١٣ / ٣"), bare("بلك: أ"), bare("القطعة ١٢")
    ('713/3', 'ا', '12')
    """
    plain = _LABELS.sub(" ", _SLASH.sub("/", fold(text)))
    return " ".join(_LABELS.sub(" ", plain).replace(":", " ").split())


def turned(number: str) -> str:
    """Return a number of two parts the other way round, as right-to-left text is often copied; "" for any other.

    >>> turned("3/713"), turned("713")
    ('713/3', '')
    """
    parts = number.split("/")
    return "/".join(reversed(parts)) if len(parts) == 2 and all(parts) and parts[0] != parts[1] else ""
