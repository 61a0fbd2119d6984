"""Forms that GDAL reads, behind a list of drivers that excludes all others."""

import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from geo.exchange.reading.forms import arrow
from geo.exchange.reading.forms.drivers import DRIVERS
from geo.exchange.reading.forms.table import portions_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion
from geo.exchange.reading.sniffing import Form

_FAILURES = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError)
_CURVES = re.compile(r"Curve|Circular|Compound", re.IGNORECASE)
#: Forms whose standard says the system where the file does not: RFC 7946 section 4; OGC 07-147r2.
IMPLIED = {Form.GEOJSON, Form.KML, Form.OSM}
#: Forms whose drivers give columns as they are, where all of these are of plain types: eight times as quickly.
_BY_ARROW = {Form.GPKG, Form.FLATGEOBUF}
_PLAIN = {"OFTString", "OFTInteger", "OFTInteger64", "OFTReal", "OFTDate"}
#: Layers that are meant where a form always has several and nobody names one: land, in each of them.
LAYERS = {Form.EDIGEO: "PARCELLE_id", Form.OSM: "multipolygons"}


def read(path: Path, form: Form, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return the facts and rows of one layer. Errors: those of columns_of, Refused (text_nul)."""
    facts, geometry, columns = columns_of(path, form, options, limits)
    return facts, portions_of(facts.columns, columns, geometry, options, limits)


def columns_of(path: Path, form: Form, options: Options, limits: Limits) -> tuple[Facts, Any, list[Any]]:
    """Return the facts of one layer, its geometries as WKB or None, shape (n,), and its columns.

    Errors: Refused (unreadable, driver, not_one_layer, too_many_rows, too_many_columns, curves).
    """
    try:
        return _read(path, form, options, limits)
    except _FAILURES as error:
        raise Refused("unreadable", reason=_reason(error, path)) from error
    except UnicodeDecodeError as error:
        raise Refused("unreadable", reason="text that is not UTF-8") from error


def _read(path: Path, form: Form, options: Options, limits: Limits) -> tuple[Facts, Any, list[Any]]:
    layer = _layer(path, options.layer or LAYERS.get(form, ""))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of single rows is said again when they are read
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
    if info["driver"] != DRIVERS[form]:
        raise Refused("driver", driver=info["driver"])
    if info["features"] > limits.rows:
        raise Refused("too_many_rows", count=int(info["features"]), most=limits.rows)
    if len(info["fields"]) > limits.columns:
        raise Refused("too_many_columns", count=len(info["fields"]), most=limits.columns)
    if _CURVES.search(info["geometry_type"] or ""):
        raise Refused("curves")
    facts = Facts(form=form, layer=layer, crs=info["crs"])
    implied = form in IMPLIED and info["crs"] == "EPSG:4326"
    facts.crs_from = "" if not info["crs"] else "form" if implied else "file"
    by_arrow = form in _BY_ARROW and info["geometry_type"] and set(info["ogr_types"]) <= _PLAIN
    geometry, facts.columns, columns = (arrow.columns_of if by_arrow else _columns)(path, layer, facts)
    facts.rows = len(geometry)
    return facts, geometry, columns


def _columns(path: Path, layer: str, facts: Facts) -> tuple[Any, list[str], list[Any]]:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        meta, _fids, geometry, fields = pyogrio.raw.read(path, layer=layer)
    said = " ".join(str(each.message) for each in told)
    if _CURVES.search(said):
        raise Refused("curves")
    if "Measured" in said or "(M)" in said:
        facts.notes.append({"code": "measures_dropped"})
    names = [str(name) for name in meta["fields"]]
    if geometry is None:
        geometry = np.full(len(fields[0]) if fields else 0, None, dtype=object)
    return geometry, names, [_plain(column) for column in fields]


def _layer(path: Path, wanted: str) -> str:
    there = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None or wanted == name]
    if wanted in there:
        return wanted
    if len(there) != 1 or wanted:
        raise Refused("not_one_layer", count=len(there), names=", ".join(there[:10]))
    return there[0]


def _plain(column: Any) -> list[Any]:
    if column.dtype.kind == "M":
        return [None if text == "NaT" else text for text in np.datetime_as_string(column).tolist()]
    return list(column.tolist())


def _reason(error: Exception, path: Path) -> str:
    """Return what GDAL says, without where the file lies."""
    return str(error).replace(str(path), path.name).replace(str(path.parent), "")[:300]
