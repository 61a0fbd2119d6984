"""DXF R2010 for drawing programs: layers by theme, numbers as text inside, all values as extended data, in UTF-8.

The frame of the file is ezdxf's; its entities are written as they come, for a whole municipality does not fit in memory
as objects. Group codes: Autodesk, DXF Reference, "ENTITIES section".
"""

import io
from collections.abc import Callable, Iterator
from math import isnan
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import shapely
from ezdxf.enums import InsertUnits
from numpy.typing import NDArray

from geo.exchange.batches import Batch
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes
from geo.exchange.symbology.drawing import Look
from geo.exchange.symbology.units import rgba
from geo.exchange.writers.cells import texts_of, written
from geo.exchange.writers.corners import Drawn, drawn

APPLICATION = "MUKHATTAT"
LETTERS = "ARABIC"
#: A font that shapes Arabic and is on every machine that draws.
FONT = "arial.ttf"
#: Handles: those of the frame lie below, the next that a program may give above ours.
_FIRST_HANDLE, _NEXT_HANDLE = 0x10000, "7FFFFFFF"
#: A string of extended data has at most 255 bytes; Arabic takes two a letter. All data of an entity, 16 kB.
_PIECE, _MOST_LETTERS = 120, 2000
#: Text height: a share of the side of a square as large as the surface, between these, metres.
_HEIGHT_SHARE, _LEAST_M, _MOST_M = 0.12, 0.5, 4.0
_LINE_HEIGHT_M = 1.5


@writes("dxf", suffix=".dxf", title="DXF", media_type="image/vnd.dxf", metric=True)
def write_dxf(path: Path, feed: Feed) -> None:
    """Write a layer as closed polylines (holes too), lines or points, with its words. Errors: CannotWrite."""
    head, owner, tail = _frame(feed)
    drawing = _Drawing(feed, owner)
    try:
        with path.open("w", encoding="utf-8", newline="\r\n") as file:
            file.write(head)
            for batch in feed.batches:
                file.writelines(drawing.entities(batch))
            file.write(tail)
    except OSError as error:
        raise CannotWrite(path=str(path), reason=error.strerror or str(error)) from error


def theme(feed: Feed, value: str | None) -> str:
    """Return the drawing layer of a row: the layer's name, and its category where it has some."""
    if not feed.drawing.category_column:
        return feed.name
    known = any(rule.value == value for rule in feed.drawing.rules)
    return f"{feed.name}_{value if value is not None and known else 'other'}"


def words_theme(feed: Feed) -> str:
    """Return the drawing layer of the words."""
    return f"{feed.name}_text"


def _frame(feed: Feed) -> tuple[str, str, str]:
    """Return what stands before the entities, the handle of the space that owns them, and what stands after."""
    drawing = ezdxf.new("R2010", units=InsertUnits.Meters)
    drawing.appids.add(APPLICATION)
    drawing.styles.add(LETTERS, font=FONT)
    for rule in feed.drawing.rules:
        layer = drawing.layers.add(theme(feed, rule.value))
        layer.rgb = _colour(rule.look)
        layer.description = f"{feed.title} – {rule.title}"
    drawing.layers.add(words_theme(feed)).description = feed.title
    drawing.entitydb.handles.reset(_NEXT_HANDLE)
    text = io.StringIO()
    drawing.write(text)
    head, begun, rest = text.getvalue().partition("  2\nENTITIES\n")
    told = [feed.title, feed.description, f"{APPLICATION}: texts of more than {_MOST_LETTERS} letters are cut"]
    comments = "".join(_tag(999, line) for line in told)
    return comments + head + begun, drawing.modelspace().block_record_handle, rest


def _colour(look: Look) -> tuple[int, int, int]:
    red, green, blue, _opacity = rgba(look.stroke or look.fill or "#000000")
    return red, green, blue


