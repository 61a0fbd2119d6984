"""Terms: so many days, months or years of a named calendar, from a day to the day they end."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from geo.calendars.hijri import HijriDate, month_length, to_hijri

MONTHS_A_YEAR = 12


class Calendar(StrEnum):
    """The calendar in which a regulation counts. Three years differ by about 32 days between them."""

    HIJRI = "hijri"
    GREGORIAN = "gregorian"


class Unit(StrEnum):
    """What is counted."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time as a regulation states it, for example three Hijri years.

    `amount` is a whole number, 1 or more. Compute the end once, when the term begins, and store it.
    """

    calendar: Calendar
    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a term has at least one {self.unit}, not {self.amount}")

    def ends(self, start: date) -> date:
        """Return the last day of the term: the day of the same number, so many months or years later.

        Where that month is shorter, its last day (30 in a month of 29; 29 February).
        Errors: HijriOutOfRange for a Hijri term that starts or ends outside Umm al-Qura.
        """
        if self.unit is Unit.DAY:
            return start + timedelta(days=self.amount)
        months = self.amount * (MONTHS_A_YEAR if self.unit is Unit.YEAR else 1)
        if self.calendar is Calendar.HIJRI:
            return _hijri_months_later(start, months)
        return _gregorian_months_later(start, months)


def _hijri_months_later(start: date, months: int) -> date:
    hijri = to_hijri(start)
    year, month = _add_months(hijri.year, hijri.month, months)
    return HijriDate(year, month, min(hijri.day, month_length(year, month))).to_date()


def _gregorian_months_later(start: date, months: int) -> date:
    year, month = _add_months(start.year, start.month, months)
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def _add_months(year: int, month: int, months: int) -> tuple[int, int]:
    years, index = divmod(month - 1 + months, MONTHS_A_YEAR)
    return year + years, index + 1
