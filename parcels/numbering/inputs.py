"""What the numbering engine takes: parcels, settings, and the errors that name the parcels at fault."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Key = Hashable
Geometries = NDArray[np.object_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Coordinates are rounded to this many metres inside the engine, so that moving a quarter changes no number.
GRID_M = 1e-4


@dataclass(frozen=True, slots=True)
class ParcelInput:
    """One parcel: a key of the caller's, and its polygon in a projected CRS whose unit is the metre."""

    key: Key
    geometry: Polygon | MultiPolygon


@dataclass(frozen=True, slots=True)
class NumberingSettings:
    """One setting for all fabrics; lengths in metres, the reasons in README.md."""

    block_gap_m: float = 0.3  # parcels this close are of one block
    street_gap_m: float = 3.5  # loose ends of streets' centre lines are lengthened by so much
    tolerance_m: float = 0.05  # boundaries this close run together
    min_shared_m: float = 1.0  # less is a corner contact, not a neighbour
    near_m: float = 12.0  # "across the alley": a pair so close is not a jump
    miss_spacings: float = 9.0  # what a missing adjacency costs, in spacings of the block's own parcels
    far_spacings: float = 2.0  # what a pair farther than near_m costs on top
    start_spacings: float = 0.25  # what a start farther to the north-west may cost
    block_jump_m: float = 200.0  # what a step between blocks that are not neighbours costs
    kicks_per_parcel: int = 3  # how many kicks may fail one after the other before the search ends
    slack_spacings: float = 4.0  # how much dearer than the best walk one may be that the search goes on from
    kicks_per_block: int = 2  # the same for the order of blocks
    seed: int = 1925  # of the kicks; a fixed seed makes runs identical

    def __post_init__(self) -> None:
        if not 0 < 3 * self.tolerance_m < self.min_shared_m:
            raise ValueError("tolerance_m must be positive and below a third of min_shared_m")
        if self.block_gap_m < self.tolerance_m:
            raise ValueError("block_gap_m must be at least tolerance_m: neighbours are of one block")
        if min(self.kicks_per_parcel, self.kicks_per_block) < 0:
            raise ValueError("kicks must not be negative")


class InvalidParcelsError(ValueError):
    """Parcels that cannot be numbered; `faults` maps each reason to the keys it concerns."""

    def __init__(self, faults: dict[str, tuple[Key, ...]]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{reason}: {_listed(keys)}" for reason, keys in faults.items()))


def check_parcels(parcels: Sequence[ParcelInput]) -> None:
    """Refuse what has no certain place in a walk: InvalidParcelsError names every key at fault, by reason."""
    faults: dict[str, list[Key]] = {}
    shapes = geometries(parcels)
    for n in np.flatnonzero(~_surely_sound(shapes)).tolist():
        if reason := _fault(shapes[n]):
            faults.setdefault(reason, []).append(parcels[n].key)
    repeated = [key for key, times in Counter(parcel.key for parcel in parcels).items() if times > 1]
    if repeated:
        faults["key given twice"] = repeated
    if faults:
        raise InvalidParcelsError({reason: tuple(keys) for reason, keys in faults.items()})


def geometries(parcels: Sequence[ParcelInput]) -> Geometries:
    """The polygons as an array of shape (n,), in the order given."""
    array = np.empty(len(parcels), dtype=object)
    array[:] = [parcel.geometry for parcel in parcels]
    return array


def _surely_sound(shapes: Geometries) -> NDArray[np.bool_]:
    """Which are surely without a fault, all looked at together, shape (n,)."""
    polygonal = np.isin(shapely.get_type_id(shapes), (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON))
    areas = shapely.area(shapes)
    # A polygon of that area over its outline holds a circle many times as wide as _fault asks for.
    wide = np.isfinite(areas) & (areas > 10 * GRID_M * shapely.length(shapes))
    sound = polygonal & wide
    sound[sound] = shapely.is_valid(shapes[sound])
    return np.asarray(sound, dtype=bool)


def _fault(geometry: BaseGeometry | None) -> str | None:
    if not isinstance(geometry, Polygon | MultiPolygon):
        return "not a polygon"
    if geometry.is_empty:
        return "empty"
    if not np.isfinite(shapely.get_coordinates(geometry)).all():
        return "coordinates not finite"
    if not geometry.is_valid:
        reason: str = shapely.is_valid_reason(geometry)  # such as "Self-intersection[3 4]"
        return f"not valid ({reason.split('[')[0].strip().lower()})"
    # What holds a circle of radius GRID_M keeps an area however its corners are rounded.
    if geometry.buffer(-GRID_M).is_empty:
        return "nowhere wider than 0.2 mm"
    return None


def _listed(keys: tuple[Key, ...], most: int = 10) -> str:
    shown = ", ".join(str(key) for key in keys[:most])
    return shown if len(keys) <= most else f"{shown} and {len(keys) - most} more"
