"""Tables of points (CSV): number, easting, northing, and the key of the surface that each point bounds."""

import csv
import io
import struct
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from geo.exchange.reading.forms.table import checked_text, rows_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion, portions
from geo.exchange.reading.sniffing import Form
from geo.exchange.reading.surfaces import examine
from geo.exchange.reading.texts import judge, named

#: Words in which surveyors head their columns.
HEADS = {
    "key": ("key", "plot", "lot", "land", "رقم القطعة", "القطعة"),
    "order": ("no", "point", "n", "id", "pt", "نقطة", "رقم النقطة", "م"),
    "east": ("e", "east", "easting", "x", "شرقيات", "الشرقيات", "س"),
    "north": ("n", "north", "northing", "y", "شماليات", "الشماليات", "ص"),
}
#: Letters of one cell: an outline of as many corners as are taken.
_CELL = 2_000_000
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")


def read(path: Path, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return one row a key, its points in the order of their rows; rings close by themselves.

    Errors: Refused (text_nul, encoding_unknown, columns_unknown, not_a_number, too_many_rows).
    """
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in content:
        raise Refused("text_nul")
    facts = Facts(form=Form.CSV)
    text = text_of(content, options, facts)
    lines = lines_of(text)
    if len(lines) - 1 > limits.rows * 10:
        raise Refused("too_many_rows", count=len(lines) - 1, most=limits.rows * 10)
    heads = [checked_text(head).strip() for head in lines[0]] if lines else []
    places = _columns(heads, options)
    keys = _gathered(lines[1:], places)
    others = [at for at, head in enumerate(heads) if head and at not in places.values()]
    columns = [[key for key in keys]]
    columns += [[_first(rows, at) for rows in keys.values()] for at in others]
    facts.columns = [heads[places["key"]], *(heads[at] for at in others)]
    shapes = np.array([_surface(rows, places) for rows in keys.values()], dtype=object)
    rows = rows_of(facts.columns, columns, examine(shapes, limits.vertices))
    facts.rows = len(rows)
    return facts, portions(rows, options.picked)


def text_of(content: bytes, options: Options, facts: Facts) -> str:
    """Return a table as text; a person is asked where its encoding is not certain. Errors: Refused."""
    if options.encoding:
        encoding = named(options.encoding)
        if encoding is None:
            raise Refused("encoding_unknown", name=options.encoding[:40])
    else:
        judged = judge([line.strip() for line in content.split(b"\n")], None)
        encoding = judged.encoding
        if not judged.certain:
            facts.encodings = judged.likely
            facts.questions.append("encoding")
    facts.encoding = encoding
    return content.decode(encoding, "replace")


def lines_of(text: str) -> list[list[str]]:
    """Return the cells of a table line by line. Errors: Refused (unreadable)."""
    csv.field_size_limit(_CELL)
    try:
        return list(csv.reader(io.StringIO(text), delimiter=delimiter_of(text)))
    except csv.Error as error:
        raise Refused("unreadable", reason=str(error)[:200]) from error


def delimiter_of(text: str) -> str:
    """Return what parts the cells: the sign that the first line has most of."""
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _columns(heads: list[str], options: Options) -> dict[str, int]:
    folded = [head.casefold() for head in heads]
    found: dict[str, int] = {}
    for meaning, words in HEADS.items():
        wanted = [options.columns[meaning].casefold()] if options.columns.get(meaning) else list(words)
        at = next(
            (folded.index(word) for word in wanted if word in folded and folded.index(word) not in found.values()), None
        )
        if at is not None:
            found[meaning] = at
    if missing := {"key", "east", "north"} - set(found):
        raise Refused("columns_unknown", missing=", ".join(sorted(missing)), known=", ".join(heads)[:300])
    return found


def _gathered(lines: list[list[str]], places: dict[str, int]) -> dict[str, list[list[str]]]:
    """Return key → its lines; a line number is told where a line is too short."""
    keys: dict[str, list[list[str]]] = {}
    for number, line in enumerate(lines, start=2):
        if not any(value.strip() for value in line):
            continue
        if len(line) <= max(places.values()):
            raise Refused("not_a_number", line=number)
        keys.setdefault(checked_text(line[places["key"]]).strip(), []).append([str(number), *line])
    return keys


def _first(rows: list[list[str]], at: int) -> Any:
    value = rows[0][at + 1] if len(rows[0]) > at + 1 else ""
    return checked_text(value).strip() or None


def _surface(rows: list[list[str]], places: dict[str, int]) -> bytes:
    """Return a ring as WKB, as it stands: the examination says what is wrong with it."""
    points: list[tuple[float, ...]] = []
    for row in rows:
        try:
            points.append(tuple(float(row[places[name] + 1].translate(_DIGITS)) for name in ("east", "north")))
        except ValueError as error:
            raise Refused("not_a_number", line=int(row[0])) from error
    ring = [point for point, following in pairwise([*points, ()]) if point != following]
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    return struct.pack("<BIII", 1, 3, 1, len(ring)) + b"".join(struct.pack("<2d", point[0], point[1]) for point in ring)