class _Drawing:
    """Entities of the rows, each with a handle that no other has."""

    def __init__(self, feed: Feed, owner: str) -> None:
        self.feed, self.owner, self.handle = feed, owner, _FIRST_HANDLE
        self.names = [column.name for column in feed.columns]
        shown = feed.drawing.lettering.column if feed.drawing.lettering else feed.key
        category = feed.drawing.category_column
        self.category = self.names.index(category) if category in self.names else None
        self.shown = self.names.index(shown) if shown in self.names else None

    def entities(self, batch: Batch) -> Iterator[str]:
        """Yield the entities of a batch: the outlines of a row, then its words."""
        shapes = batch.shapes()
        outlines: list[list[tuple[str, str]]] = [[] for _shape in shapes]
        for line in drawn(shapes, _corners):
            outlines[line.row].append(_body(line))
        layers, data, words = self._layers(batch), self._data(batch), self._words(batch)
        for bodies, layer, values, text, place, height in zip(
            outlines, layers, data, words, _places(shapes), _heights(shapes), strict=True
        ):
            for kind, body in bodies:
                yield self._begun(kind, layer) + body + values
            if text and place is not None:
                yield self._begun("TEXT", _tag(8, words_theme(self.feed))) + _words(text, place, height)

    def _begun(self, kind: str, layer: str) -> str:
        self.handle += 1
        return f"  0\n{kind}\n  5\n{self.handle:X}\n330\n{self.owner}\n100\nAcDbEntity\n{layer}"

    def _layers(self, batch: Batch) -> list[str]:
        """Return each row's layer, as its group."""
        none = _tag(8, theme(self.feed, None))
        if self.category is None:
            return [none] * len(batch)
        return texts_of(batch.values[self.category], lambda value: _tag(8, theme(self.feed, value)), missing=none)

    def _words(self, batch: Batch) -> list[str]:
        return [""] * len(batch) if self.shown is None else texts_of(batch.values[self.shown], written)

    def _data(self, batch: Batch) -> list[str]:
        """Return the values as extended data: name and value between braces, a long value in several strings."""
        columns = [texts_of(cells, _datum(name)) for name, cells in zip(self.names, batch.values, strict=True)]
        begun = _tag(1001, APPLICATION)
        rows = zip(*columns, strict=True) if columns else [()] * len(batch)
        return [begun + "".join(row) for row in rows]


def _datum(name: str) -> Callable[[Any], str]:
    begun = "1002\n{\n" + _tag(1000, name)

    def datum(value: Any) -> str:
        text = written(value)[:_MOST_LETTERS]
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)] or [""]
        return begun + "".join(_tag(1000, one) for one in pieces) + "1002\n}\n"

    return datum


def _tag(code: int, text: str) -> str:
    """Return a group whose text stays on its line: control characters are written with a caret."""
    if not text.isprintable() or "^" in text:
        text = "".join(f"^{chr(ord(one) + 64)}" if ord(one) < 32 else one for one in text.replace("^", "^ "))
    return f"{code:>3}\n{text}\n"


def _corners(lines: NDArray[np.object_]) -> list[str]:
    """Return the corners of lines; what closes a ring is not written again."""
    points, of_line = shapely.get_coordinates(lines, return_index=True)
    texts = [f" 10\n{x!r}\n 20\n{y!r}\n" for x, y in points.tolist()]
    counts = np.bincount(of_line, minlength=len(lines))
    ends = np.cumsum(counts)
    rings = shapely.get_type_id(lines) == shapely.GeometryType.LINEARRING
    spans = zip((ends - counts).tolist(), (ends - rings).tolist(), strict=True)
    return ["".join(texts[start:end]) for start, end in spans]


def _body(line: Drawn) -> tuple[str, str]:
    """Return what entity a line is, and its groups."""
    if line.kind == shapely.GeometryType.POINT:
        return "POINT", f"100\nAcDbPoint\n{line.text} 30\n0.0\n"
    closed = int(line.kind == shapely.GeometryType.POLYGON)
    return "LWPOLYLINE", f"100\nAcDbPolyline\n 90\n{line.corners - closed}\n 70\n{closed}\n{line.text}"


def _place(code: int, x: float, y: float) -> str:
    return f"{code:>3}\n{x!r}\n{code + 10:>3}\n{y!r}\n"


def _words(words: str, place: tuple[float, float], height: float) -> str:
    """Return a text centred on its place (72 and 73: middle)."""
    x, y = place
    return (
        f"100\nAcDbText\n{_place(10, x, y)} 30\n0.0\n 40\n{height:.2f}\n{_tag(1, words)}  7\n{LETTERS}\n 72\n1\n"
        f"{_place(11, x, y)} 31\n0.0\n100\nAcDbText\n 73\n2\n"
    )


def _places(shapes: Any) -> Iterator[tuple[float, float] | None]:
    """Yield where the words of each row stand: inside a surface, on the middle of a line, at a point."""
    middles = shapely.point_on_surface(shapes)
    lines = shapely.get_type_id(shapes) == shapely.GeometryType.LINESTRING
    middles[lines] = shapely.line_interpolate_point(shapes[lines], 0.5, normalized=True)
    places = zip(shapely.get_x(middles).tolist(), shapely.get_y(middles).tolist(), strict=True)
    yield from (None if isnan(x) else (x, y) for x, y in places)


def _heights(shapes: Any) -> Iterator[float]:
    areas = np.nan_to_num(shapely.area(shapes))
    sides = np.where(areas > 0, np.sqrt(areas) * _HEIGHT_SHARE, _LINE_HEIGHT_M)
    yield from np.clip(sides, _LEAST_M, _MOST_M).tolist()
