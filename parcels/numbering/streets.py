"""Streets: parcels that are streets, and the blocks that streets' centre lines cut out of the ground."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, STRtree

from parcels.numbering.blocks import components, group_members
from parcels.numbering.inputs import Geometries, Ints, Key, NumberingSettings, ParcelInput, check_parcels, geometries

#: A polygon is long and winding below this much of a circle's 4 pi area / perimeter^2 ...
STREET_COMPACTNESS = 0.15
#: ... and a street only above this many median parcels; a narrow strip behind a house is none.
STREET_MEDIANS = 6.0
#: Ends closer than this (metres) to another line are joined already.
JOINED_M = 1e-3


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where parcels and streets make different blocks: for a person to decide; the engine follows the parcels.

    `code` is "split_by_streets" (parcels that hang together lie in several faces of the streets),
    "joined_by_streets" (several blocks lie in one face) or "in_no_face" (a parcel that no streets enclose).
    `groups` are the keys concerned, by face for the first, by block for the second, alone for the third.
    """

    code: str
    groups: tuple[tuple[Key, ...], ...]


def street_like(parcels: Geometries) -> NDArray[np.bool_]:
    """Which polygons look like streets that were put into the parcel layer, shape (n,)."""
    areas, lengths = shapely.area(parcels), shapely.length(parcels)
    median = float(np.median(areas)) if len(parcels) else 0.0
    winding = 4 * np.pi * areas < STREET_COMPACTNESS * lengths**2
    return np.asarray(winding & (areas > STREET_MEDIANS * median), dtype=bool)


def reconcile_blocks(
    parcels: Sequence[ParcelInput],
    streets: Sequence[LineString | MultiLineString],
    settings: NumberingSettings,
    blocks: Mapping[Key, int] | None = None,
) -> tuple[Disagreement, ...]:
    """Compare the blocks that parcels make with those that streets make; metres, the same CRS for both.

    `blocks`, where given, says to which block each parcel belongs instead of asking which hang together. Errors:
    InvalidParcelsError. The result does not depend on the order of parcels or streets.
    """
    check_parcels(parcels)
    ordered = sorted(parcels, key=lambda parcel: str(parcel.key))
    shapes, keys = geometries(ordered), [parcel.key for parcel in ordered]
    clusters = components(shapes, settings.block_gap_m)
    if blocks is not None:
        clusters = np.array([blocks[key] for key in keys], dtype=np.int64)
    faces = face_of_each(shapes, street_faces(streets, settings.street_gap_m))
    split = _parted("split_by_streets", clusters, faces, keys)
    joined = _parted("joined_by_streets", np.where(faces < 0, -1, faces), clusters, keys)
    outside = [Disagreement("in_no_face", ((keys[i],),)) for i in np.flatnonzero(faces < 0).tolist()]
    return (*split, *joined, *outside)


def street_faces(streets: Sequence[LineString | MultiLineString], gap_m: float) -> Geometries:
    """Faces between streets' centre lines, loose ends lengthened by `gap_m`, noded and polygonised."""
    lines = shapely.get_parts(np.array(streets, dtype=object))
    lines = lines[shapely.length(lines) > 0]
    if len(lines) == 0:
        return np.empty(0, dtype=object)
    lengthened = np.concatenate([lines, _stubs(lines, gap_m)])
    noded = shapely.get_parts(shapely.union_all(lengthened))
    return np.asarray(shapely.get_parts(shapely.polygonize(noded)), dtype=object)


def face_of_each(parcels: Geometries, faces: Geometries) -> Ints:
    """For each parcel the face that holds most of it, -1 where none holds a part of it, shape (n,)."""
    found = np.full(len(parcels), -1, dtype=np.int64)
    if len(faces) == 0:
        return found
    parcel, face = STRtree(faces).query(parcels, predicate="intersects")
    held = shapely.area(shapely.intersection(parcels[parcel], faces[face]))
    order = np.lexsort((face, held.round(3)))
    order = order[held[order] > 0]
    found[parcel[order]] = face[order]  # the last one written, the largest, stays
    return found


def _stubs(lines: Geometries, gap_m: float) -> Geometries:
    """A straight piece on from every loose end."""
    points, owners = shapely.get_coordinates(lines, return_index=True)
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    last = np.append(first[1:], len(owners)) - 1
    ends = np.concatenate([points[first], points[last]])
    behind = np.concatenate([points[first + 1], points[last - 1]])
    steps = ends - behind
    lengths = np.hypot(*steps.T)
    touching = STRtree(lines).query(shapely.points(ends), predicate="dwithin", distance=JOINED_M)[0]
    loose = (np.bincount(touching, minlength=len(ends)) < 2) & (lengths > 0)
    ahead = ends[loose] + steps[loose] / lengths[loose, None] * gap_m
    return np.asarray(shapely.linestrings(np.stack([ends[loose], ahead], axis=1)), dtype=object)


def _parted(code: str, whole: Ints, parts: Ints, keys: Sequence[Key]) -> list[Disagreement]:
    """One disagreement for each label of `whole` whose members have several labels in `parts`; -1 is no label."""
    found = []
    for members in group_members(whole):
        known = members[(whole[members] >= 0) & (parts[members] >= 0)]
        groups = group_members(parts[known])
        if len(groups) > 1:
            found.append(Disagreement(code, tuple(tuple(keys[i] for i in known[g].tolist()) for g in groups)))
    return found
