"""Digits: folded to 0-9 where people type, shown in the reader's digits where people read."""

from decimal import Decimal

ARABIC_INDIC = "٠١٢٣٤٥٦٧٨٩"
PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ASCII = "0123456789"

#: Both foreign rows: real records mix the Persian zero with Arabic digits.
_FOLD = str.maketrans(ARABIC_INDIC + PERSIAN, ASCII + ASCII)
_TO_ARABIC = str.maketrans(ASCII + PERSIAN, ARABIC_INDIC + ARABIC_INDIC)
#: U+066B and U+066C, the separators that belong to Arabic-Indic digits.
_TO_ARABIC_NUMBER = str.maketrans(ASCII + ".,", ARABIC_INDIC + "٫٬")

Number = int | float | Decimal


def fold_digits(text: str) -> str:
    """Return the text with ٠-٩ and ۰-۹ as 0-9; everything else as it was.

    >>> fold_digits("شارع ١٢۰")
    'شارع 120'
    """
    return text.translate(_FOLD)


def to_arabic_digits(text: str) -> str:
    """Return the text with 0-9 (and ۰-۹) as ٠-٩; separators as they were.

    >>> to_arabic_digits("713/3")
    '٧١٣/٣'
    """
    return text.translate(_TO_ARABIC)


def local_digits(text: str, language: str) -> str:
    """Return the text in the digits of a language: Arabic-Indic for `ar`, 0-9 otherwise."""
    return to_arabic_digits(text) if language.startswith("ar") else fold_digits(text)


def format_number(value: Number, language: str, *, places: int | None = None, grouped: bool = False) -> str:
    """Return a number in the digits and separators of a language.

    `places` fixes the decimals (rounded half to even), None keeps them; `grouped` separates thousands.

    >>> format_number(1234.5, "ar", places=2, grouped=True)
    '١٬٢٣٤٫٥٠'
    """
    shape = ("," if grouped else "") + (f".{places}f" if places is not None else "")
    text = format(value, shape)
    return text.translate(_TO_ARABIC_NUMBER) if language.startswith("ar") else text
