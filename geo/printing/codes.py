"""Verification codes: 128 random bits in Crockford's base 32, forgiving when a person types them."""

import re
import secrets
from typing import Final

from geo.calendars.digits import fold_digits

#: Without I, L, O and U: nothing in it can be read as something else. https://www.crockford.com/base32.html
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS: Final = 128
#: 26 characters of five bits; the first carries only three, so it is 0-7.
LENGTH: Final = -(-BITS // 5)
PATTERN: Final = f"^[0-7][0-9A-HJKMNP-TV-Z]{{{LENGTH - 1}}}$"
GROUP: Final = 5

_LOOK_ALIKES = str.maketrans("OIL", "011")
_NOT_TYPED = re.compile(r"[\s/\-_.\u200e\u200f\u061c\u2010-\u2015\u202a-\u202e\u2066-\u2069]")


def new_code() -> str:
    """Return a fresh code from the system's random source."""
    return encode(secrets.randbits(BITS))


def encode(number: int) -> str:
    """Return a number of at most 128 bits as 26 characters, most significant first."""
    if not 0 <= number < 1 << BITS:
        raise ValueError("a code holds 128 bits")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def normalise_code(typed: str) -> str | None:
    """Return the code that somebody typed, or None when it cannot be one.

    Lower case, spaces, "/" and "-", O for 0, I and L for 1, and both Arabic rows of digits are understood.
    """
    code = _NOT_TYPED.sub("", fold_digits(typed)).upper().translate(_LOOK_ALIKES)
    return code if re.fullmatch(PATTERN, code) else None


def grouped(code: str) -> str:
    """Return a code in groups for reading: "/" keeps its place beside Arabic letters, "-" and space do not.

    >>> grouped("01234567890123456789012345")
    '01234/56789/01234/56789/012345'
    """
    cuts = range(0, LENGTH - GROUP, GROUP)
    return "/".join(code[cut : cut + GROUP] if cut + 2 * GROUP <= LENGTH else code[cut:] for cut in cuts)
