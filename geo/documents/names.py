"""Names of files and papers, made harmless: no path, no control sign, nothing that turns text round."""

import re
import unicodedata

from geo.documents.enums import MediaType

MOST = 120
_SIGNS = re.compile(r'[<>:"|?*\\/]+')
_SPACES = re.compile(r"\s+")


def clean_text(text: str, most: int = MOST) -> str:
    """Return text on one line without control and format signs (among them those that turn the writing round)."""
    kept = "".join(
        " " if sign.isspace() else sign for sign in text if sign.isspace() or unicodedata.category(sign)[0] != "C"
    )
    return _SPACES.sub(" ", kept).strip()[:most].strip()


def clean_name(name: str, media_type: MediaType) -> str:
    """Return a file name without its path, ending as its content does."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last else last
    stem = clean_text(_SIGNS.sub(" ", stem)).strip(". ")
    return f"{stem or 'document'}{media_type.extension}"
