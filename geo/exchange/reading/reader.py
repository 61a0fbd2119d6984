"""One file, read from its first byte to its last row: what runs inside the confined process."""

import json
from dataclasses import asdict
from pathlib import Path

from geo.exchange.reading import archives, rows
from geo.exchange.reading.forms import dxf, markup, packages, parquet, points, shapefile, vector
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.sniffing import HEAD, Form, sniff


def read_file(path: Path, name: str, options: Options, limits: Limits, confined: dict[str, object]) -> None:
    """Read the file at `path`, which came under `name`; leave facts and rows in its folder. Errors: Refused."""
    form = sniff(_head(path), name)
    if form is Form.ZIP:
        path = archives.unpack(path, path.parent, limits)
        form = sniff(_head(path), path.name)
        if form is Form.ZIP:
            raise Refused("archive_nested", name=path.name)
    elif form is Form.SHAPEFILE:
        raise Refused("shapefile_incomplete", missing=".shx, .dbf")
    facts, found = _read(path, form, options, limits)
    if not found:
        raise Refused("no_rows")
    facts.confined = confined
    if facts.crs is None:
        facts.questions.append("crs")
    rows.write_rows(path.parent / rows.ROWS, found)
    (path.parent / rows.FACTS).write_text(json.dumps(asdict(facts), ensure_ascii=False), encoding="utf-8")


def _read(path: Path, form: Form, options: Options, limits: Limits) -> tuple[rows.Facts, list[rows.Row]]:
    if form is Form.SHAPEFILE:
        return shapefile.read(path, options, limits)
    if form is Form.PARQUET:
        return parquet.read(path, limits)
    if form is Form.DXF:
        return dxf.read(path, options, limits)
    if form is Form.CSV:
        return points.read(path, options, limits)
    if form is Form.GPKG:
        packages.check_package(path)
    elif form is Form.GEOJSON:
        markup.check_json(path)
    elif form in (Form.KML, Form.GML):
        markup.check_xml(path)
    return vector.read(path, form, options, limits)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
