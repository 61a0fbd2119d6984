"""Geometries of a file: what makes a row unusable whatever its coordinates mean, and what is flattened."""

import struct
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[Any]
_SURFACES, _POINTS = (3, 6), (0, 4)
_TYPES = ("point", "line", "ring", "polygon", "points", "lines", "polygons", "collection")


class Examined(NamedTuple):
    """A geometry in the file's coordinates, 2D, None where there is none to take; why; and what was changed."""

    wkb: bytes | None
    faults: list[dict[str, Any]]
    notes: list[dict[str, Any]]


def examine(geometry: Array, vertices: int, *, points: bool = False) -> list[Examined]:
    """Judge geometries given as WKB or None, shape (n,): surfaces, or places; nothing is made valid here."""
    shapes = np.asarray(shapely.from_wkb(geometry, on_invalid="ignore"), dtype=object)
    types = shapely.get_type_id(shapes)
    tall = shapely.has_z(shapes)
    counts = shapely.get_num_coordinates(shapes)
    flat = shapely.force_2d(shapes)
    plain = shapely.to_wkb(flat)
    wanted, least = (_POINTS, 1) if points else (_SURFACES, 4)
    suspect = shapely.is_missing(shapes) | ~np.isin(types, wanted) | shapely.is_empty(shapes)
    suspect |= (counts < least) | (counts > vertices) | ~_finite(flat)
    found = [Examined(wkb, [], [{"code": "flattened"}] if high else []) for wkb, high in zip(plain, tall, strict=True)]
    for at in np.flatnonzero(suspect):
        fault = _fault(geometry[at], shapes[at], int(counts[at]), vertices, wanted)
        found[at] = Examined(None if fault["code"] in _WITHOUT else plain[at], [fault], [])
    return found


#: Faults after which there is no geometry to keep.
_WITHOUT = {"no_geometry", "ring_open", "ring_short", "geometry_unreadable", "not_finite", "too_many_vertices"}


def _finite(shapes: Array) -> Array:
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _fault(
    raw: bytes | None, shape: shapely.Geometry | None, count: int, vertices: int, wanted: tuple[int, ...]
) -> dict[str, Any]:
    """Return why a geometry cannot be taken, the first reason that holds."""
    if raw is None:
        return {"code": "no_geometry"}
    if shape is None:
        return {"code": ring_fault(raw)}
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        return {"code": "not_finite"}
    kind = int(shapely.get_type_id(shape))
    if kind not in wanted:
        code = "not_a_surface" if wanted == _SURFACES else "not_a_place"
        return {"code": code, "type": _TYPES[kind] if 0 <= kind < len(_TYPES) else "other"}
    if shape.is_empty:
        return {"code": "no_geometry"}
    if count < 4 and wanted == _SURFACES:
        return {"code": "ring_short"}
    return {"code": "too_many_vertices", "count": count, "most": vertices}


def ring_fault(wkb: bytes) -> str:
    """Say why a library refuses a polygon's WKB: a ring of too few points, one that is not closed, or neither."""
    try:
        rings = _rings(wkb)
    except (struct.error, ValueError):
        return "geometry_unreadable"
    if any(len(ring) < 4 and len(set(ring)) < 3 for ring in rings):
        return "ring_short"
    if any(ring and ring[0] != ring[-1] for ring in rings):
        return "ring_open"
    return "ring_short" if any(len(ring) < 4 for ring in rings) else "geometry_unreadable"


def _rings(wkb: bytes) -> list[list[tuple[float, ...]]]:
    """Return the rings of a polygon or of the polygons of a multipolygon (OGC 06-103r4, 8.2.8)."""
    order = "<" if wkb[:1] == b"\x01" else ">"
    (kind,) = struct.unpack_from(f"{order}I", wkb, 1)
    size = 2 + (kind // 1000 in (1, 2, 3)) + (kind // 1000 == 3) or 2
    if kind & 0x80000000:
        size = 3
    if kind % 1000 == 6 and not kind & 0x80000000:
        return _parts(wkb, order, size)
    return _polygon(wkb, 5, order, size)[0]


def _parts(wkb: bytes, order: str, size: int) -> list[list[tuple[float, ...]]]:
    (count,) = struct.unpack_from(f"{order}I", wkb, 5)
    rings, at = [], 9
    for _part in range(count):
        found, at = _polygon(wkb, at + 5, order, size)
        rings += found
    return rings


def _polygon(wkb: bytes, at: int, order: str, size: int) -> tuple[list[list[tuple[float, ...]]], int]:
    (count,) = struct.unpack_from(f"{order}I", wkb, at)
    rings, at = [], at + 4
    for _ring in range(count):
        (points,) = struct.unpack_from(f"{order}I", wkb, at)
        at += 4
        if at + points * size * 8 > len(wkb):
            raise ValueError("more points than bytes")
        numbers = struct.unpack_from(f"{order}{points * size}d", wkb, at)
        rings.append([numbers[i : i + size] for i in range(0, len(numbers), size)])
        at += points * size * 8
    return rings, at
