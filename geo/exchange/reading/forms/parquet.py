"""GeoParquet (1.0, 1.1): outlines as WKB in the primary column of its "geo" metadata."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.exchange.reading.forms.table import portions_of
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.refusals import Refused
from geo.exchange.reading.rows import Facts, Portion
from geo.exchange.reading.sniffing import Form


def read(path: Path, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    """Return the facts and rows of a file. Errors: Refused (unreadable, too_many_rows, too_many_columns)."""
    try:
        file = pq.ParquetFile(path, memory_map=False)
        return _read(file, options, limits)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise Refused("unreadable", reason=str(error)[:200]) from error


def _read(file: pq.ParquetFile, options: Options, limits: Limits) -> tuple[Facts, Iterable[Portion]]:
    if file.metadata.num_rows > limits.rows:
        raise Refused("too_many_rows", count=file.metadata.num_rows, most=limits.rows)
    if file.metadata.num_columns > limits.columns:
        raise Refused("too_many_columns", count=file.metadata.num_columns, most=limits.columns)
    geo = json.loads((file.schema_arrow.metadata or {})[b"geo"])
    primary = geo["primary_column"]
    about = geo["columns"][primary]
    if about.get("encoding") != "WKB":
        raise Refused("unreadable", reason=f"encoding {str(about.get('encoding'))[:40]} of outlines")
    facts = Facts(form=Form.PARQUET)
    facts.crs, facts.crs_from = _crs(about)
    names = [f.name for f in file.schema_arrow if f.name not in geo["columns"] and not pa.types.is_nested(f.type)]
    if not pa.types.is_binary(file.schema_arrow.field(primary).type):
        raise Refused("unreadable", reason="outlines that are no WKB")
    table = file.read(columns=[primary, *names], use_threads=False)
    geometry = np.array(table.column(primary).to_pylist(), dtype=object)
    facts.rows, facts.columns = len(geometry), names
    columns = [table.column(name).to_pylist() for name in names]
    return facts, portions_of(names, columns, geometry, options, limits)


def _crs(about: dict[str, Any]) -> tuple[str | None, str]:
    """Return the system as WKT: left out means OGC:CRS84, null means that nobody knows (GeoParquet 1.1, "crs")."""
    if "crs" not in about:
        return CRS.from_user_input("OGC:CRS84").to_wkt(), "form"
    if about["crs"] is None:
        return None, ""
    try:
        return CRS.from_json_dict(about["crs"]).to_wkt(), "file"
    except CRSError as error:
        raise Refused("unreadable", reason="its coordinate system") from error
