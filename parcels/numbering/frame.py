"""The local frame of a block: coordinates and an order that do not depend on where it lies."""

import numpy as np
import shapely

from parcels.numbering.inputs import GRID_M, Floats, Geometries, Ints


def to_local_frame(parcels: Geometries) -> Geometries:
    """Move a block to its own south-west corner and round to 0.1 mm (metres in, metres out).

    Floating point makes 5000000.1 - 5000000.0 differ from 0.1; without the rounding two equally good
    walks would change places when the quarter is moved.
    """
    corner = shapely.bounds(parcels)[:, :2].min(axis=0)
    moved = shapely.transform(parcels, lambda points: (points - corner).round(9))  # no denormal numbers
    rounded = shapely.set_precision(moved, GRID_M)
    # Grid size 0 again: the rounding is of the input only, later overlays keep full precision.
    return np.asarray(shapely.set_precision(rounded, 0.0, mode="pointwise"), dtype=object)


def canonical_order(parcels: Geometries, names: list[str]) -> Ints:
    """Indices that sort a block by place alone, north-west first; equal geometry falls back on the key."""
    centres = centroids(parcels).round(3)
    shapes = shapely.to_wkb(shapely.normalize(parcels))
    rank = [(x - y, x, shape, name) for (x, y), shape, name in zip(centres.tolist(), shapes, names, strict=True)]
    return np.array(sorted(range(len(parcels)), key=rank.__getitem__), dtype=np.int64)


def centroids(parcels: Geometries) -> Floats:
    """Centroids as an array of shape (n, 2), metres."""
    return np.asarray(shapely.get_coordinates(shapely.centroid(parcels)), dtype=np.float64)
