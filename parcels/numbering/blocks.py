"""Blocks of an old quarter: parcels that hang together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from parcels.numbering.adjacency import pairs_within
from parcels.numbering.inputs import Geometries, Ints, Key, ParcelInput, check_parcels, geometries
from parcels.numbering.ring import closing


@dataclass(frozen=True, slots=True)
class FoundBlock:
    """Parcels that hang together, and the closed union of their polygons (metres, the CRS of the input)."""

    geometry: Polygon | MultiPolygon
    keys: tuple[Key, ...]


def find_blocks(parcels: Sequence[ParcelInput], gap: float = 0.3) -> tuple[FoundBlock, ...]:
    """Connected components of parcels at most `gap` metres apart, north-west first.

    Keys stand in the order of the input. Raises InvalidParcelsError for geometry that cannot be placed.
    """
    check_parcels(parcels)
    if not parcels:
        return ()
    shapes = geometries(parcels)
    blocks = [
        FoundBlock(block_polygon(shapes[members], gap), tuple(parcels[i].key for i in members.tolist()))
        for members in group_members(components(shapes, gap))
    ]
    return tuple(sorted(blocks, key=lambda block: _north_west_rank(block.geometry)))


def components(parcels: Geometries, gap_m: float) -> Ints:
    """Label of the component of each geometry, shape (n,): union-find over pairs at most `gap_m` apart.

    A parcel of several parts ties the blocks of its parts together.
    """
    root = list(range(len(parcels)))
    for a, b in zip(*(side.tolist() for side in pairs_within(parcels, gap_m)), strict=True):
        _join(root, a, b)
    return np.array([_find(root, i) for i in range(len(parcels))], dtype=np.int64)


def group_members(labels: Ints) -> list[Ints]:
    """Indices of the members of each label, in the order in which labels first appear."""
    groups: dict[int, list[int]] = {}
    for i, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(i)
    return [np.array(members, dtype=np.int64) for members in groups.values()]


def block_polygon(parcels: Geometries, gap_m: float) -> Polygon | MultiPolygon:
    """Union of parcels with the gaps between them closed; courtyards remain holes, every parcel is inside."""
    whole = shapely.union_all(parcels)
    closed = shapely.union_all([whole, closing(whole, gap_m)])
    assert isinstance(closed, Polygon | MultiPolygon)  # a union of polygons is polygonal
    return closed


def _north_west_rank(geometry: Polygon | MultiPolygon) -> tuple[float, float]:
    centre = geometry.centroid
    return round(centre.x - centre.y, 3), round(centre.x, 3)


def _find(root: list[int], i: int) -> int:
    while root[i] != i:
        root[i] = root[root[i]]
        i = root[i]
    return i


def _join(root: list[int], a: int, b: int) -> None:
    a, b = _find(root, a), _find(root, b)
    if a != b:
        root[max(a, b)] = min(a, b)
