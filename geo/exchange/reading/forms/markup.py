"""XML and JSON looked through as bytes before any parser sees them."""

import mmap
import re
from pathlib import Path

from geo.exchange.reading.refusals import Refused

_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CURVES = re.compile(
    rb"<(?:gml:)?(?:Arc\w*|Circle\w*|CircleByCenterPoint|Bezier|BSpline|Clothoid|CubicSpline|Geodesic)\b"
)
#: What is worth a second look, that at texts too.
_SUSPECT = re.compile(rb"NaN|nan|Infinity|inf|\d[eE]\+?\d{3}")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NO_NUMBER = re.compile(
    rb'"(?:[^"\\]|\\.)*"|(?P<bad>\b(?:NaN|Infinity|nan|inf)\b|\d[eE]\+?(?:309|3[1-9]\d|[4-9]\d\d|\d{4,})\b)', re.DOTALL
)


def check_xml(path: Path, *, curves: bool = True) -> None:
    """Refuse a document type, entities, and, if asked, curves of GML. Errors: Refused (dtd, curves, text_nul)."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _DECLARES.search(content):
            raise Refused("dtd")
        if curves and _CURVES.search(content):
            raise Refused("curves")
        if content.find(b"\x00") >= 0:
            raise Refused("text_nul")


def as_collection(path: Path) -> None:
    """Put the collection around an array of features (RFC 7946 knows features only in one)."""
    content = path.read_bytes()
    if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        path.write_bytes(b'{"type":"FeatureCollection","features":' + content.removeprefix(b"\xef\xbb\xbf") + b"}")


def check_json(path: Path) -> None:
    """Refuse numbers that are none, and NUL in texts. Errors: Refused (not_finite, text_nul)."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if content.find(b"\x00") >= 0 or _NUL.search(content):
            raise Refused("text_nul")
        if _SUSPECT.search(content) and any(each["bad"] for each in _NO_NUMBER.finditer(content)):
            raise Refused("not_finite")
