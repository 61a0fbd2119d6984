"""Drawings (DXF): closed lines are outlines, else lines are polygonised; the text inside is the number."""

import mmap
import re
from collections.abc import Iterable, Iterator
from math import hypot
from pathlib import Path
from typing import Any

import ezdxf
import numpy as np
import shapely
from ezdxf.document import Drawing
from ezdxf.lldxf.const import DXFError

from geo.exchange.reading.forms.table import checked_text, rows_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion, Row, portions
from geo.exchange.reading.sniffing import Form
from geo.exchange.reading.surfaces import examine
from geo.exchange.reading.texts import UTF8, judge, named

#: How far a straight piece may stay off the arc that it stands for, in units of the drawing (metres).
SAGITTA = 0.001
#: Blocks within blocks, and pieces that inserted blocks may come to.
DEPTH = 8
_LINES = {"LWPOLYLINE", "POLYLINE", "LINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"}
_TEXTS = {"TEXT", "MTEXT", "ATTRIB"}
_ENTITY = re.compile(rb"(?:^|\n)[ \t]*0[ \t]*\r?\n[ \t]*[A-Z]")
#: Where a drawing says its version and its code page, in the first bytes (DXF reference, HEADER section).
HEADER = 65536
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s*\r?\n\s*3\s*\r?\n\s*(\S+)")
_AFTER_2007 = re.compile(rb"\$ACADVER\s*\r?\n\s*1\s*\r?\n\s*AC10(?:2[1-9]|[3-9]\d)")
_UNITS = {0: "", 1: "inch", 2: "foot", 4: "mm", 5: "cm", 6: "m"}


