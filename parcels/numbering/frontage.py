"""Frontage: where on the ring a parcel meets the street."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString

from parcels.numbering.inputs import Floats, Geometries, Ints
from parcels.numbering.ring import Ring, find_ring

#: Faces are equally long if they differ by less (metres): where nothing was rounded, and where it was.
EXACT_TIE_M = 1e-7
TIE_M = 1e-3


@dataclass(frozen=True, slots=True)
class Frontage:
    """The longest run of a parcel on the ring: its middle (metres along the ring) and its length (metres)."""

    position_m: float
    length_m: float


@dataclass(frozen=True, slots=True)
class _Runs:
    """Runs of all parcels on the ring, longest first for each owner: middles on the ring, lengths, metres."""

    owners: Ints
    middles: Floats
    lengths: Floats
    points: Floats


def find_frontages(
    parcels: Geometries, ring: Ring, tolerance_m: float, min_run_m: float, exact: Geometries | None = None
) -> tuple[Frontage | None, ...]:
    """Frontage of every parcel, None where no run on the ring is longer than `min_run_m`.

    Of two faces equally long to the millimetre (a lot through the block) the longer one in `exact` counts, the
    parcels without any rounding; if they are equal there too, or `exact` is not given, the first one clockwise.
    """
    runs = _runs_on(ring, parcels, tolerance_m, min_run_m)
    first = _first_of_each(runs.owners)
    chosen = dict(zip(runs.owners[first].tolist(), first.tolist(), strict=True))
    tied = {int(runs.owners[n]) for n in range(1, len(runs.owners)) if _is_tie(runs, n)}
    if tied and exact is not None:
        chosen |= _longer_in(exact, runs, sorted(tied), tolerance_m, min_run_m)
    found: list[Frontage | None] = [None] * len(parcels)
    for owner, n in chosen.items():
        found[owner] = Frontage(float(runs.middles[n]), float(runs.lengths[n]))
    return tuple(found)


def _runs_on(ring: Ring, parcels: Geometries, tolerance_m: float, min_run_m: float) -> _Runs:
    street = shapely.buffer(ring.line, 2 * tolerance_m)
    shapely.prepare(street)
    outlines = shapely.boundary(parcels)
    reached = shapely.intersects(street, outlines)
    touched = np.full(len(parcels), LineString(), dtype=object)
    touched[reached] = shapely.intersection(outlines[reached], street)
    lines, owners = shapely.get_parts(_merged(touched), return_index=True)
    lengths = np.asarray(shapely.length(lines))
    points = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    middles = np.asarray(shapely.line_locate_point(ring.line, points))
    order = np.lexsort((middles.round(3), -lengths.round(3), owners))
    order = order[lengths[order] > min_run_m]
    return _Runs(owners[order], middles[order], lengths[order], shapely.get_coordinates(points[order]))


def _first_of_each(owners: Ints) -> Ints:
    return np.flatnonzero(np.diff(owners, prepend=-1))


def _is_tie(runs: _Runs, n: int) -> bool:
    """Whether a run is the second of its owner and as long as the first, to the millimetre."""
    second = runs.owners[n] == runs.owners[n - 1] and (n == 1 or runs.owners[n - 2] != runs.owners[n])
    return bool(second and runs.lengths[n - 1] - runs.lengths[n] < TIE_M)


def _longer_in(exact: Geometries, runs: _Runs, tied: list[int], tolerance_m: float, min_run_m: float) -> dict[int, int]:
    """For each tied parcel the index of its run that is longest where nothing was rounded."""
    unrounded = _runs_on(find_ring(exact, tolerance_m), exact[tied], tolerance_m, min_run_m)
    chosen: dict[int, int] = {}
    for n, owner in enumerate(tied):
        own = np.flatnonzero(unrounded.owners == n)
        lengths = unrounded.lengths[own]
        if len(own) and np.count_nonzero(lengths > lengths.max() - EXACT_TIE_M) == 1:
            middle = unrounded.points[own[lengths.argmax()]]
            same = np.flatnonzero(runs.owners == owner)
            chosen[owner] = int(same[np.hypot(*(runs.points[same] - middle).T).argmin()])
    return chosen


def _merged(touched: Geometries) -> Geometries:
    """Line work only, end to end pieces joined: a run cut at a ring's first vertex is one run."""
    parts, owners = shapely.get_parts(touched, return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    merged = np.full(len(touched), shapely.MultiLineString(), dtype=object)
    shapely.multilinestrings(parts[lines], indices=owners[lines], out=merged)
    return np.asarray(shapely.line_merge(merged), dtype=object)
