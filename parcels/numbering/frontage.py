"""Frontage: where on the ring a parcel meets the street."""

from dataclasses import dataclass

import numpy as np
import shapely

from parcels.numbering.inputs import Geometries
from parcels.numbering.ring import Ring


@dataclass(frozen=True, slots=True)
class Frontage:
    """The longest run of a parcel on the ring: its middle (metres along the ring) and its length (metres)."""

    position_m: float
    length_m: float


def find_frontages(
    parcels: Geometries, ring: Ring, tolerance_m: float, min_run_m: float
) -> tuple[Frontage | None, ...]:
    """Frontage of every parcel, None where no run on the ring is longer than `min_run_m`."""
    street = shapely.buffer(ring.line, 2 * tolerance_m)
    shapely.prepare(street)
    touched = shapely.intersection(shapely.boundary(parcels), street)
    found: list[Frontage | None] = [None] * len(parcels)
    runs, owners = shapely.get_parts(_merged(touched), return_index=True)
    lengths = np.asarray(shapely.length(runs))
    middles = shapely.line_locate_point(ring.line, shapely.line_interpolate_point(runs, 0.5, normalized=True))
    # Of two faces equally long (a lot through the block) the first clockwise counts, to the millimetre.
    by_preference = np.lexsort((middles.round(3), -lengths.round(3), owners))
    for i in by_preference.tolist():
        if lengths[i] > min_run_m and found[owners[i]] is None:
            found[owners[i]] = Frontage(float(middles[i]), float(lengths[i]))
    return tuple(found)


def _merged(touched: Geometries) -> Geometries:
    """Line work only, end to end pieces joined: a run cut at a ring's first vertex is one run."""
    parts, owners = shapely.get_parts(touched, return_index=True)
    lines = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    merged = np.full(len(touched), shapely.MultiLineString(), dtype=object)
    shapely.multilinestrings(parts[lines], indices=owners[lines], out=merged)
    return np.asarray(shapely.line_merge(merged), dtype=object)
