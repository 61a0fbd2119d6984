"""A checked-out GeoPackage edited as QGIS edits it: fid kept, parts of a split get a new fid and copied attributes."""

import sqlite3
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

_BOXES = (0, 32, 48, 48, 64)


def shape_of(blob: bytes) -> BaseGeometry:
    """Return the geometry of a GeoPackage blob (12-128r17, 2.1.3)."""
    return shapely.from_wkb(blob[8 + _BOXES[(blob[3] >> 1) & 7] :])


def blob_of(shape: BaseGeometry, srid: int) -> bytes:
    """Return a geometry as a GeoPackage blob without a box."""
    return b"GP\x00\x01" + struct.pack("<i", srid) + shapely.to_wkb(shape)


class Edited:
    """A file that is edited in place."""

    def __init__(self, folder: Path, content: bytes, name: str = "edited.gpkg") -> None:
        self.path = folder / name
        self.path.write_bytes(content)

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Open the file with the functions that the triggers of its spatial index call."""
        found = sqlite3.connect(self.path)
        functions: dict[str, Callable[[bytes], Any]] = {
            "ST_IsEmpty": lambda blob: int(shape_of(blob).is_empty),
            **{f"ST_{end}{axis}": _bound(at) for at, (end, axis) in
               enumerate((("Min", "X"), ("Min", "Y"), ("Max", "X"), ("Max", "Y")))},
        }  # fmt: skip
        for name, function in functions.items():
            found.create_function(name, 1, function)
        with found:
            yield found
        found.close()

    def content(self) -> bytes:
        """Return the file as it is sent back."""
        return self.path.read_bytes()

    def run(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement and return its rows."""
        with self.opened() as package:
            return package.execute(statement, values).fetchall()

    def fids(self) -> dict[str, int]:
        """Return the fid of each number, the first where several rows bear it."""
        return {number: fid for fid, number in reversed(self.run("SELECT fid, number FROM parcels ORDER BY fid"))}

    def shape(self, fid: int) -> BaseGeometry:
        """Return the outline of a row."""
        return shape_of(self.run("SELECT geom FROM parcels WHERE fid = ?", fid)[0][0])

    def draw(self, fid: int, shape: BaseGeometry) -> None:
        """Give a row another outline."""
        (srid,) = self.run("SELECT srs_id FROM gpkg_geometry_columns WHERE table_name = 'parcels'")[0]
        whole = shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
        self.run("UPDATE parcels SET geom = ? WHERE fid = ?", blob_of(whole, srid), fid)

    def copy(self, fid: int, shape: BaseGeometry, **changed: Any) -> int:
        """Add a row with the attributes of another: what splitting a feature does."""
        columns = [row[1] for row in self.run("PRAGMA table_info(parcels)") if row[1] not in ("fid", "geom")]
        names = ", ".join(columns)
        self.run(f"INSERT INTO parcels ({names}, geom) SELECT {names}, geom FROM parcels WHERE fid = ?", fid)
        (new,) = self.run("SELECT max(fid) FROM parcels")[0]
        self.draw(new, shape)
        for name, value in changed.items():
            self.run(f"UPDATE parcels SET {name} = ? WHERE fid = ?", value, new)
        return int(new)

    def split(self, fid: int, line: BaseGeometry) -> list[int]:
        """Split a row along a line: the first part stays, the others are new rows with copied attributes."""
        whole = self.shape(fid)
        parts = shapely.get_parts(shapely.polygonize([shapely.union(shapely.boundary(whole), line)]))
        inside = sorted((p for p in parts if whole.contains(p.representative_point())), key=lambda p: p.bounds)
        self.draw(fid, inside[0])
        return [fid, *(self.copy(fid, part) for part in inside[1:])]

    def merge(self, first: int, *others: int) -> None:
        """Merge rows into the first: the others are deleted."""
        self.draw(first, shapely.union_all([self.shape(fid) for fid in (first, *others)]))
        for fid in others:
            self.delete(fid)

    def delete(self, fid: int) -> None:
        """Delete a row."""
        self.run("DELETE FROM parcels WHERE fid = ?", fid)

    def move(self, old: tuple[float, float], new: tuple[float, float]) -> int:
        """Move a corner in all rows that share it, as with topological editing; return how many rows did."""
        moved = 0
        for (fid,) in self.run("SELECT fid FROM parcels"):
            shape = self.shape(fid)
            drawn = shapely.transform(shape, lambda points: _replaced(points, old, new))
            if not shape.equals_exact(drawn, 0):
                self.draw(fid, drawn)
                moved += 1
        return moved


def _replaced(points: Any, old: tuple[float, float], new: tuple[float, float]) -> Any:
    points = points.copy()
    points[(abs(points - old) < 0.0005).all(axis=1)] = new
    return points


def _bound(at: int) -> Callable[[bytes], float]:
    return lambda blob: float(shape_of(blob).bounds[at])
