"""The local frame of a block: coordinates and an order that do not depend on where it lies."""

import numpy as np
import shapely

from parcels.numbering.inputs import GRID_M, Floats, Geometries, Ints


def to_local_frame(parcels: Geometries) -> Geometries:
    """Move a block to its own south-west corner, as exactly as floating point allows (metres in, metres out)."""
    corner = shapely.bounds(parcels)[:, :2].min(axis=0)
    moved = shapely.transform(parcels, lambda points: (points - corner).round(9))  # no denormal numbers
    return np.asarray(moved, dtype=object)


def rounded(parcels: Geometries) -> Geometries:
    """Round a block in its local frame to 0.1 mm.

    Floating point makes 5000000.1 - 5000000.0 differ from 0.1; without the rounding two equally good
    walks would change places when the quarter is moved.
    """
    try:
        on_grid = shapely.set_precision(parcels, GRID_M)
    except shapely.GEOSException:  # an outline that touches itself may come apart on the grid: corner by corner then
        on_grid = shapely.set_precision(parcels, GRID_M, mode="pointwise")
        on_grid = np.where(shapely.is_valid(on_grid), on_grid, shapely.buffer(on_grid, 0))
    # Grid size 0 again: the rounding is of the input only, later overlays keep full precision.
    return np.asarray(shapely.set_precision(on_grid, 0.0, mode="pointwise"), dtype=object)


def canonical_order(parcels: Geometries, names: list[str]) -> Ints:
    """Indices that sort a block in its local frame by place alone, north-west first; twins by their names."""
    places = rounded(parcels)
    centres = centroids(places).round(3)
    shapes = shapely.to_wkb(shapely.normalize(places))
    rank = [(x - y, x, shape, name) for (x, y), shape, name in zip(centres.tolist(), shapes, names, strict=True)]
    return np.array(sorted(range(len(parcels)), key=rank.__getitem__), dtype=np.int64)


def centroids(parcels: Geometries) -> Floats:
    """Centroids as an array of shape (n, 2), metres."""
    return np.asarray(shapely.get_coordinates(shapely.centroid(parcels)), dtype=np.float64)
