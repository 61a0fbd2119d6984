"""`as_of` and `known_at`: the instants that a reader asks about, as people write days of two calendars."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.api.errors import BadParameter
from geo.calendars.digits import fold_digits
from geo.calendars.hijri import parse_hijri
from geo.errors import InvalidInput

#: Years from here on are Gregorian; up to 1500 they are Hijri; those between are neither, and nothing is guessed.
FIRST_GREGORIAN_YEAR: Final = 1801
_DAY = re.compile(r"(\d{4})-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"(\d{4})-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
#: "+03:00" that was not percent-encoded arrives as " 03:00".
_LOST_PLUS = re.compile(r"(?<=\d) (?=\d{2}:?\d{2}$)", re.ASCII)


class InstantUnclear(BadParameter):
    """The text is neither a day nor an instant."""

    code = "instant_unclear"
    message = _(
        "This is no date. Write 2026-01-31, an instant like 2026-01-31T12:00:00+03:00, or a Hijri date like 1447-05-12."
    )


class InstantInFuture(BadParameter):
    """A day to come was asked for."""

    code = "instant_in_future"
    message = _("Nothing is told of days to come.")


@dataclass(frozen=True, slots=True)
class Instants:
    """What was asked: as the law stood at `as_of`, as was known at `known_at`; None is now. Both aware, UTC."""

    as_of: datetime | None = None
    known_at: datetime | None = None

    @property
    def past(self) -> bool:
        """Anything but the present was asked for."""
        return self.as_of is not None or self.known_at is not None


def read_instant(parameter: str, typed: str) -> datetime | None:
    """Return the instant that a text names, UTC; None for an empty one.

    A day, in either calendar and either digits, stands for its last microsecond in the country's own time; today, for
    now. An instant without an offset is in the country's time. Errors: InstantUnclear, InstantInFuture.
    """
    text = fold_digits(typed).strip()
    if not text:
        return None
    now = timezone.now()
    day = _day(parameter, text)
    if day is not None and day == timezone.localdate(now):
        return now
    found = _end_of(parameter, day) if day is not None else _instant(parameter, text)
    if found > now:
        raise InstantInFuture(parameter)
    return found


def _day(parameter: str, text: str) -> date | None:
    """Return the day that a text names; None when it says an instant."""
    if _INSTANT.fullmatch(_LOST_PLUS.sub("+", text)):
        return None
    written = _DAY.fullmatch(text)
    try:
        if written and int(written[1]) >= FIRST_GREGORIAN_YEAR:
            return date.fromisoformat(text)
        return parse_hijri(text)
    except (ValueError, InvalidInput) as error:
        raise InstantUnclear(parameter) from error


def _end_of(parameter: str, day: date) -> datetime:
    try:
        midnight = datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())
    except OverflowError as error:
        raise InstantInFuture(parameter) from error
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def _instant(parameter: str, text: str) -> datetime:
    try:
        found = datetime.fromisoformat(_LOST_PLUS.sub("+", text))
        if found.year < FIRST_GREGORIAN_YEAR:
            raise InstantUnclear(parameter)
        aware = found if found.tzinfo else found.replace(tzinfo=timezone.get_default_timezone())
        return aware.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InstantUnclear(parameter) from error
