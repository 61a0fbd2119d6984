"""Layers of other people's files: read as they are, and copied row for row with columns added."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

from geo.exchange.errors import CannotRead, CannotWrite, ColumnIsThere, GeometryChanged, NoSuchColumn, NoSuchLayer

Array = NDArray[Any]

#: What GDAL writes as the time of the last change: a copy of the same rows is the same bytes, whenever it is made.
LAST_CHANGE = "1970-01-01T00:00:00.000Z"
_TYPES = {int: "INTEGER", float: "REAL", str: "TEXT"}
_REFUSALS = (DataSourceError, DataLayerError, FeatureError, FieldError, sqlite3.Error)


@dataclass(frozen=True, slots=True)
class ForeignLayer:
    """A layer as its file has it: rows by `fids`, shape (n,); `shapes` in the file's CRS, None where there is none.

    `fid_column` is the name under which the format stores row numbers; empty where it only counts rows.
    """

    path: Path
    name: str
    fids: Array
    fid_column: str
    shapes: Array
    crs: str | None
    columns: tuple[str, ...]


def read_foreign(path: Path, layer: str | None = None) -> ForeignLayer:
    """Read geometry and row numbers of a layer; of a file with one layer that one. Errors: CannotRead, NoSuchLayer."""
    name = _layer_name(path, layer)
    with _told(path):
        meta, fids, geometry, _fields = pyogrio.raw.read(path, layer=name, columns=[], return_fids=True)
        info = pyogrio.read_info(path, layer=name)
    columns = tuple(str(field) for field in info["fields"])
    if geometry is None:
        geometry = np.full(len(fids), None, dtype=object)
    # What cannot be understood as a geometry becomes None: the caller reports the row.
    shapes = np.asarray(shapely.from_wkb(geometry, on_invalid="ignore"), dtype=object)
    return ForeignLayer(
        path, name, np.asarray(fids, dtype=np.int64), info["fid_column"] or "", shapes, meta["crs"], columns
    )


def column_of(layer: ForeignLayer, column: str) -> list[Any]:
    """Return a column's values in the order of the layer's rows, None where missing. Errors: NoSuchColumn."""
    if column not in layer.columns:
        raise NoSuchColumn(name=column, known=", ".join(layer.columns))
    with _told(layer.path):
        _meta, fids, _geometry, fields = pyogrio.raw.read(
            layer.path, layer=layer.name, columns=[column], read_geometry=False, return_fids=True
        )
    if not np.array_equal(fids, layer.fids):
        raise CannotRead(path=str(layer.path), reason="its rows changed while it was read")
    return [_plain(value) for value in fields[0].tolist()]


def check_new_columns(layer: ForeignLayer, names: Sequence[str]) -> None:
    """Refuse to add a column whose name the layer has, in any spelling of its letters. Errors: ColumnIsThere."""
    wanted = {name.lower() for name in names}
    if clash := [column for column in layer.columns if column.lower() in wanted]:
        raise ColumnIsThere(names=", ".join(clash))


def copy_with_columns(layer: ForeignLayer, target: Path, columns: Mapping[str, Sequence[int | str | None]]) -> None:
    """Write a GeoPackage of this one layer: rows, row numbers, geometry and CRS as they are, then the new columns.

    Each column has a value, or None, for each row in the order of `layer.fids`. The same rows and values make the
    same bytes. What is there under the name is replaced only by a whole file. Errors: ColumnIsThere, CannotWrite,
    GeometryChanged.
    """
    check_new_columns(layer, list(columns))
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as folder:
            unfinished = Path(folder) / target.name
            _copy(layer, unfinished)
            _add(unfinished, layer, columns)
            _compare(layer, unfinished)
            unfinished.replace(target)
    except OSError as error:
        raise CannotWrite(path=str(target), reason=error.strerror or str(error)) from error
    except _REFUSALS as error:
        raise CannotWrite(path=str(target), reason=str(error)) from error


def write_rows(
    target: Path, layer: str, geometry: Array, columns: Mapping[str, Array], *, shape: str, crs: str
) -> None:
    """Write a new GeoPackage of one layer: geometry as shapely objects, one array a column. Errors: CannotWrite."""
    try:
        with _fixed_time():
            pyogrio.raw.write(
                target, shapely.to_wkb(geometry), list(columns.values()), list(columns), layer=layer, driver="GPKG",
                geometry_type=shape, crs=crs, dataset_options={"VERSION": "1.3"},
            )  # fmt: skip
    except _REFUSALS as error:
        raise CannotWrite(path=str(target), reason=str(error)) from error


def _layer_name(path: Path, wanted: str | None) -> str:
    if not path.exists():
        raise CannotRead(path=str(path), reason=os.strerror(2))
    with _told(path):
        there = [str(name) for name, _shape in pyogrio.list_layers(path)]
    if wanted in there:
        return str(wanted)
    if wanted is None and len(there) == 1:
        return there[0]
    raise NoSuchLayer(name=wanted or "", known=", ".join(there))


def _copy(layer: ForeignLayer, target: Path) -> None:
    kind = pyogrio.read_info(layer.path, layer=layer.name)["geometry_type"]
    stored = bool(layer.fid_column)
    with _fixed_time(), pyogrio.raw.open_arrow(layer.path, layer=layer.name, return_fids=stored) as (meta, rows):
        pyogrio.raw.write_arrow(
            rows,
            target,
            layer=layer.name,
            driver="GPKG",
            geometry_name=meta["geometry_name"] or "wkb_geometry",
            geometry_type=kind,
            crs=layer.crs,
            layer_options={"FID": layer.fid_column or "fid", "GEOMETRY_NAME": meta["geometry_name"] or "geom"},
        )


def _add(package: Path, layer: ForeignLayer, columns: Mapping[str, Sequence[int | str | None]]) -> None:
    table = _quoted(layer.name)
    with closing(sqlite3.connect(package)) as file, file:
        (key,) = (name for _n, name, _type, _null, _default, key in file.execute(f"PRAGMA table_info({table})") if key)
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            # The triggers of the spatial index name them; no geometry changes here, so none is ever called.
            file.create_function(name, 1, _never_called)
        for name, values in columns.items():
            kind = _TYPES[type(next((value for value in values if value is not None), ""))]
            file.execute(f"ALTER TABLE {table} ADD COLUMN {_quoted(name)} {kind}")
        assignments = ", ".join(f"{_quoted(name)} = ?" for name in columns)
        # Rows that are only counted are counted from 1 in a GeoPackage, in the same order.
        numbers = layer.fids.tolist() if layer.fid_column else range(1, len(layer.fids) + 1)
        rows = zip(*columns.values(), numbers, strict=True)
        file.executemany(f"UPDATE {table} SET {assignments} WHERE {_quoted(key)} = ?", rows)  # noqa: S608 - quoted


def _compare(layer: ForeignLayer, package: Path) -> None:
    """Read the copy as any program would; rows and geometry must be those of the original to the last bit."""
    _meta, fids, geometry, _fields = pyogrio.raw.read(package, layer=layer.name, columns=[], return_fids=True)
    _meta, old_fids, original, _fields = pyogrio.raw.read(layer.path, layer=layer.name, columns=[], return_fids=True)
    same = len(fids) == len(old_fids) and (not layer.fid_column or np.array_equal(fids, old_fids))
    same = same and (geometry is None) == (original is None)
    if not same or (geometry is not None and geometry.tolist() != original.tolist()):
        raise GeometryChanged(path=str(layer.path))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Let a reader's failure name the file. Errors: CannotRead."""
    try:
        yield
    except _REFUSALS as error:
        raise CannotRead(path=str(path), reason=str(error)) from error


@contextmanager
def _fixed_time() -> Iterator[None]:
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": LAST_CHANGE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _plain(value: Any) -> Any:
    """Return a value without what arrays put in its place: not-a-number is missing, 5.0 is 5."""
    if isinstance(value, float):
        return None if np.isnan(value) else int(value) if value.is_integer() else value
    return value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _never_called(_geometry: object) -> None:
    raise AssertionError("a trigger of the spatial index ran although no geometry changed")
