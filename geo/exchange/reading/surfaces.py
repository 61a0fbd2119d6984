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


class Judged(NamedTuple):
    """Geometries, 2D, None where there is none to take; faults and notes of those that have some, by their place."""

    shapes: list[bytes | None]
    faults: dict[int, list[dict[str, Any]]]
    notes: dict[int, list[dict[str, Any]]]


#: Faults after which there is no geometry to keep.
_WITHOUT = {"no_geometry", "ring_open", "ring_short", "geometry_unreadable", "not_finite", "too_many_vertices"}


def examine(geometry: Array, vertices: int, *, points: bool = False) -> list[Examined]:
    """Judge geometries as `judge` does, and return each with what is said of it."""
    found = judge(geometry, vertices, points=points)
    return [Examined(wkb, found.faults.get(at, []), found.notes.get(at, [])) for at, wkb in enumerate(found.shapes)]


def judge(geometry: Array, vertices: int, *, points: bool = False) -> Judged:
    """Judge geometries given as WKB or None, shape (n,): surfaces, or places; nothing is made valid here."""
    shapes = np.asarray(shapely.from_wkb(geometry, on_invalid="ignore"), dtype=object)
    tall = shapely.has_z(shapes)
    deep = tall | shapely.has_m(shapes)
    flat, plain = shapes, list(geometry)
    if deep.any():
        flat = shapely.force_2d(shapes)
        plain = list(shapely.to_wkb(flat))
    faults = _faults(geometry, flat, vertices, points)
    for at, told in faults.items():
        if told[0]["code"] in _WITHOUT:
            plain[at] = None
    return Judged(plain, faults, {int(at): [{"code": "flattened"}] for at in np.flatnonzero(tall) if at not in faults})


def _faults(raw: Array, shapes: Array, vertices: int, points: bool) -> dict[int, list[dict[str, Any]]]:
    """Return of each geometry that cannot be taken why, the first reason that holds: a file may be full of them."""
    types, counts = shapely.get_type_id(shapes), shapely.get_num_coordinates(shapes)
    missing, infinite = shapely.is_missing(shapes), ~_finite(shapes)
    strange, empty = ~np.isin(types, _POINTS if points else _SURFACES), shapely.is_empty(shapes)
    short, long = counts < (1 if points else 4), counts > vertices
    code = "not_a_place" if points else "not_a_surface"
    found: dict[int, list[dict[str, Any]]] = {}
    for at in np.flatnonzero(missing | infinite | strange | empty | short | long).tolist():
        if missing[at]:
            fault: dict[str, Any] = {"code": "no_geometry" if raw[at] is None else ring_fault(raw[at])}
        elif infinite[at]:
            fault = {"code": "not_finite"}
        elif strange[at]:
            kind = int(types[at])
            fault = {"code": code, "type": _TYPES[kind] if 0 <= kind < len(_TYPES) else "other"}
        elif empty[at]:
            fault = {"code": "no_geometry"}
        elif long[at]:
            fault = {"code": "too_many_vertices", "count": int(counts[at]), "most": vertices}
        else:
            fault = {"code": "ring_short"}
        found[at] = [fault]
    return found


def _finite(shapes: Array) -> Array:
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    finite = np.ones(len(shapes), dtype=bool)
    finite[owners[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


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
