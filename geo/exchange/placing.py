"""Outlines put in their place: moved by a named operation, snapped to the millimetre, judged where they then lie.

Nothing is made valid: what is changed (repeated points, spikes of no width) is noted, what is wrong is told with its
place. The register's own kernel judges again when land enters it.
"""

from dataclasses import dataclass
from itertools import pairwise
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


Told = dict[int, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Placed:
    """Outlines in the storage CRS, shape (n,), None where there is none; faults and notes of those that have some."""

    shapes: Array
    faults: Told
    notes: Told


def place(shapes: Array, operation: Operation | None, *, swapped: bool = False) -> Placed:
    """Return outlines, given in the source system, x before y unless `swapped`, where they lie in the storage CRS."""
    points, owners = shapely.get_coordinates(shapes, return_index=True)
    points = _moved(points, operation, swapped)
    tidy = np.asarray(shapely.set_coordinates(shapes.copy(), points), dtype=object)
    lost = np.unique(owners[~np.isfinite(points).all(axis=1)])
    tidy[lost] = None
    faults: Told = {at: [{"code": "outside_system"}] for at in lost.tolist()}
    notes = _without_repeated(tidy, points, owners)
    unsound = np.flatnonzero(~shapely.is_valid(tidy) & ~shapely.is_missing(tidy))
    if len(unsound):
        _judge(tidy, unsound, faults, notes)
    return Placed(tidy, faults, notes)


def _moved(points: NDArray[np.float64], operation: Operation | None, swapped: bool) -> NDArray[np.float64]:
    x, y = (points[:, 1], points[:, 0]) if swapped else (points[:, 0], points[:, 1])
    if operation is not None:
        # What cannot be moved becomes infinite here, and a fault of its row.
        x, y = operation.transformer.transform(x, y, errcheck=False)
    points = np.column_stack([x, y])
    near: NDArray[np.float64] = np.where(np.abs(points) < EARTH_M, points, np.inf).astype(np.float64)
    return np.round(near, MILLIMETRES)


def _without_repeated(shapes: Array, points: Array, owners: Array) -> Told:
    """Take points out that are the one before again, in place; return the notes of that."""
    again = (points[1:] == points[:-1]).all(axis=1) & (owners[1:] == owners[:-1])
    suspect = np.unique(owners[1:][again])
    before = shapely.get_num_coordinates(shapes[suspect])
    shapes[suspect] = shapely.remove_repeated_points(shapes[suspect], 0.0)
    gone = before - shapely.get_num_coordinates(shapes[suspect])
    told = zip(suspect.tolist(), gone.tolist(), strict=True)
    return {at: [{"code": "points_repeated", "count": count}] for at, count in told if count}


def _judge(shapes: Array, unsound: Array, faults: Told, notes: Told) -> None:
    """Take spikes out where an outline is sound then, in place; tell of the others what is wrong, and where."""
    spiky = unsound[_turn_back(shapes[unsound])]
    blunt, spikes = _without_spikes(shapes[spiky])
    sound = shapely.is_valid(blunt)
    mended = spiky[sound]
    shapes[mended] = blunt[sound]
    for at, count in zip(mended.tolist(), spikes[sound].tolist(), strict=True):
        notes[at] = [*notes.get(at, []), {"code": "spikes_removed", "count": count}]
    wrong = np.setdiff1d(unsound, mended, assume_unique=True)
    reasons = shapely.is_valid_reason(shapes[wrong])
    faults.update((at, [_fault(reason)]) for at, reason in zip(wrong.tolist(), reasons, strict=True))


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


def _fault(reason: str) -> dict[str, Any]:
    """Return why an outline is no sound surface, and the place (storage CRS, metres) where it shows."""
    told, _bracket, place = reason.partition("[")
    try:
        x, y = place.removesuffix("]").split(" ")
        spot = [round(float(x), MILLIMETRES), round(float(y), MILLIMETRES)]
    except ValueError:
        return {"code": "not_sound"}
    return {"code": _CODES.get(told.strip().lower(), "not_sound"), "at": spot}


def _without_spikes(shapes: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return outlines without points at which a line turns straight back, and how many those were.

    None where too few points are left. A file may have spikes in every row, and thousands in one.
    """
    parts, owner_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    points, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring_of_point, np.arange(len(rings) + 1))
    # A point as one complex number: as quick to compare as a number.
    signs = (points[:, 0] + 1j * points[:, 1]).tolist()
    kept = [_blunt(signs[start : end - 1]) for start, end in pairwise(starts.tolist())]
    spikes = np.zeros(len(shapes), dtype=np.int64)
    np.add.at(spikes, owner_of_part[part_of_ring], [gone for _ring, gone in kept])
    short = np.zeros(len(shapes), dtype=bool)
    short[owner_of_part[part_of_ring[[len(ring) < 3 for ring, _gone in kept]]]] = True
    whole = np.full(len(shapes), None, dtype=object)
    touched = (spikes > 0) & ~short
    used = np.flatnonzero(touched[owner_of_part[part_of_ring]])
    if len(used):
        whole[touched] = _rebuilt([kept[at][0] for at in used], part_of_ring[used], owner_of_part)
    return whole, spikes


def _rebuilt(rings: list[list[complex]], part_of_ring: Array, owner_of_part: Array) -> Array:
    """Return surfaces of rings, in the order of their owners; a ring's part and a part's owner are told by number."""
    points = np.array([point for ring in rings for point in (*ring, ring[0])])
    lengths = [len(ring) + 1 for ring in rings]
    lines = shapely.linearrings(
        points.view(np.float64).reshape(-1, 2), indices=np.repeat(np.arange(len(rings)), lengths)
    )
    parts, place_of_part = np.unique(part_of_ring, return_inverse=True)
    surfaces = np.asarray(shapely.polygons(lines, indices=place_of_part), dtype=object)
    _owners, place_of_owner, counts = np.unique(owner_of_part[parts], return_inverse=True, return_counts=True)
    whole = np.asarray(shapely.multipolygons(surfaces, indices=place_of_owner), dtype=object)
    alone = counts == 1
    whole[alone] = surfaces[np.isin(place_of_owner, np.flatnonzero(alone))]
    return whole


def _blunt(ring: list[complex]) -> tuple[list[complex], int]:
    """Return a ring, its first point not repeated, without its spikes, and their number; each point is seen once."""
    kept: list[complex] = []
    gone = 0
    for point in ring:
        if len(kept) >= 2 and kept[-2] == point:
            kept.pop()  # the tip; its foot stands for both that are now the same
            gone += 1
        else:
            kept.append(point)
    first, last = 0, len(kept)
    while last - first >= 3:
        if kept[last - 2] == kept[first]:  # the last point is a tip
            last -= 2
        elif kept[last - 1] == kept[first + 1]:  # the first one is
            first, last = first + 1, last - 1
        else:
            break
        gone += 1
    return kept[first:last], gone
