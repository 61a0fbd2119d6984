"""A made-up territory as a GeoPackage 1.3, the same bytes for the same seed, a district at a time."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from parcels.bench.ground import FIRST_CODE, Frame, Ground, GroundDistrict, street_lines
from parcels.bench.lots import Lots, lots_of
from parcels.bench.wkb import HEADER, packaged_line, packaged_surface

Progress = Callable[[int], None]
#: "GPKG" and version 1.3.0, as numbers (OGC 12-128r18, 1.1.1.1).
_APPLICATION, _VERSION = 0x47504B47, 10300
#: The same instant in every file: a file says what it holds, not when it was made.
_LAST_CHANGE = "2026-01-01T00:00:00.000Z"
_METADATA = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '', last_change DATETIME NOT NULL, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
  srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  PRIMARY KEY (table_name, column_name));
INSERT INTO gpkg_spatial_ref_sys VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL);
"""
_LAYERS = {
    "municipalities": ("MULTIPOLYGON", "code TEXT, name TEXT, name_en TEXT"),
    "districts": ("MULTIPOLYGON", "municipality TEXT, code TEXT, name TEXT, name_en TEXT"),
    "plans": ("MULTIPOLYGON", "municipality TEXT, district TEXT, number TEXT"),
    "blocks": ("MULTIPOLYGON", "municipality TEXT, district TEXT, code TEXT, label TEXT"),
    "streets": ("LINESTRING", "municipality TEXT, district TEXT, width_m REAL"),
    "parcels": (
        "MULTIPOLYGON",
        "municipality TEXT, district TEXT, block TEXT, label TEXT, several_parts INTEGER, deed_area_m2 REAL, "
        "source_id TEXT",
    ),
}


def write_package(path: Path, ground: Ground, *, srid: int, definition: str, progress: Progress) -> None:
    """Write a territory, calling `progress` with the number of parcels written; `definition` is the CRS as WKT.

    Errors: FileExistsError.
    """
    if path.exists():
        raise FileExistsError(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as package:
        package.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        package.executescript(f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_VERSION}; {_METADATA}")
        package.execute("BEGIN")
        _open_layers(package, ground, srid, definition)
        _write_bodies(package, ground, srid)
        done = 0
        for district in ground.districts():
            lots = lots_of(ground, district, srid)
            _write_district(package, ground, district, lots, srid)
            progress(done := done + district.parcels)
        package.execute("COMMIT")


def _open_layers(package: sqlite3.Connection, ground: Ground, srid: int, definition: str) -> None:
    package.execute(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, 'EPSG', ?, ?, NULL)", (f"EPSG:{srid}", srid, srid, definition)
    )
    first, last = ground.territory(0), ground.territory(ground.columns**2 - 1)
    box = (*map(float, first[0]), *map(float, last[2]))
    for name, (shape, columns) in _LAYERS.items():
        package.execute(f"CREATE TABLE {name} (fid INTEGER PRIMARY KEY, geom {shape}, {columns})")
        package.execute(
            "INSERT INTO gpkg_contents VALUES (?, 'features', ?, '', ?, ?, ?, ?, ?, ?)",
            (name, name, _LAST_CHANGE, *box, srid),
        )
        package.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (name, shape, srid))


def _insert(package: sqlite3.Connection, layer: str, rows: Iterator[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * (_LAYERS[layer][1].count(",") + 2))
    package.executemany(f"INSERT INTO {layer} VALUES (NULL, {marks})", rows)  # noqa: S608 - names of our own


def _write_bodies(package: sqlite3.Connection, ground: Ground, srid: int) -> None:
    places = range(ground.municipalities)
    _insert(
        package,
        "municipalities",
        (
            (packaged_surface(ground.territory(place), srid), str(FIRST_CODE + place), f"بلدية {place + 1}",
             f"Municipality {place + 1}")
            for place in places
        ),
    )  # fmt: skip


def _write_district(
    package: sqlite3.Connection, ground: Ground, district: GroundDistrict, lots: Lots, srid: int
) -> None:
    body, code = str(FIRST_CODE + district.municipality), district.code
    outline = ground.outline(district)
    surface = packaged_surface(outline, srid)
    names = (f"حي {district.number}", f"District {district.number}")
    _insert(package, "districts", iter([(surface, body, code, *names)]))
    _insert(package, "plans", iter([(surface, body, code, district.plan_number)]))
    _insert(package, "blocks", _blocks(lots, body, code, srid))
    frame = Frame.of(outline, district.dice)
    lines = street_lines(frame, len(lots.corners))
    _insert(package, "streets", ((packaged_line(line, srid), body, code, 12.0) for line in lines))
    _insert(package, "parcels", _parcels(lots, body, code))


def _blocks(lots: Lots, body: str, district: str, srid: int) -> Iterator[tuple[Any, ...]]:
    for place, corners in enumerate(lots.corners, 1):
        ring = corners[[0, 1, 2, 3, 0]]
        yield packaged_surface(ring, srid), body, district, f"{place:03d}", str(place)


def _parcels(lots: Lots, body: str, district: str) -> Iterator[tuple[Any, ...]]:
    for block, number, parts, area, surface in zip(
        lots.block, lots.number, lots.several_parts, lots.area_m2, lots.surface, strict=True
    ):
        code = f"{block + 1:03d}"
        yield surface, body, district, code, str(number), int(parts), area, f"{body}{district}{code}{number:04d}"


def read_layer(path: Path, layer: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a layer in the order they were written: the surface as WKB, then the columns."""
    columns = ", ".join(column.split()[0] for column in _LAYERS[layer][1].split(", "))
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as package:
        for surface, *values in package.execute(f"SELECT geom, {columns} FROM {layer} ORDER BY fid"):  # noqa: S608
            yield surface[HEADER:], *values
