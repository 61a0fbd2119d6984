"""One file, read from its first byte to its last row: what runs inside the confined process."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from geo.exchange.reading import archives, rows, tars
from geo.exchange.reading.forms import dxf, landxml, markup, packages, parquet, points, shapefile, vector, wkt
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.sniffing import HEAD, Form, sniff


def read_file(path: Path, name: str, options: Options, limits: Limits, confined: dict[str, object]) -> None:
    """Read the file at `path`, which came under `name`; leave facts and rows in its folder. Errors: Refused."""
    path, form = _laid_out(path, sniff(_head(path), name), limits)
    facts, found = _read(path, form, options, limits)
    if not found:
        raise Refused("no_rows")
    facts.confined = confined
    if facts.crs is None:
        facts.questions.append("crs")
    rows.write_rows(path.parent / rows.ROWS, found)
    (path.parent / rows.FACTS).write_text(json.dumps(asdict(facts), ensure_ascii=False), encoding="utf-8")


def _laid_out(path: Path, form: Form, limits: Limits) -> tuple[Path, Form]:
    """Return the main file of what came and its form; what an archive holds lies beside it then."""
    if form is Form.SHAPEFILE:
        raise Refused("shapefile_incomplete", missing=".shx, .dbf")
    if form is Form.EDIGEO:
        raise Refused("sheet_incomplete", missing=".geo, .gen, .scd, .dic, .vec")
    if form not in (Form.ZIP, Form.TAR):
        return path, form
    unpack = archives.unpack if form is Form.ZIP else tars.unpack_sheet
    path = unpack(path, path.parent, limits)
    form = sniff(_head(path), path.name)
    if form in (Form.ZIP, Form.TAR):
        raise Refused("archive_nested", name=path.name)
    return path, form


def _read(path: Path, form: Form, options: Options, limits: Limits) -> tuple[rows.Facts, list[rows.Row]]:
    if own := _OWN.get(form):
        return own(path, options, limits)
    if form is Form.GPKG:
        packages.check_package(path)
    elif form is Form.GEOJSON:
        markup.check_json(path)
        markup.as_collection(path)
    elif form in (Form.KML, Form.GML) or (form is Form.OSM and path.suffix == ".osm"):
        markup.check_xml(path)
    return vector.read(path, form, options, limits)


def _table(path: Path, options: Options, limits: Limits) -> tuple[rows.Facts, list[rows.Row]]:
    return (wkt.read if wkt.is_told(path, options) else points.read)(path, options, limits)


#: Forms that a reader of our own takes; GDAL takes the others.
_OWN: dict[Form, Callable[[Path, Options, Limits], tuple[rows.Facts, list[rows.Row]]]] = {
    Form.SHAPEFILE: shapefile.read, Form.PARQUET: parquet.read, Form.DXF: dxf.read, Form.LANDXML: landxml.read,
    Form.CSV: _table,
}  # fmt: skip


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
