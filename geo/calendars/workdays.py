"""Working days: Friday and Saturday rest, and so do the holidays that the caller hands in."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

#: date.weekday(): Monday is 0.
WEEKEND = frozenset({4, 5})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A closed span of days off, both ends included; dated, because each year's Eid is announced."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.name} ends on {self.last}, before it begins on {self.first}")

    def days(self) -> Iterator[date]:
        """Yield every day of the span."""
        for offset in range((self.last - self.first).days + 1):
            yield self.first + offset * _DAY


def days_off(holidays: Iterable[Holiday]) -> frozenset[date]:
    """Return all days of the holidays, to be handed to the functions below."""
    return frozenset(day for holiday in holidays for day in holiday.days())


def is_working_day(day: date, off: Collection[date] = frozenset()) -> bool:
    """Say whether offices are open; `off` holds the dated days off."""
    return day.weekday() not in WEEKEND and day not in off


def add_working_days(start: date, amount: int, off: Collection[date] = frozenset()) -> date:
    """Return the day on which so many working days have passed; the day of the start itself is not counted.

    An amount of 0 gives the start, or the first working day after it when the start is a day off.
    """
    if amount < 0:
        raise ValueError(f"working days are counted forward, not {amount}")
    day = start
    while not is_working_day(day, off) and amount == 0:
        day += _DAY
    while amount:
        day += _DAY
        amount -= is_working_day(day, off)
    return day


def working_days_between(start: date, end: date, off: Collection[date] = frozenset()) -> int:
    """Return how many working days lie after the start, up to and with the end; 0 when it is not later."""
    span = range(1, (end - start).days + 1)
    return sum(is_working_day(start + offset * _DAY, off) for offset in span)
