"""An answer in short sentences for a telephone: digits one by one, in words, in Arabic and in English; pure."""

import re
from collections.abc import Iterable

from geo.calendars.digits import fold_digits

_DIGITS = {
    "ar": ("صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_STROKE = {"ar": "شرطة", "en": "stroke"}
_PARTS = re.compile(r"[0-9]|/|[^0-9/\s\-.]+")


def spelled(number: str, language: str) -> str:
    """Return a number as it is read aloud: each digit a word, "/" named.

    >>> spelled("51/٠2", "en")
    'five one stroke zero two'
    """
    digits, stroke = _DIGITS[language], _STROKE[language]
    words: Iterable[str] = (
        stroke if part == "/" else digits[int(part)] if part.isdigit() else part
        for part in _PARTS.findall(fold_digits(number))
    )
    return " ".join(words)
