"""Text as files hold it: in which encoding, and cleaned of what does not show."""

import codecs
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Encodings of Arabic that files come in, beside UTF-8.
ARABIC = ("cp1256", "iso8859_6", "cp720")
UTF8 = "utf-8"
#: Values shown of each encoding, so that a person can tell.
SAMPLES = 5
#: Letters of which most Arabic text consists.
_COMMON = frozenset("ابتحدرسشعقفلمنهويةأ")
_NAMES = {
    "utf8": UTF8, "65001": UTF8, "1256": "cp1256", "windows1256": "cp1256", "ansi1256": "cp1256", "88596": "iso8859_6",
    "iso88596": "iso8859_6", "720": "cp720", "oem720": "cp720",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """The encoding of some values, and whether a person must confirm it; all likely ones with samples, best first."""

    encoding: str
    certain: bool
    likely: dict[str, list[str]]


def named(label: str) -> str | None:
    """Return the encoding that a .cpg file or a person names; None when nobody knows it here."""
    plain = "".join(sign for sign in label.lower() if sign.isalnum())
    if plain.removeprefix("cp") in _NAMES or plain in _NAMES:
        return _NAMES.get(plain) or _NAMES[plain.removeprefix("cp")]
    try:
        return codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None


def judge(values: Sequence[bytes], declared: str | None) -> Judged:
    """Return how values are to be decoded; `declared` is what the file says of itself, if it does."""
    telling = list(dict.fromkeys(value for value in values if not value.isascii()))
    if not telling:
        return Judged(declared or UTF8, True, {})
    if declared in (None, UTF8) and _decodes(telling, UTF8):
        misread = _samples_misread(telling)
        return Judged(UTF8, not misread, misread and misread | {UTF8: _samples(telling, UTF8)})
    likely = {encoding: texts for encoding in _ranked(telling, declared) if (texts := _samples(telling, encoding))}
    best = next(iter(likely), "")
    certain = declared is not None and declared != UTF8 and best == declared
    return Judged(best or UTF8, certain, likely)


def decoded(value: bytes, encoding: str) -> tuple[str, bool]:
    """Return the text and whether a last letter, cut by the width of its field, was left off."""
    try:
        return value.decode(encoding), False
    except UnicodeDecodeError as fault:
        if encoding == UTF8 and fault.reason == "unexpected end of data":
            return value[: fault.start].decode(encoding), True
        return value.decode(encoding, "replace"), False


def clean(text: str) -> str:
    """Return text without control and format signs, those that turn the writing round among them; lines end as spaces.

    Joiners stay: they shape letters.
    """
    if text.isprintable():
        return text
    kept = (" " if sign in "\t\r\n" else sign for sign in text if sign in "\t\r\n\u200c\u200d" or _shows(sign))
    return "".join(kept)


def _shows(sign: str) -> bool:
    return unicodedata.category(sign)[0] != "C"


def _decodes(values: Iterable[bytes], encoding: str) -> bool:
    return all("\ufffd" not in decoded(value, encoding)[0] for value in values)


def _ranked(values: Sequence[bytes], declared: str | None) -> list[str]:
    known = dict.fromkeys([*([declared] if declared else []), UTF8, *ARABIC])
    scores = {encoding: _score(values, encoding) for encoding in known}
    return sorted((encoding for encoding in known if scores[encoding] > 0), key=lambda encoding: -scores[encoding])


def _score(values: Sequence[bytes], encoding: str) -> float:
    """Return how much the foreign signs look like Arabic words, 0 to 1; 0 where the bytes cannot be of the encoding."""
    if not _decodes(values, encoding):
        return 0.0
    signs = [sign for value in values for sign in decoded(value, encoding)[0] if not sign.isascii()]
    letters = sum("\u0621" <= sign <= "\u064a" for sign in signs)
    common = sum(sign in _COMMON for sign in signs)
    return (letters + common) / (2 * len(signs)) if signs else 0.0


def _samples(values: Sequence[bytes], encoding: str) -> list[str]:
    return [clean(decoded(value, encoding)[0])[:80] for value in values[:SAMPLES]]


def _samples_misread(values: Sequence[bytes]) -> dict[str, list[str]]:
    """Return what was Arabic before somebody read it as Latin and saved it so ("ÇáãÏíäÉ"); nothing where it was not."""
    texts = [decoded(value, UTF8)[0] for value in values]
    try:
        raw = [text.encode("cp1252") for text in texts]
    except UnicodeEncodeError:
        return {}
    foreign = [byte for value in raw for byte in value if byte > 0x7F]
    if len(foreign) < 3 or _score(raw, "cp1256") < 0.8:
        return {}
    return {"utf-8+cp1256": _samples(raw, "cp1256")}
