"""One file, read from its first byte to its last row: what runs inside the confined process."""

from collections.abc import Callable, Iterable
from pathlib import Path

from geo.exchange.reading import archives, rows, tars
from geo.exchange.reading.forms import dxf, landxml, markup, packages, parquet, points, shapefile, sheets, vector, wkt
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.sniffing import HEAD, Form, sniff

#: What every form gives: what the file says of itself, whole, and its rows as they are examined.
Found = tuple[rows.Facts, Iterable[rows.Portion]]


def read_file(path: Path, name: str, options: Options, limits: Limits, confined: dict[str, object]) -> None:
    """Read the file at `path`, which came under `name`; leave facts and rows in its folder. Errors: Refused."""
    form = sniff(_head(path), name)
    if form is Form.ZIP and archives.holds_sheets(path):
        facts, found = sheets.read(_sheets(path, limits), options, limits)
    else:
        facts, found = _read(*_laid_out(path, form, limits), options, limits)
    if not facts.rows:
        raise Refused("no_rows")
    facts.confined = confined
    if facts.crs is None:
        facts.questions.append("crs")
    rows.write(path.parent / rows.ROWS, facts, found)


def _sheets(path: Path, limits: Limits) -> list[Path]:
    """Return the main files of the sheets whose archives an archive holds: the one case of an archive in an archive."""
    packed = archives.unpack_sheet_archives(path, path.parent, limits)
    mains = tars.unpack_sheets(packed, path.parent, limits)
    for main in mains:
        if sniff(_head(main), main.name) is not Form.EDIGEO:
            raise Refused("content_mismatch", suffix=main.suffix)
    return mains


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


def _read(path: Path, form: Form, options: Options, limits: Limits) -> Found:
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


def _table(path: Path, options: Options, limits: Limits) -> Found:
    return (wkt.read if wkt.is_told(path, options) else points.read)(path, options, limits)


#: Forms that a reader of our own takes; GDAL takes the others.
_OWN: dict[Form, Callable[[Path, Options, Limits], Found]] = {
    Form.SHAPEFILE: shapefile.read, Form.PARQUET: parquet.read, Form.DXF: dxf.read, Form.LANDXML: landxml.read,
    Form.CSV: _table,
}  # fmt: skip


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)
