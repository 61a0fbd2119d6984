"""Cleaning: corners that a survey's noise has set apart put together again, every move written down.

The result is the engine's view only; whoever writes a file writes the geometry as it came.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon, STRtree

from parcels.numbering.inputs import GRID_M, Floats, Geometries, Ints, Key, ParcelInput, check_parcels, geometries

#: Nothing nearer than this (metres) is told apart, however good the survey.
LEAST_TOLERANCE_M = 0.05

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Move:
    """A corner of a parcel that moved, or a corner of a neighbour taken into a side (`before` on that side)."""

    key: Key
    before: Place
    after: Place
    metres: float


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Parcels in the order given, every move, areas (square metres) by key, and who was left as it came.

    A parcel is left alone (`unchanged`) where its moves would break it or fold it up.
    """

    parcels: tuple[ParcelInput, ...]
    tolerance_m: float
    moves: tuple[Move, ...]
    areas: dict[Key, tuple[float, float]]
    unchanged: tuple[Key, ...]


def tolerance_of(sigma_m: float) -> float:
    """Metres within which corners are the same: four standard deviations of the survey, at least 5 cm."""
    if not (np.isfinite(sigma_m) and sigma_m >= 0):
        raise ValueError("sigma_m must not be negative")
    return max(LEAST_TOLERANCE_M, 4 * sigma_m)


def clean_parcels(parcels: Sequence[ParcelInput], sigma_m: float = 0.0, *, tolerance_m: float | None = None) -> Cleaned:
    """Put together the corners of a survey whose points are good to `sigma_m` metres (one standard deviation).

    `tolerance_m`, where given, takes the place of the tolerance that follows from `sigma_m`. Corners within the
    tolerance of a corner before them (north-west first) take its place; a corner within the tolerance of a neighbour's
    side becomes a corner of that side too. Nothing moves farther than the tolerance. Errors: InvalidParcelsError.
    """
    check_parcels(parcels)
    tolerance = tolerance_of(sigma_m) if tolerance_m is None else tolerance_m
    if not parcels:
        return Cleaned((), tolerance, (), {}, ())
    shapes = geometries(parcels)
    corners = _corners(shapely.get_coordinates(shapes), tolerance)
    snapped = [_snapped(shape, corners, tolerance) for shape in shapes]
    whole = [_is_sound(shape) for shape, _moves in snapped]
    chosen = [new if good else old for old, (new, _moves), good in zip(shapes, snapped, whole, strict=True)]
    keys = [parcel.key for parcel in parcels]
    moves = [
        Move(key, before, after, float(np.hypot(before[0] - after[0], before[1] - after[1])))
        for key, (_shape, moved), good in zip(keys, snapped, whole, strict=True)
        if good
        for before, after in moved
    ]
    areas = {key: (old.area, new.area) for key, old, new in zip(keys, shapes, chosen, strict=True)}
    kept = tuple(key for key, good in zip(keys, whole, strict=True) if not good)
    cleaned = tuple(ParcelInput(key, shape) for key, shape in zip(keys, chosen, strict=True))
    return Cleaned(cleaned, tolerance, tuple(moves), areas, kept)


@dataclass(frozen=True)
class _Corners:
    """Places that corners are put at, and a tree over them."""

    places: Floats
    tree: STRtree


def _corners(points: Floats, tolerance_m: float) -> _Corners:
    """Leaders: going from the north-west, a point is one unless a leader before it lies within the tolerance."""
    points = np.unique(points, axis=0)
    local = (points - points.min(axis=0)).round(4)
    points = points[np.lexsort((local[:, 0], (local[:, 0] - local[:, 1]).round(4)))]
    a, b = STRtree(shapely.points(points)).query(shapely.points(points), predicate="dwithin", distance=tolerance_m)
    near: dict[int, list[int]] = {}
    for first, second in zip(a.tolist(), b.tolist(), strict=True):
        if second < first:
            near.setdefault(first, []).append(second)
    leads = np.ones(len(points), dtype=bool)
    for n, before in sorted(near.items()):
        leads[n] = not any(leads[m] for m in before)
    return _Corners(points[leads], STRtree(shapely.points(points[leads])))


def _snapped(
    shape: Polygon | MultiPolygon, corners: _Corners, tolerance_m: float
) -> tuple[Polygon | MultiPolygon, list[tuple[Place, Place]]]:
    """The parcel on its corners' places, and where each moved or new corner was before."""
    moves: list[tuple[Place, Place]] = []
    parts = [
        Polygon(
            _ring(part.exterior, corners, tolerance_m, moves),
            [hole for interior in part.interiors if len(hole := _ring(interior, corners, tolerance_m, moves)) > 3],
        )
        for part in shapely.get_parts(shape)
    ]
    return (parts[0] if isinstance(shape, Polygon) else MultiPolygon(parts)), moves


def _ring(ring: shapely.LinearRing, corners: _Corners, tolerance_m: float, moves: list[tuple[Place, Place]]) -> Floats:
    """Coordinates of a ring with its corners moved and its neighbours' corners taken in."""
    points = shapely.get_coordinates(ring)
    nearest = _nearest(points, corners)
    placed = corners.places[nearest]
    moves.extend(_moves(points[:-1], placed[:-1]))
    own = set(nearest.tolist())
    pieces: list[Floats] = []
    for n, side in enumerate(_sides(points)):
        taken = [i for i in _beside(side, corners, tolerance_m) if i not in own]
        own.update(taken)
        pieces += [placed[n : n + 1], corners.places[taken].reshape(-1, 2)]
        moves.extend(_moves(_feet(side, corners.places[taken]), corners.places[taken]))
    return np.concatenate([*pieces, placed[:1]])


def _nearest(points: Floats, corners: _Corners) -> Ints:
    return np.asarray(corners.tree.nearest(shapely.points(points)), dtype=np.int64)


def _sides(points: Floats) -> Geometries:
    """The sides of a ring in order."""
    return np.asarray(shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)), dtype=object)


def _beside(side: shapely.LineString, corners: _Corners, tolerance_m: float) -> list[int]:
    """Corners within the tolerance of a side, in its direction."""
    found = np.sort(corners.tree.query(side, predicate="dwithin", distance=tolerance_m))
    along = shapely.line_locate_point(side, shapely.points(corners.places[found]))
    order: list[int] = found[np.argsort(along, kind="stable")].tolist()
    return order


def _feet(side: shapely.LineString, places: Floats) -> Floats:
    """The point of a side that is nearest to each place, shape (n, 2)."""
    if len(places) == 0:
        return np.empty((0, 2))
    along = shapely.line_locate_point(side, shapely.points(places))
    return np.asarray(shapely.get_coordinates(shapely.line_interpolate_point(side, along)))


def _moves(before: Floats, after: Floats) -> list[tuple[Place, Place]]:
    """Pairs of places that differ."""
    pairs = zip(before.tolist(), after.tolist(), strict=True)
    return [((old[0], old[1]), (new[0], new[1])) for old, new in pairs if old != new]


def _is_sound(shape: Polygon | MultiPolygon) -> bool:
    return bool(shape.is_valid and not shape.is_empty and not shape.buffer(-GRID_M).is_empty)
