"""Files of land made by code: sound ones in each form, to be spoiled by the tests."""

import io
import json
import sqlite3
import struct
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

#: Storage CRS of the tests, and WGS 84.
GRID, DEGREES = "EPSG:9359", "EPSG:4326"
WEST, SOUTH = 400_000.0, 2_937_000.0
#: Names of five letters and more, as registers have them.
NAMES = ("مخطط النزهة", "حي الشاطئ الغربي", "أرض الوقف", "قطعة الزاوية")


def squares(count: int = 4, side: float = 20.0, west: float = WEST, south: float = SOUTH) -> list[shapely.Polygon]:
    """Return squares in a row, each touching the next."""
    return [shapely.box(west + i * side, south, west + (i + 1) * side, south + side) for i in range(count)]


def write(
    path: Path, shapes: Sequence[shapely.Geometry | None], columns: Mapping[str, Sequence[Any]] | None = None,
    crs: str | None = GRID, kind: str = "Polygon", **options: Any,
) -> bytes:  # fmt: skip
    """Write shapes into a file by its ending; return its bytes."""
    columns = columns if columns is not None else {"number": [str(i + 1) for i in range(len(shapes))]}
    arrays = [
        np.array(list(values), dtype=object if isinstance(values[0], str) else None) for values in columns.values()
    ]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")
        pyogrio.raw.write(
            path, shapely.to_wkb(np.array(shapes, dtype=object)), arrays, list(columns), crs=crs, geometry_type=kind,
            **options,
        )  # fmt: skip
    return path.read_bytes()


def retyped(path: Path, kind: int, name: str, wkb: bytes) -> bytes:
    """Return a GeoPackage whose one geometry is this WKB, of a type that no writer here knows."""
    write(path, squares(1))
    head = b"GP\x00\x01" + struct.pack("<i", 9359)
    with sqlite3.connect(path) as file:
        file.create_function("ST_IsEmpty", 1, lambda _shape: 0)
        for function in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            file.create_function(function, 1, lambda _shape: 0.0)
        file.execute("UPDATE made SET geom = ?", [head + wkb])
        file.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = ?, m = ?", [name, int(kind // 1000 == 2)])
    file.close()
    return path.read_bytes()


def geojson(*geometries: Any, properties: Mapping[str, Any] | None = None, crs: str | None = "EPSG::9359") -> bytes:
    """Return a collection of geometries given as GeoJSON, in the storage CRS unless told."""
    features = [{"type": "Feature", "properties": dict(properties or {}), "geometry": each} for each in geometries]
    whole: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        whole["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{crs}"}}
    return json.dumps(whole).encode()


def ring(*points: tuple[float, ...]) -> dict[str, Any]:
    """Return a GeoJSON polygon of one ring, metres east and north of the origin of the tests."""
    return {"type": "Polygon", "coordinates": [[[WEST + p[0], SOUTH + p[1], *p[2:]] for p in points]]}


SQUARE = ring((0, 0), (20, 0), (20, 20), (0, 20), (0, 0))


def zipped(members: Mapping[str, bytes], **extra: Any) -> bytes:
    """Return a ZIP archive of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, **extra)
    return held.getvalue()


def shapefile(
    folder: Path, values: Sequence[bytes] = (b"1", b"2", b"3", b"4"), cpg: str | None = None, width: int = 40,
    column: bytes = b"name", crs: str | None = GRID,
) -> dict[str, bytes]:  # fmt: skip
    """Return the parts of a shapefile of squares whose one column holds these bytes as they are."""
    write(folder / "made.shp", squares(len(values)), crs=crs)
    parts = {f"plan{end}": (folder / f"made{end}").read_bytes() for end in (".shp", ".shx")}
    if crs:
        parts["plan.prj"] = (folder / "made.prj").read_bytes()
    parts["plan.dbf"] = dbf(values, width, column)
    if cpg is not None:
        parts["plan.cpg"] = cpg.encode()
    return parts


def dbf(values: Sequence[bytes], width: int, column: bytes) -> bytes:
    """Return a dBASE table of one text column."""
    head = struct.pack("<B3BIHH20x", 3, 126, 1, 1, len(values), 65, 1 + width)
    field = struct.pack("<11sc4xBB14x", column, b"C", width, 0)
    return head + field + b"\r" + b"".join(b" " + value[:width].ljust(width) for value in values) + b"\x1a"


def dxf(entities: Sequence[tuple[Any, ...]], blocks: Sequence[tuple[Any, ...]] = ()) -> bytes:
    """Return a drawing of group codes: each entity a tuple of code, value, code, value …"""

    def section(name: str, pairs: Sequence[tuple[Any, ...]]) -> list[Any]:
        return [0, "SECTION", 2, name, *(value for each in pairs for value in each), 0, "ENDSEC"]

    whole = [*(section("BLOCKS", blocks) if blocks else []), *section("ENTITIES", entities), 0, "EOF"]
    return "".join(f"{value}\n" for value in whole).encode()


def outline(layer: str, shape: shapely.Polygon) -> tuple[Any, ...]:
    """Return a closed POLYLINE of a drawing."""
    points = [(0, "VERTEX", 8, layer, 10, x, 20, y) for x, y in shape.exterior.coords[:-1]]
    return (0, "POLYLINE", 8, layer, 66, 1, 70, 1, *(v for p in points for v in p), 0, "SEQEND")


def text(layer: str, words: str, shape: shapely.Polygon) -> tuple[Any, ...]:
    """Return a TEXT in the middle of a shape."""
    return (0, "TEXT", 8, layer, 10, shape.centroid.x, 20, shape.centroid.y, 40, 1.0, 1, words)
