"""Outlines by themselves and in what holds them: slivers, corners off the grid, land beyond block, plan and body."""

from collections.abc import Iterator, Mapping

import numpy as np
import shapely

from parcels.quality.enums import FindingKind
from parcels.quality.land import Found, Indices, Land, Shapes

GRID_M = 0.001


def slivers(land: Land, width: float, compactness: float) -> Iterator[Found]:
    """Yield own parcels that are nowhere `width` metres wide, or strips by their compactness, with their width in m."""
    own = np.flatnonzero(land.own)
    area, perimeter = shapely.area(land.shapes[own]), shapely.length(land.shapes[own])
    strip = 4 * np.pi * area < compactness * perimeter**2
    # The largest circle in a surface without holes has a radius of at least area by perimeter (Bonnesen).
    holed = shapely.get_num_coordinates(land.shapes[own]) > _outer_coordinates(land.shapes[own])
    doubtful = strip | holed | (area < perimeter * width / 2)
    for place in own[doubtful]:
        across = width_of(land.shapes[place])
        if across < width or strip[np.searchsorted(own, place)]:
            whole = shapely.to_wkb(land.shapes[place])
            yield Found(kind=FindingKind.SLIVER, parcels=(land.ids[place],), geom=whole, size=across)


def _outer_coordinates(shapes: Shapes) -> Indices:
    """Return how many coordinates the outer rings of each surface have."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    outer: Indices = np.bincount(
        of, weights=shapely.get_num_coordinates(shapely.get_exterior_ring(parts)), minlength=len(shapes)
    ).astype(np.intp)
    return outer


def width_of(shape: shapely.Geometry) -> float:
    """Return the diameter of the largest circle in a surface, metres, to a tenth of a millimetre."""
    return 2 * float(shapely.length(shapely.maximum_inscribed_circle(shape, tolerance=0.0001)))


def off_grid(land: Land) -> Iterator[Found]:
    """Yield own parcels with a corner that is not the double which PostGIS makes of its millimetre, and how far off."""
    own = np.flatnonzero(land.own)
    corners, of = shapely.get_coordinates(land.shapes[own], return_index=True)
    away = np.abs(corners - np.rint(corners / GRID_M) * GRID_M).max(axis=1)
    for place in np.unique(of[away > 0]):
        loose = (of == place) & (away > 0)
        yield Found(
            kind=FindingKind.OFF_GRID,
            parcels=(land.ids[own[place]],),
            geom=shapely.to_wkb(shapely.multipoints(np.unique(corners[loose], axis=0))),
            size=float(away[loose].max()),
        )


def beyond_blocks(land: Land, blocks: Mapping[int, shapely.Geometry], excess: float) -> Iterator[Found]:
    """Yield own parcels that reach more than `excess` metres out of their block."""
    own = np.flatnonzero(land.own & (land.blocks != 0))
    keys, which = np.unique(land.blocks[own], return_inverse=True)
    frames = np.array([blocks[int(key)] for key in keys], dtype=object)
    return _beyond(land, own, frames[which] if len(keys) else frames, excess, FindingKind.OUTSIDE_BLOCK)


def beyond_territory(land: Land, territory: shapely.Geometry, excess: float) -> Iterator[Found]:
    """Yield own parcels that reach more than `excess` metres out of their body's territory."""
    own = np.flatnonzero(land.own)
    frames = np.array([territory], dtype=object).repeat(len(own))
    return _beyond(land, own, frames, excess, FindingKind.OUTSIDE_TERRITORY)


def _beyond(land: Land, places: Indices, frames: Shapes, excess: float, kind: FindingKind) -> Iterator[Found]:
    for place in np.flatnonzero(reach_out(land.shapes[places], frames, excess)):
        outside = shapely.difference(land.shapes[places[place]], frames[place])
        yield Found(
            kind=kind,
            parcels=(land.ids[places[place]],),
            geom=shapely.to_wkb(outside),
            size=float(shapely.area(outside)),
        )


def reach_out(shapes: Shapes, frames: Shapes, excess: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say of each surface whether it has a place more than `excess` metres outside its frame."""
    if not len(shapes):
        return np.zeros(0, dtype=bool)
    known: dict[int, int] = {}
    which = np.array([known.setdefault(id(frame), len(known)) for frame in frames])
    firsts = np.unique(which, return_index=True)[1]
    wide = shapely.buffer(frames[firsts], excess)
    shapely.prepare(wide)
    outside: np.ndarray[tuple[int], np.dtype[np.bool_]] = ~shapely.covers(wide[which], shapes)
    return outside
