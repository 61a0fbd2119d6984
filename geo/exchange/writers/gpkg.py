"""GeoPackage 1.3 with styles that QGIS opens by itself, titles of columns and the words behind coded values."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from geo.exchange.batches import Batch
from geo.exchange.columns import Column, Kind
from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes
from geo.exchange.writers.gpkg_tables import describe_columns, store_style

GEOMETRY = "geom"
#: The newest version that GDAL 3.6, hence QGIS 3.22, opens without a warning.
VERSION = "1.3"
#: GDAL's mark of a moment in UTC (OGR_TZFLAG_UTC).
_UTC = 100


@writes("gpkg", suffix=".gpkg")
def write_gpkg(path: Path, feed: Feed) -> None:
    """Write a layer with its spatial index, then its style and the description of its columns. Errors: CannotWrite."""
    try:
        for index, batch in enumerate(feed.batches):
            _write_batch(path, feed, batch, append=index > 0)
        with closing(sqlite3.connect(path)) as package, package:
            store_style(package, feed, GEOMETRY)
            describe_columns(package, feed)
    except (DataSourceError, DataLayerError, FeatureError, sqlite3.OperationalError) as error:
        raise CannotWrite(path=str(path), reason=str(error)) from error


def _write_batch(path: Path, feed: Feed, batch: Batch, *, append: bool) -> None:
    creation: dict[str, Any] = {
        "dataset_options": {"VERSION": VERSION},
        "layer_options": {
            "GEOMETRY_NAME": GEOMETRY,
            "IDENTIFIER": feed.title,
            "DESCRIPTION": feed.description,
            "SPATIAL_INDEX": "YES",
        },
    }
    pyogrio.raw.write(
        path,
        batch.geometry,
        batch.values,
        [column.name for column in feed.columns],
        field_mask=batch.missing,
        layer=feed.name,
        driver="GPKG",
        geometry_type=feed.geometry.shape,
        crs=f"EPSG:{feed.geometry.srid}",
        append=append,
        gdal_tz_offsets=_time_zones(feed.columns, len(batch)),
        **({} if append else creation),
    )


def _time_zones(columns: tuple[Column, ...], count: int) -> dict[str, Any]:
    return {column.name: np.full(count, _UTC) for column in columns if column.kind == Kind.MOMENT}
