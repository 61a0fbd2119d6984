"""GeoPackage 1.3 with styles that QGIS opens by itself, titles of columns and the words behind coded values."""

import sqlite3
from contextlib import closing
from pathlib import Path

from geo.exchange.errors import CannotWrite
from geo.exchange.formats import Feed, writes
from geo.exchange.writers.gpkg_tables import describe_columns, store_style
from geo.exchange.writers.streaming import GEOMETRY, write_with_gdal

#: The newest version that GDAL 3.6, hence QGIS 3.22, opens without a warning.
VERSION = "1.3"


@writes("gpkg", suffix=".gpkg", title="GeoPackage", media_type="application/geopackage+sqlite3")
def write_gpkg(path: Path, feed: Feed) -> None:
    """Write a layer with its spatial index, then its style and the description of its columns. Errors: CannotWrite."""
    options = {
        "GEOMETRY_NAME": GEOMETRY, "IDENTIFIER": feed.title, "DESCRIPTION": feed.description, "SPATIAL_INDEX": "YES",
    }  # fmt: skip
    write_with_gdal(path, feed, "GPKG", layer_options=options, dataset_options={"VERSION": VERSION})
    try:
        with closing(sqlite3.connect(path)) as package, package:
            store_style(package, feed, GEOMETRY)
            describe_columns(package, feed)
    except sqlite3.OperationalError as error:
        raise CannotWrite(path=str(path), reason=str(error)) from error
