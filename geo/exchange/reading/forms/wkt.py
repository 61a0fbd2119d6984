"""Tables (CSV) whose rows carry their geometry as WKT in a column, as exports of this project and of others do."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.exchange.reading.forms.points import delimiter_of, lines_of, text_of
from geo.exchange.reading.forms.table import checked_text, rows_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion, portions
from geo.exchange.reading.sniffing import Form
from geo.exchange.reading.surfaces import examine

#: Words that head a column of WKT.
HEADS = ("wkt", "geom_wkt", "wkt_geom", "the_geom", "geometry")
#: Bytes that the first line of a table has at most.
_HEAD = 65_536


def is_told(path: Path, options: Options) -> bool:
    """Say whether a table has a column of WKT, by its own head or by what a profile says."""
    with path.open("rb") as file:
        head = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", "replace")
    return _at([cell.strip().strip('"') for cell in head.split(delimiter_of(head))], options) is not None


def read(path: Path, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return one row a line; a geometry that cannot be read is a fault of its row.

    Errors: Refused (text_nul, encoding_unknown, unreadable, too_many_rows, too_many_columns, columns_unknown).
    """
    content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in content:
        raise Refused("text_nul")
    facts = Facts(form=Form.CSV)
    heads, *lines = lines_of(text_of(content, options, facts))
    lines = [line for line in lines if any(line)]
    if len(lines) > limits.rows:
        raise Refused("too_many_rows", count=len(lines), most=limits.rows)
    if len(heads) > limits.columns:
        raise Refused("too_many_columns", count=len(heads), most=limits.columns)
    names = [checked_text(head).strip() for head in heads]
    place = _at(names, options)
    if place is None:
        raise Refused("columns_unknown", missing="wkt", known=", ".join(names)[:300])
    facts.columns = [name for at, name in enumerate(names) if name and at != place]
    columns = [[_cell(line, at) for line in lines] for at, name in enumerate(names) if name and at != place]
    shapes = _shapes([_cell(line, place) for line in lines])
    rows = rows_of(facts.columns, columns, examine(shapes, limits.vertices, points=options.points))
    facts.rows = len(rows)
    return facts, portions(rows, options.picked)


def _at(names: list[str], options: Options) -> int | None:
    """Return which column is meant; None where there is none."""
    wanted = (options.columns["wkt"].casefold(),) if options.columns.get("wkt") else HEADS
    folded = [name.casefold() for name in names]
    return next((folded.index(name) for name in wanted if name in folded), None)


def _cell(line: list[str], at: int) -> str | None:
    return (line[at].strip() or None) if at < len(line) else None


def _shapes(texts: list[str | None]) -> Any:
    """Return WKB, None where there is no text, and nothing that can be read where the text cannot be."""
    told = np.array(texts, dtype=object)
    found = np.asarray(shapely.to_wkb(shapely.from_wkt(told, on_invalid="ignore")), dtype=object)
    return np.array(
        [b"" if wkb is None and text is not None else wkb for wkb, text in zip(found, told, strict=True)], dtype=object
    )
