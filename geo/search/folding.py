"""The search spelling, mirrored from sql/arabic_fold.v1.sql for words that are typed."""

import re

_MARKS = re.compile("[\u064b-\u0652\u0670\u0640\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LETTERS = str.maketrans("أإآٱىةؤئکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "اااايهويكي01234567890123456789")


def fold(words: str) -> str:
    """Return the search spelling of Arabic or Latin words.

    >>> fold("حي القديح")
    'قديح'
    """
    folded = _MARKS.sub("", words).lower().translate(_LETTERS)
    folded = re.sub(r"(^|\s)حي(?=\s|$)", r"\1", folded)
    folded = re.sub(r"(^|\s)ال(?=\S\S)", r"\1", folded)
    return re.sub(r"\s+", " ", folded).strip()
