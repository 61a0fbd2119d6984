"""Outlines put in their place: moved by a named operation, snapped to the millimetre, judged where they then lie.

Nothing is made valid: what is changed (repeated points, spikes of no width) is noted, what is wrong is told with its
place. The register's own kernel judges again when land enters it.
"""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.exchange.operations import Operation

Array = NDArray[Any]
#: Decimals of a metre that are kept.
MILLIMETRES = 3
#: No coordinate in metres is larger on the earth.
EARTH_M = 1e8
_REASON = re.compile(r"^(.*?)\[([-\d.e+]+) ([-\d.e+]+)\]$", re.IGNORECASE)
_CODES = {
    "self-intersection": "crosses_itself",
    "ring self-intersection": "crosses_itself",
    "hole lies outside shell": "hole_outside",
    "holes are nested": "holes_overlap",
    "nested shells": "parts_overlap",
    "interior is disconnected": "interior_cut",
    "duplicate rings": "ring_twice",
    "too few points in geometry component": "ring_short",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """Outlines in the storage CRS, shape (n,), None where there is none; faults and notes of each row."""

    shapes: Array
    faults: list[list[dict[str, Any]]]
    notes: list[list[dict[str, Any]]]


def place(shapes: Array, operation: Operation | None, *, swapped: bool = False) -> Placed:
    """Return outlines, given in the source system, x before y unless `swapped`, where they lie in the storage CRS."""
    moved = shapely.transform(shapes, lambda points: _moved(points, operation, swapped))
    lost = _lost(moved)
    moved[lost] = None
    before = shapely.get_num_coordinates(moved)
    tidy = np.asarray(shapely.remove_repeated_points(moved, 0.0), dtype=object)
    notes: list[list[dict[str, Any]]] = [[] for _each in shapes]
    faults: list[list[dict[str, Any]]] = [[] for _each in shapes]
    for at in np.flatnonzero(before != shapely.get_num_coordinates(tidy)):
        notes[at].append({"code": "points_repeated", "count": int(before[at] - shapely.get_num_coordinates(tidy[at]))})
    for at in np.flatnonzero(lost):
        faults[at].append({"code": "outside_system"})
    sound = shapely.is_valid(tidy)
    unsound = np.flatnonzero(~sound & ~shapely.is_missing(tidy))
    reasons = shapely.is_valid_reason(tidy[unsound])
    for at, spiky, reason in zip(unsound, _turn_back(tidy[unsound]), reasons, strict=True):
        tidy[at], note, fault = _judged(tidy[at]) if spiky else (tidy[at], [], [_fault(reason)])
        notes[at] += note
        faults[at] += fault
    return Placed(tidy, faults, notes)


def _moved(points: NDArray[np.float64], operation: Operation | None, swapped: bool) -> NDArray[np.float64]:
    x, y = (points[:, 1], points[:, 0]) if swapped else (points[:, 0], points[:, 1])
    if operation is not None:
        # What cannot be moved becomes infinite here, and a fault of its row.
        x, y = operation.transformer.transform(x, y, errcheck=False)
    points = np.column_stack([x, y])
    near: NDArray[np.float64] = np.where(np.abs(points) < EARTH_M, points, np.inf).astype(np.float64)
    return np.round(near, MILLIMETRES)


def _lost(shapes: Array) -> Array:
    """Say which outlines have a point beyond any place on the earth, in metres."""
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    lost = np.zeros(len(shapes), dtype=bool)
    lost[owners[~np.isfinite(points).all(axis=1)]] = True
    return lost


def _turn_back(shapes: Array) -> Array:
    """Say which outlines have a point at which a ring turns straight back: a file may have faults in every row."""
    rings, owners = shapely.get_rings(shapes, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    back = (points[2:] == points[:-2]).all(axis=1) & (ring[2:] == ring[:-2])
    starts, ends = np.searchsorted(ring, np.arange(len(rings))), np.searchsorted(ring, np.arange(len(rings)), "right")
    over_the_start = (points[starts + 1] == points[ends - 2]).all(axis=1)
    found = np.zeros(len(shapes), dtype=bool)
    found[owners[ring[2:][back]]] = True
    found[owners[over_the_start]] = True
    return found


def _judged(shape: shapely.Geometry) -> tuple[shapely.Geometry, list[dict[str, Any]], list[dict[str, Any]]]:
    """Return an outline without its spikes, if it is sound then; else as it was, with what is wrong, and where."""
    blunt, spikes = _without_spikes(shape)
    if spikes and blunt is not None and blunt.is_valid:
        return blunt, [{"code": "spikes_removed", "count": spikes}], []
    return shape, [], [fault_of(shape)]


def fault_of(shape: shapely.Geometry) -> dict[str, Any]:
    """Return why an outline is no sound surface, and the place (storage CRS, metres) where it shows."""
    return _fault(shapely.is_valid_reason(shape))


def _fault(reason: str) -> dict[str, Any]:
    told = _REASON.match(reason)
    if told is None:
        return {"code": "not_sound"}
    code = _CODES.get(told[1].strip().lower(), "not_sound")
    return {"code": code, "at": [round(float(told[2]), MILLIMETRES), round(float(told[3]), MILLIMETRES)]}


def _without_spikes(shape: shapely.Geometry) -> tuple[shapely.Geometry | None, int]:
    """Return the outline without points at which its line turns straight back, and how many those were."""
    removed, parts = 0, []
    for part in shapely.get_parts(shape):
        rings = []
        for ring in (part.exterior, *part.interiors):
            points, gone = _blunt([tuple(point) for point in shapely.get_coordinates(ring)[:-1]])
            removed += gone
            if len(points) < 3:
                return None, removed
            rings.append([*points, points[0]])
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return (parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)), removed


def _blunt(points: list[tuple[float, ...]]) -> tuple[list[tuple[float, ...]], int]:
    gone, at = 0, 0
    while len(points) >= 3 and at < len(points):
        before, following = points[at - 1], points[(at + 1) % len(points)]
        if before == following:
            # The tip, and one of the two points that are now the same.
            for each in sorted({at, (at + 1) % len(points)}, reverse=True):
                del points[each]
            gone, at = gone + 1, 0
        else:
            at += 1
    return points, gone
