"""Umm al-Qura dates: conversion, reading what people type, and writing both calendars."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from hijridate import Gregorian, Hijri

from geo.calendars.digits import fold_digits, local_digits
from geo.calendars.errors import HijriOutOfRange, NotAHijriDate

FIRST_YEAR: Final = 1343
LAST_YEAR: Final = 1500
#: The same range in the Gregorian calendar.
FIRST_DAY: Final = date(1924, 8, 1)
LAST_DAY: Final = date(2077, 11, 16)

# The names that the Umm al-Qura calendar itself prints (ربيع الآخر, where the library says ربيع الثاني).
HIJRI_MONTHS_AR: Final = (
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "جمادى الأولى", "جمادى الآخرة",
    "رجب", "شعبان", "رمضان", "شوال", "ذو القعدة", "ذو الحجة",
)  # fmt: skip
HIJRI_MONTHS_EN: Final = (
    "Muharram", "Safar", "Rabi' al-Awwal", "Rabi' al-Akhir", "Jumada al-Ula", "Jumada al-Akhirah",
    "Rajab", "Sha'ban", "Ramadan", "Shawwal", "Dhu al-Qa'dah", "Dhu al-Hijjah",
)  # fmt: skip
GREGORIAN_MONTHS_AR: Final = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
GREGORIAN_MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

#: Marks that text copied from Arabic pages carries and nobody sees.
_INVISIBLE = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})", re.ASCII)
_ERA = re.compile(r"\s*(?:هـ?|AH)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class HijriDate:
    """A day of the Umm al-Qura calendar, checked when it is made; sorts by time.

    Errors: HijriOutOfRange, NotAHijriDate.
    """

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        try:
            Hijri(self.year, self.month, self.day)
        except OverflowError as error:
            raise HijriOutOfRange(year=self.year) from error
        except ValueError as error:
            raise NotAHijriDate(year=self.year, month=self.month, day=self.day) from error

    def __str__(self) -> str:
        """Year/month/day with leading zeros: "/" keeps its order beside Arabic letters, "-" does not."""
        return f"{self.year:04}/{self.month:02}/{self.day:02}"

    def to_date(self) -> date:
        """Return the same day in the Gregorian calendar."""
        return date.fromordinal(Hijri(self.year, self.month, self.day).to_gregorian().toordinal())


def to_hijri(day: date) -> HijriDate:
    """Return the Umm al-Qura date of a Gregorian day. Errors: HijriOutOfRange."""
    try:
        found = Gregorian(day.year, day.month, day.day).to_hijri()
    except OverflowError as error:
        raise HijriOutOfRange(day=day.isoformat()) from error
    return HijriDate(*found.datetuple())


def month_length(year: int, month: int) -> int:
    """Return the number of days, 29 or 30, of an Umm al-Qura month. Errors: as HijriDate."""
    first = HijriDate(year, month, 1)
    return Hijri(first.year, first.month, first.day).month_length()


def parse_hijri(text: str) -> date:
    """Return the Gregorian day of a typed Hijri date.

    Year first (1448/06/01) or day first (1/6/1448); either digits; separators "/", "-" or "."; «هـ» or AH may
    follow. A year has four digits: "48" is refused, not guessed. Errors: NotAHijriDate, HijriOutOfRange.
    """
    plain = _ERA.sub("", fold_digits(_INVISIBLE.sub("", text)).strip())
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    else:
        raise NotAHijriDate(text=text)
    return HijriDate(int(year), int(month), int(day)).to_date()


def format_hijri(day: date | HijriDate, language: str) -> str:
    """Return «١ جمادى الآخرة ١٤٤٨هـ» for `ar`, "1 Jumada al-Akhirah 1448 AH" otherwise."""
    hijri = day if isinstance(day, HijriDate) else to_hijri(day)
    if language.startswith("ar"):
        return local_digits(f"{hijri.day} {HIJRI_MONTHS_AR[hijri.month - 1]} {hijri.year}هـ", "ar")
    return f"{hijri.day} {HIJRI_MONTHS_EN[hijri.month - 1]} {hijri.year} AH"


def format_gregorian(day: date, language: str) -> str:
    """Return «٢١ نوفمبر ٢٠٢٦م» for `ar`, "21 November 2026" otherwise."""
    if language.startswith("ar"):
        return local_digits(f"{day.day} {GREGORIAN_MONTHS_AR[day.month - 1]} {day.year}م", "ar")
    return f"{day.day} {GREGORIAN_MONTHS_EN[day.month - 1]} {day.year}"


def dual_date(day: date, language: str) -> str:
    """Return a day in both calendars, Hijri first, as a letter writes it. Errors: HijriOutOfRange."""
    joint = "الموافق" if language.startswith("ar") else "corresponding to"
    return f"{format_hijri(day, language)} {joint} {format_gregorian(day, language)}"
