"""Which reference system a file is in: from what it says, where it would lie, and how it fits the land beside.

Pure: nothing is stored, and nothing is decided. A proposal carries the reasons that a person confirms it by.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Proj, Transformer

from geo.exchange.errors import NoOperation, UnknownCrs
from geo.exchange.operations import Operation, find_operation

Array = NDArray[Any]
#: Points of a file that are tried, and of the land beside it.
TRIED, BESIDE = 2_000, 200_000
#: Systems in which land of the country is kept: KSA-GRF17 and its zones, WGS 84 and its zones, Ain el Abd and its
#: zones (EPSG register), degrees of each (those of WGS 84 first: receivers give them), and web maps.
SYSTEMS = (
    9356, 9357, 9358, 9359, 9360, 32636, 32637, 32638, 32639, 32640, 4326, 9333, 20436, 20437, 20438, 20439, 20440,
    4204, 3857,
)  # fmt: skip
#: Metres within which points of neighbours are the same mark, and from which a datum is in doubt.
SAME_M, DOUBT_M = 0.5, 20.0
#: Share of a file's points, and the least number, that meet marks of the land beside where it lies beside at all.
_MEETING, _LEAST = 0.02, 4
#: How much less a system is expected of land where it is not meant to be used.
_ELSEWHERE = 0.25


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to read the coordinates: `confidence` from 0 to 1 among all that were tried.

    `inside`: share of the file's points that would lie in the territory. `fit_m`: distance, in metres, within which
    the nearest few of them (2 %, at least four) meet marks of the land beside; None where there is none beside.
    """

    epsg: int
    name: str
    swapped: bool
    inside: float
    fit_m: float | None
    declared: bool
    confidence: float = 0.0
    reasons: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known where the file should lie: the storage CRS, its territory, and marks of the land there, (n, 2)."""

    srid: int
    territory: shapely.Geometry
    marks: Array


def proposals(points: Array, ground: Ground, declared: int | None, systems: Iterable[int] = SYSTEMS) -> list[Proposal]:
    """Return what the coordinates, shape (n, 2), may be, the likeliest first; empty where nothing fits.

    `declared` is the EPSG code that the file names.
    """
    sample = _sample(points, TRIED)
    tree = shapely.STRtree(shapely.points(_sample(ground.marks, BESIDE))) if len(ground.marks) else None
    shapely.prepare(ground.territory)
    tried = dict.fromkeys([*([declared] if declared else []), ground.srid, *systems])
    found = []
    for epsg in tried:
        for swapped in (False, True):
            tested = _tested(sample, ground, tree, epsg, swapped)
            if tested is not None:
                inside, fit, name = tested
                found.append(Proposal(epsg, name, swapped, inside, fit, epsg == declared and not swapped))
    return _weighed(found, {each.epsg for each in found if _meant_for(each.epsg, ground)})


def _meant_for(epsg: int, ground: Ground) -> bool:
    """Say whether the middle of the ground lies where a system is meant to be used, as the EPSG register has it."""
    area, plane = CRS.from_epsg(epsg).area_of_use, CRS.from_epsg(ground.srid)
    middle = ground.territory.centroid
    if area is None or plane.geodetic_crs is None:
        return True
    lon, lat = Transformer.from_crs(plane, plane.geodetic_crs, always_xy=True).transform(middle.x, middle.y)
    return bool(area.west <= lon <= area.east and area.south <= lat <= area.north)


def in_doubt(chosen: Proposal, others: Sequence[Proposal]) -> Proposal | None:
    """Return the proposal that contradicts the chosen one: it meets the marks beside, the chosen one does not."""
    if chosen.fit_m is None or chosen.fit_m < DOUBT_M:
        return None
    better = [
        each for each in others if each.fit_m is not None and each.fit_m <= SAME_M and each.inside >= chosen.inside
    ]
    return min(better, key=lambda each: each.fit_m or 0.0, default=None)


def _sample(points: Array, most: int) -> Array:
    return points if len(points) <= most else points[np.linspace(0, len(points) - 1, most).astype(int)]


def _tested(
    points: Array, ground: Ground, tree: shapely.STRtree | None, epsg: int, swapped: bool
) -> tuple[float, float | None, str] | None:
    """Return the share inside, the fit and the system's name; None where nothing lies in the territory."""
    try:
        operation = find_operation(epsg, ground.srid)
        name = CRS.from_epsg(epsg).name
    except (NoOperation, UnknownCrs):
        return None
    moved = _moved(points[:, ::-1] if swapped else points, operation)
    here = np.isfinite(moved).all(axis=1)
    moved = moved[here]
    inside = shapely.intersects_xy(ground.territory, moved) if len(moved) else np.zeros(0, dtype=bool)
    if not inside.any():
        return None
    return float(inside.sum() / len(points)), _fit(moved[inside], tree), name


