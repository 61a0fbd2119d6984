"""Mobile numbers as people write them, in the one form that gateways take; pure."""

import re

from geo.calendars.digits import fold_digits

_COUNTRY = "966"
_FOREIGN = re.compile(r"[1-9]\d{7,14}", re.ASCII)
_LOCAL = re.compile(r"5\d{8}", re.ASCII)


def international(typed: str) -> str:
    """Return a mobile number as +966…, or another country's as +…; "" where it is none.

    >>> international("٠٥٥ ٥١٢ ٣٩٨٧"), international("00966555123987"), international("12")
    ('+966555123987', '+966555123987', '')
    """
    digits = re.sub(r"[\s().\-]", "", fold_digits(typed))
    abroad = digits.startswith(("+", "00"))
    number = digits.removeprefix("+").removeprefix("00").removeprefix(_COUNTRY).removeprefix("0")
    if _LOCAL.fullmatch(number):
        return f"+{_COUNTRY}{number}"
    foreign = digits.removeprefix("+").removeprefix("00")
    return f"+{foreign}" if abroad and _FOREIGN.fullmatch(foreign) and not foreign.startswith(_COUNTRY) else ""
