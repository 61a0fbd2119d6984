"""Shapefiles: outlines through GDAL, attributes from the bytes of the table, so that no letter is guessed."""

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from geo.exchange.reading.dbf import Table, read_table, value_of
from geo.exchange.reading.forms import vector
from geo.exchange.reading.forms.table import checked_text
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion, Row, portions
from geo.exchange.reading.sniffing import Form
from geo.exchange.reading.surfaces import Examined, examine
from geo.exchange.reading.texts import UTF8, Judged, decoded, judge, named

#: Both files begin with 100 bytes (ESRI, Shapefile Technical Description, 1998).
_HEADER = 100
#: Polygon, PolygonZ, PolygonM.
_SURFACES = {5, 15, 25}


def read(path: Path, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return the facts and rows of a shapefile whose parts lie side by side.

    Errors: Refused (shapefile_counts, encoding_unknown, text_nul), and those of vector.columns_of.
    """
    table = read_table(path.with_suffix(".dbf"), limits.columns)
    _check_counts(path, table)
    if table.count > limits.rows:
        raise Refused("too_many_rows", count=table.count, most=limits.rows)
    # GDAL sees outlines only: it would guess at letters.
    path.with_suffix(".dbf").rename(path.with_name("attributes"))
    cpg = path.with_suffix(".cpg")
    declared = named(cpg.read_bytes()[:40].decode("latin-1")) if cpg.exists() else None
    cpg.unlink(missing_ok=True)
    facts, geometry, _none = vector.columns_of(path, Form.SHAPEFILE, options, limits)
    shapes = examine(geometry, limits.vertices, points=options.points)
    judged = _judged(table, options, declared)
    rows = _rows(table, shapes, judged.encoding)
    facts.rows, facts.encoding = len(rows), judged.encoding
    facts.columns = [_name(field.name, judged.encoding) for field in table.fields]
    if not judged.certain:
        facts.encodings = judged.likely
        facts.questions.append("encoding")
    return facts, portions(rows, options.picked)


def _judged(table: Table, options: Options, declared: str | None) -> Judged:
    if options.encoding:
        chosen = options.encoding if options.encoding == "utf-8+cp1256" else named(options.encoding)
        if chosen is None:
            raise Refused("encoding_unknown", name=options.encoding[:40])
        return Judged(chosen, True, {})
    texts = [field.name for field in table.fields]
    for deleted, values in table.records():
        if not deleted:
            texts += [raw.rstrip(b" \x00") for f, raw in zip(table.fields, values, strict=True) if f.kind == "C"]
    return judge(texts, declared)


def _rows(table: Table, shapes: list[Examined], encoding: str) -> list[Row]:
    if len(shapes) != table.count:
        raise Refused("shapefile_counts", part=".shp")
    names = [_name(field.name, encoding) for field in table.fields]
    found = []
    for number, (shape, (deleted, values)) in enumerate(zip(shapes, table.records(), strict=True), start=1):
        if deleted:
            continue
        attributes, cut = {}, []
        for name, field, raw in zip(names, table.fields, values, strict=True):
            text, short = _text(raw.rstrip(b" \x00"), encoding)
            attributes[name] = value_of(field, raw, checked_text(text))
            if short:
                cut.append(name)
        notes = [*shape.notes, *([{"code": "text_cut", "columns": cut}] if cut else [])]
        found.append(Row(number, shape.wkb, attributes, shape.faults, notes))
    return found


def _text(raw: bytes, encoding: str) -> tuple[str, bool]:
    if encoding == "utf-8+cp1256":  # read as Latin once, and saved so
        text, cut = decoded(raw, UTF8)
        return text.encode("cp1252", "replace").decode("cp1256", "replace"), cut
    return decoded(raw, encoding)


def _name(raw: bytes, encoding: str) -> str:
    return _text(raw, encoding)[0].strip()


def _check_counts(path: Path, table: Table) -> None:
    """Hold what the headers say against what is there. Errors: Refused (shapefile_counts)."""
    index = path.with_suffix(".shx").read_bytes()
    size = path.stat().st_size
    for content, length in ((path.read_bytes()[:_HEADER], size), (index, len(index))):
        if len(content) < _HEADER or struct.unpack_from(">i", content, 24)[0] * 2 != length:
            raise Refused("shapefile_counts", part=".shp")
    places = np.frombuffer(index[_HEADER:], dtype=">i4").astype(np.int64) if (len(index) - _HEADER) % 8 == 0 else None
    if places is None or len(places) // 2 != table.count:
        raise Refused("shapefile_counts", part=".shx")
    starts, lengths = places[0::2] * 2, places[1::2] * 2
    if len(starts) and (starts.min() < _HEADER or lengths.min() < 4 or (starts + lengths + 8).max() > size):
        raise Refused("shapefile_counts", part=".shx")
    _check_records(path, starts.tolist(), lengths.tolist())


def _check_records(path: Path, starts: list[int], lengths: list[int]) -> None:
    """Hold the parts and points that each surface claims against the room that it has."""
    content = path.read_bytes()
    for start, length in zip(starts, lengths, strict=True):
        (kind,) = struct.unpack_from("<i", content, start + 8)
        if kind in _SURFACES:
            parts, points = struct.unpack_from("<ii", content, start + 8 + 36) if length >= 44 else (-1, -1)
            if parts < 0 or points < 0 or 44 + 4 * parts + 16 * points > length:
                raise Refused("shapefile_counts", part=".shp")