def read(path: Path, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return outlines with `layer`, `text` (the one inside, "" for none) and `texts` (all inside).

    Errors: Refused (unreadable, too_many_entities, blocks_recursive, no_outlines, too_many_rows, text_nul).
    """
    _count(path, limits.entities)
    facts = Facts(form=Form.DXF, columns=["layer", "text", "texts"])
    encoding = _encoding(path, options, facts)
    try:
        drawing = ezdxf.readfile(path, encoding=encoding, errors="ignore")
        lines, texts = _collect(drawing, options, limits)
    except (DXFError, OSError, ValueError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise Refused("unreadable", reason=str(error).replace(str(path), "")[:200]) from error
    units = _UNITS.get(drawing.units, "other")
    if units not in ("", "m"):
        facts.notes.append({"code": "drawing_units", "units": units})
    outlines = _outlines(lines, facts)
    if not outlines:
        raise Refused("no_outlines")
    if len(outlines) > limits.rows:
        raise Refused("too_many_rows", count=len(outlines), most=limits.rows)
    rows = _rows(outlines, texts, limits)
    facts.rows = len(rows)
    return facts, portions(rows, options.picked)


def _count(path: Path, most: int) -> None:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for count, _found in enumerate(_ENTITY.finditer(content), start=1):
            if count > most:
                raise Refused("too_many_entities", most=most)


def _encoding(path: Path, options: Options, facts: Facts) -> str:
    """Return how the drawing's texts are to be read; where it is not certain, a person is asked."""
    content = path.read_bytes()
    page = _CODE_PAGE.search(content[:HEADER])
    declared = UTF8 if _AFTER_2007.search(content[:HEADER]) else named(page[1].decode("latin-1")) if page else None
    chosen = named(options.encoding) if options.encoding else None
    if options.encoding and chosen is None:
        raise Refused("encoding_unknown", name=options.encoding[:40])
    judged = judge([line.strip() for line in content.split(b"\n") if not line.isascii()], declared)
    facts.encoding = chosen or judged.encoding
    if not chosen and not judged.certain:
        facts.encodings = judged.likely
        facts.questions.append("encoding")
    return facts.encoding


#: Its classes have what each kind of entity has; the library's base class does not say so.
Entity = Any
Line = tuple[str, np.ndarray, bool, bool]


def _collect(drawing: Drawing, options: Options, limits: Limits) -> tuple[list[Line], list[tuple[str, float, float]]]:
    """Return lines as (layer, points, closed, curved) and texts as (text, x, y), inserted blocks among them."""
    _check_blocks(drawing)
    lines: list[Line] = []
    texts: list[tuple[str, float, float]] = []
    for number, entity in enumerate(_entities(drawing.modelspace(), 0), start=1):
        if number > limits.entities:
            raise Refused("too_many_entities", most=limits.entities)
        layer, kind = str(entity.dxf.layer), entity.dxftype()
        if kind in _LINES and _chosen(layer, options.layers):
            lines.append(_line(layer, entity))
        elif kind in _TEXTS and _chosen(layer, options.text_layers):
            texts.append(_text(entity))
    return lines, [text for text in texts if text[0]]


def _chosen(layer: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or layer.casefold() in {name.casefold() for name in wanted}


def _check_blocks(drawing: Drawing) -> None:
    """Refuse blocks that hold themselves, or stand deeper than DEPTH. Errors: Refused (blocks_recursive)."""
    holds = {b.name.lower(): {str(i.dxf.name).lower() for i in b.query("INSERT")} for b in drawing.blocks}
    depths: dict[str, int] = {}

    def depth(name: str, above: tuple[str, ...]) -> int:
        if name in above or len(above) > DEPTH:
            raise Refused("blocks_recursive", name=name[:100])
        if name not in depths:
            depths[name] = 1 + max((depth(each, (*above, name)) for each in holds.get(name, ())), default=0)
        return depths[name]

    for name in holds:
        depth(name, ())


def _entities(source: Iterable[Entity], depth: int) -> Iterator[Entity]:
    for entity in source:
        if entity.dxftype() != "INSERT":
            yield entity
        elif depth < DEPTH:
            yield from entity.attribs
            if entity.mcount > 1:
                raise Refused("blocks_recursive", name=str(entity.dxf.name)[:100])
            yield from _entities(entity.virtual_entities(), depth + 1)


def _line(layer: str, entity: Entity) -> Line:
    pieces = list(entity.virtual_entities()) if entity.dxftype() in ("LWPOLYLINE", "POLYLINE") else [entity]
    points: list[tuple[float, float]] = []
    for piece in pieces:
        drawn = _points(piece)
        if points and drawn and _off(points[-1], drawn[0]) > _off(points[-1], drawn[-1]):
            drawn.reverse()  # an arc is always drawn one way round, whichever way the line takes it
        points += drawn[1:] if points else drawn
    closed = len(points) > 3 and (bool(getattr(entity, "is_closed", False)) or _off(points[0], points[-1]) < SAGITTA)
    if closed:
        points[-1] = points[0] if _off(points[0], points[-1]) < SAGITTA else points[-1]
        points += points[:1] if points[-1] != points[0] else []
    curved = any(piece.dxftype() not in ("LINE",) for piece in pieces)
    return layer, np.array(points, dtype=float).reshape(-1, 2), closed, curved


def _points(piece: Entity) -> list[tuple[float, float]]:
    """Return a piece in world coordinates; the library's paths would stay 0.03 % off an arc, its entities do not."""
    if piece.dxftype() == "LINE":
        return [(piece.dxf.start.x, piece.dxf.start.y), (piece.dxf.end.x, piece.dxf.end.y)]
    return [(point.x, point.y) for point in piece.flattening(SAGITTA)] if piece.dxftype() in _LINES else []


def _off(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _text(entity: Entity) -> tuple[str, float, float]:
    kind = entity.dxftype()
    words = entity.plain_text() if kind == "MTEXT" else entity.dxf.text
    place = entity.dxf.insert
    if kind != "MTEXT" and entity.dxf.hasattr("align_point"):
        place = entity.dxf.align_point
    return checked_text(str(words)).strip(), float(place.x), float(place.y)


def _outlines(lines: list[Line], facts: Facts) -> list[tuple[str, shapely.Geometry]]:
    """Return surfaces with their layers: closed lines as they are; where there are none, what open lines enclose."""
    if any(curved for _layer, _points, _closed, curved in lines):
        facts.notes.append({"code": "arcs_straightened", "most_m": SAGITTA})
    closed = [(layer, shapely.polygons(points)) for layer, points, closed, _curved in lines if closed]
    if closed:
        return closed
    found = []
    for layer in dict.fromkeys(layer for layer, _points, _closed, _curved in lines):
        drawn = [shapely.linestrings(points) for own, points, _c, _k in lines if own == layer and len(points) > 1]
        noded = shapely.union_all(drawn) if drawn else shapely.linestrings([[0, 0], [0, 0]])
        found += [(layer, each) for each in shapely.get_parts(shapely.polygonize([noded]))]
    if found:
        facts.notes.append({"code": "lines_polygonised", "count": len(found)})
    return found


def _rows(outlines: list[tuple[str, Any]], texts: list[tuple[str, float, float]], limits: Limits) -> list[Row]:
    surfaces = np.array([surface for _layer, surface in outlines], dtype=object)
    inside: list[list[str]] = [[] for _each in outlines]
    if texts:
        places = shapely.points([(x, y) for _text, x, y in texts])
        for text, surface in zip(*shapely.STRtree(surfaces).query(places, predicate="within"), strict=True):
            inside[int(surface)].append(texts[int(text)][0])
    columns = [
        [checked_text(layer) for layer, _surface in outlines],
        [words[0] if len(words) == 1 else "" for words in inside],
        [" | ".join(words) for words in inside],
    ]
    geometry = np.asarray(shapely.to_wkb(surfaces), dtype=object)
    return rows_of(["layer", "text", "texts"], columns, examine(geometry, limits.vertices))