def _moved(points: Array, operation: Operation | None) -> Array:
    if operation is None:
        return points
    return np.column_stack(operation.transformer.transform(points[:, 0], points[:, 1], errcheck=False))


def _fit(points: Array, tree: shapely.STRtree | None) -> float | None:
    if tree is None:
        return None
    _pairs, distances = tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)
    at = min(max(_LEAST, int(_MEETING * len(distances))), len(distances)) - 1
    return round(float(np.partition(distances, at)[at]), 3)


def _weighed(found: list[Proposal], meant: Set[int]) -> list[Proposal]:
    """Return the proposals with confidence and reasons, the likeliest first."""
    best = min((each.fit_m for each in found if each.fit_m is not None), default=None)
    weights = [_weight(each, best) * (1.0 if each.epsg in meant else _ELSEWHERE) for each in found]
    total = sum(weights) or 1.0
    weighed = [
        Proposal(e.epsg, e.name, e.swapped, e.inside, e.fit_m, e.declared, round(w / total, 3), _reasons(e))
        for e, w in zip(found, weights, strict=True)
    ]
    return sorted(weighed, key=lambda each: (-each.confidence, each.swapped, not each.declared))


def _weight(each: Proposal, best: float | None) -> float:
    """Return how much speaks for a proposal: inside, named by the file, in the order that files have, and its fit.

    A file tells the truth more often than not; axes are swapped in few. Where land lies beside and one proposal meets
    its marks, that outweighs what the file says.
    """
    weight = each.inside**2 * (6.0 if each.declared else 1.0) * (0.25 if each.swapped else 1.0)
    if each.fit_m is not None and best is not None and best <= SAME_M:
        weight *= 1.0 / (0.05 + each.fit_m)
    return weight


def _reasons(each: Proposal) -> tuple[str, ...]:
    told = ["declared" if each.declared else "not_declared", "inside" if each.inside > 0.99 else "partly_inside"]
    if each.swapped:
        told.append("axes_swapped")
    if each.fit_m is not None:
        told.append("meets_marks" if each.fit_m <= SAME_M else "near_marks" if each.fit_m < DOUBT_M else "off_marks")
    return tuple(told)


@dataclass(frozen=True, slots=True)
class AreasAre:
    """Whether stated areas are of the grid or of the ground: "grid", "ground", or "unknown"."""

    meant: str
    ratio: float | None
    expected_ground: float


def areas_are(stated: Array, grid: Array, at: tuple[float, float], srid: int) -> AreasAre:
    """Say of which plane stated areas are, against areas on the grid, both in square metres, shape (n,).

    At a point (storage CRS) one metre on the ground is k metres on the grid, so an area on the ground is the grid's by
    k² (Snyder, Map Projections, USGS PP 1395, p. 57). The median tells, if it is known well enough to tell them apart.
    """
    plane = Proj(CRS.from_epsg(srid))
    factor = float(plane.get_factors(*plane(*at, inverse=True)).areal_scale)
    expected = 1.0 / factor
    usable = (stated > 0) & (grid > 0)
    ratios = stated[usable] / grid[usable]
    if len(ratios) < 5:
        return AreasAre("unknown", None, expected)
    middle = float(np.median(ratios))
    spread = 1.4826 * float(np.median(np.abs(ratios - middle))) / np.sqrt(len(ratios))
    gap = abs(expected - 1.0)
    if gap < 1e-5 or spread > gap / 4 or min(abs(middle - 1.0), abs(middle - expected)) > gap / 4:
        return AreasAre("unknown", middle, expected)
    return AreasAre("grid" if abs(middle - 1.0) < abs(middle - expected) else "ground", middle, expected)
