"""Parcels against each other: land that two of them hold, and narrow land that none holds."""

from collections.abc import Iterator

import numpy as np
import shapely

from parcels.quality.enums import FindingKind
from parcels.quality.land import Found, Indices, Land, Mask, Shapes, has_inside


def overlaps(land: Land) -> Iterator[Found]:
    """Yield the pairs that hold land in common, as refuse_overlaps_v1 counts it, with that land and its area in m².

    A pair of the body is yielded by the part that owns the lower id; a pair across a border by each of the two bodies.
    """
    left, right = _pairs(land)
    meets = shapely.relate_pattern(land.shapes[left], land.shapes[right], "T********")
    left, right = left[meets], right[meets]
    common = shapely.intersection(land.shapes[left], land.shapes[right])
    same = shapely.equals(land.shapes[left], land.shapes[right])
    for place in np.flatnonzero(has_inside(common)):
        yield Found(
            kind=FindingKind.DUPLICATE if same[place] else FindingKind.OVERLAP,
            parcels=land.names(left[place], right[place]),
            geom=shapely.to_wkb(common[place]),
            size=float(shapely.area(common[place])),
        )


def _pairs(land: Land) -> tuple[Indices, Indices]:
    """Return the pairs to look at: boxes meet, one has an edge that its neighbours do not match, and they are ours.

    GEOS marks in each parcel the edges that its neighbours do not match. Where two parcels overlap one of them has such
    an edge, however they overlap; a clean coverage has none, and nothing is compared.
    """
    suspects = np.flatnonzero(_mismatched(land.shapes))
    found, others = land.tree.query(land.shapes[suspects])
    these = suspects[found]
    apart = these != others
    these, others = these[apart], others[apart]
    swap = land.rank[these] > land.rank[others]
    left, right = np.where(swap, others, these), np.where(swap, these, others)
    pairs = np.unique(np.stack([left, right]), axis=1)
    teller = np.where(land.mine[pairs[0]], pairs[0], pairs[1])
    ours = pairs[:, land.own[teller]]
    return ours[0], ours[1]


def _mismatched(shapes: Shapes) -> Mask:
    """Say of each parcel whether it has an edge that no neighbour matches."""
    if shapely.coverage_is_valid(shapes):
        return np.zeros(len(shapes), dtype=bool)
    mismatched: Mask = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    return mismatched


def gaps(land: Land, width: float) -> Iterator[Found]:
    """Yield the places between the parcels of a block that are narrower than `width`, metres, and that nobody holds.

    Enclosed voids, slits and sharp wedges: what a morphological closing of the block's parcels fills.
    """
    for block in np.unique(land.blocks[land.own & (land.blocks != 0)]):
        members = land.shapes[land.own & (land.blocks == block)]
        for void in _voids(members, width):
            free = _unheld(land, void)
            yield from (_gap(land, int(block), part) for part in free)


def _voids(members: Shapes, width: float) -> Shapes:
    whole = shapely.union_all(members)
    grown = shapely.buffer(whole, width / 2, join_style="mitre")
    closed = shapely.buffer(grown, -width / 2, join_style="mitre")
    return _surfaces(shapely.difference(closed, whole))


def _unheld(land: Land, void: shapely.Geometry) -> Shapes:
    """Return what remains of a void without the parcels of other blocks."""
    holders = land.shapes[land.tree.query(void, predicate="intersects")]
    return _surfaces(shapely.difference(void, shapely.union_all(holders)))


def _surfaces(shape: shapely.Geometry) -> Shapes:
    """Return the parts that are wider than snapping makes them."""
    parts = shapely.get_parts(shape)
    return parts[has_inside(parts)]


def _gap(land: Land, block: int, void: shapely.Geometry) -> Found:
    """Return the finding of a void; its lowest corner tells it from others between the same parcels."""
    around = land.tree.query(void, predicate="dwithin", distance=2 * 0.001)
    x, y = min(map(tuple, np.rint(shapely.get_coordinates(void) * 1000).astype(int).tolist()))
    return Found(
        kind=FindingKind.GAP,
        parcels=land.names(*around),
        block=block,
        geom=shapely.to_wkb(void),
        size=float(shapely.area(void)),
        mark=f"{x},{y}",
    )
