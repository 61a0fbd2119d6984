"""The official code of land: reading and checking it."""

from geo.calendars.digits import fold_digits

LENGTH = 18
PARTS = (3, 3, 3, 4, 3, 2)


def is_valid(code: str) -> bool:
    """Say whether eighteen digits pass the check of ISO 7064 MOD 97-10: the whole is 1 modulo 97."""
    return len(code) == LENGTH and code.isascii() and code.isdigit() and int(code) % 97 == 1


def parse(typed: str) -> str | None:
    """Return the eighteen digits of a code as people type it, in either digits, any separators; None if it is none.

    A code with a wrong check is returned too: `is_valid` tells.
    """
    digits = "".join(character for character in fold_digits(typed) if character not in " /-.\u200e\u200f\u2066\u2069")
    return digits if len(digits) == LENGTH and digits.isascii() and digits.isdigit() else None


def display(code: str) -> str:
    """Return the code in its parts, joined by "/", which keeps its order inside Arabic text.

    >>> display("501001003001200027")
    '501/001/003/0012/000/27'
    """
    parts, at = [], 0
    for width in PARTS:
        parts.append(code[at : at + width])
        at += width
    return "/".join(parts)
