"""Tables of a GeoPackage beside its features: QGIS's `layer_styles`, and the columns' titles and code lists."""

import sqlite3

from geo.exchange.formats import Feed
from geo.exchange.symbology.qml import qml_document
from geo.exchange.symbology.sld import sld_document

#: As QGIS creates it; it looks for a default style by table, geometry column and `useAsDefault`.
_STYLES = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""
_STYLES_LISTED = """
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
VALUES ('layer_styles', 'attributes', 'layer_styles', '', 0)
"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
                          styleSLD, useAsDefault, description, owner)
VALUES ('', '', ?, ?, ?, ?, ?, 1, ?, '')
"""
#: OGC 12-128r17, annex F.9 "Schema": the names are the standard's.
_COLUMNS = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
)
"""
_CODES = """
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
)
"""
_EXTENSION = """
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope)
VALUES (?, NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write')
"""
_COLUMN = """
INSERT INTO gpkg_data_columns (table_name, column_name, name, title, constraint_name) VALUES (?, ?, ?, ?, ?)
"""
_CODE = """
INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)
VALUES (?, 'enum', ?, ?)
"""


def store_style(package: sqlite3.Connection, feed: Feed, geometry: str) -> None:
    """Write the layer's style in both languages of styles, as the one that QGIS applies on opening."""
    package.execute(_STYLES)
    package.execute(_STYLES_LISTED)
    qml = qml_document(feed.drawing, feed.columns, feed.key)
    sld = sld_document(feed.drawing, feed.name)
    package.execute(_STYLE, (feed.name, geometry, feed.name, qml, sld, feed.title))


def describe_columns(package: sqlite3.Connection, feed: Feed) -> None:
    """Write every column's title, and the meaning of coded values, by the standard's Schema extension."""
    package.execute(_COLUMNS)
    package.execute(_CODES)
    package.executemany(_EXTENSION, [("gpkg_data_columns",), ("gpkg_data_column_constraints",)])
    for column in feed.columns:
        codes = f"{feed.name}_{column.name}" if column.words else None
        package.execute(_COLUMN, (feed.name, column.name, column.name, column.title, codes))
        package.executemany(_CODE, [(codes, value, word) for value, word in column.words])
