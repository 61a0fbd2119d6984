"""Reading a pasted field sheet: one point a line, `number east north [height]`, in either digits."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from geo.calendars.digits import fold_digits
from permits.surveys.errors import SheetUnreadable

#: More corners than land has; a sheet beyond this is another file pasted by mistake.
MOST_POINTS = 2000
LONGEST_LABEL = 20
_BETWEEN = re.compile(r"[\s;,،؛]+")
#: Marks of direction that word processors paste along, and the Arabic decimal and thousands signs.
_SIGNS = {ord("٫"): ".", ord("٬"): None, ord("−"): "-"}
#: Decimals kept: a tenth of a millimetre of metres, a hundredth of one of degrees.
_FINEST = Decimal("1e-10")
_FARTHEST = Decimal("1e8")


@dataclass(frozen=True, slots=True)
class Reading:
    """A point as the surveyor wrote it: in the units of his coordinate system, nothing computed yet."""

    label: str
    east: Decimal
    north: Decimal
    height: Decimal | None = None


def read_sheet(text: str) -> tuple[Reading, ...]:
    """Return the points of a pasted sheet in order; empty lines and lines that begin with # are passed over.

    Errors: SheetUnreadable, with the number of the line.
    """
    found = tuple(_readings(text))
    if len(found) > MOST_POINTS:
        raise SheetUnreadable(_("a sheet has at most two thousand points."), line=MOST_POINTS + 1)
    return found


def _readings(text: str) -> Iterator[Reading]:
    for number, line in enumerate(text.splitlines(), 1):
        plain = "".join(c for c in fold_digits(line).translate(_SIGNS) if unicodedata.category(c) != "Cf")
        parts = [part for part in _BETWEEN.split(plain) if part]
        if parts and not parts[0].startswith("#"):
            yield _reading(parts, number)


def _reading(parts: list[str], line: int) -> Reading:
    if len(parts) not in (3, 4):
        raise SheetUnreadable(_("write the number of the point, east and north, and height if you have it."), line=line)
    label, *numbers = parts
    if len(label) > LONGEST_LABEL:
        raise SheetUnreadable(_("the number of the point is too long."), line=line)
    return Reading(label, *(_number(part, line) for part in numbers))


def _number(part: str, line: int) -> Decimal:
    try:
        value = Decimal(part)
    except InvalidOperation as error:
        raise SheetUnreadable(_("“%(part)s” is not a number.") % {"part": part}, line=line) from error
    if not value.is_finite() or abs(value) >= _FARTHEST:
        raise SheetUnreadable(_("“%(part)s” is not a coordinate.") % {"part": part}, line=line)
    return value.quantize(_FINEST)
