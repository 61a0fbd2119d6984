"""The system of a file is proposed from where it would lie and how it fits the land beside; a person decides."""

import numpy as np
import pytest
import shapely
from pyproj import CRS, Transformer

from geo.exchange.detective import Ground, areas_are, in_doubt, proposals

STORAGE, DEGREES, WGS_38, WGS_39, AIN_EL_ABD = 9359, 4326, 32638, 32639, 20439
WEST, SOUTH = 400_000.0, 2_937_000.0
TERRITORY = shapely.box(WEST, SOUTH, WEST + 2_000, SOUTH + 2_000)


def corners(columns: range, rows: range) -> np.ndarray:
    """Return the corners of squares of 20 m, storage CRS."""
    return np.array([(WEST + 20 * i, SOUTH + 20 * j) for i in columns for j in rows], dtype=float)


#: The register holds the western part; the file continues it to the east, along one line of common marks.
BESIDE, FILE = corners(range(10, 31), range(10, 41)), corners(range(30, 51), range(10, 41))
GROUND = Ground(STORAGE, TERRITORY, BESIDE)
ALONE = Ground(STORAGE, TERRITORY, np.zeros((0, 2)))


def written(epsg: int, points: np.ndarray = FILE, swapped: bool = False) -> np.ndarray:
    """Return points of the storage CRS as a file in another system has them."""
    move = Transformer.from_crs(STORAGE, epsg, always_xy=True)
    moved = np.column_stack(move.transform(points[:, 0], points[:, 1])) if epsg != STORAGE else points
    return moved[:, ::-1] if swapped else moved


def test_a_file_that_says_what_it_is_and_fits_is_believed():
    best, *_others = proposals(written(STORAGE), GROUND, STORAGE)
    assert (best.epsg, best.swapped, best.inside, best.fit_m) == (STORAGE, False, 1.0, 0.0)
    assert best.reasons == ("declared", "inside", "meets_marks")
    assert best.confidence > 0.5


def test_ain_el_abd_said_to_be_wgs84_is_found_by_its_neighbours():
    found = proposals(written(AIN_EL_ABD), GROUND, WGS_39)
    chosen = next(each for each in found if each.epsg == WGS_39 and not each.swapped)
    assert chosen.fit_m is None or chosen.fit_m > 5
    assert found[0].epsg == AIN_EL_ABD
    assert found[0].fit_m < 0.1


def test_a_datum_is_in_doubt_only_where_another_meets_the_marks():
    off = next(each for each in proposals(written(AIN_EL_ABD), GROUND, WGS_39) if each.declared)
    met = next(each for each in proposals(written(AIN_EL_ABD), GROUND, WGS_39) if each.epsg == AIN_EL_ABD)
    far = type(off)(off.epsg, off.name, False, 1.0, 120.0, True)
    assert in_doubt(far, [met]) == met
    assert in_doubt(met, [off]) is None
    assert in_doubt(far, [off]) is None


@pytest.mark.parametrize("zone", [WGS_38, 32637, 9358])
def test_a_zone_beside_the_right_one_is_found(zone: int):
    found = proposals(written(zone), GROUND, WGS_39)
    assert found[0].epsg in (zone, *({9358, WGS_38} if zone in (9358, WGS_38) else {9357, 32637}))
    assert not any(each.declared and each.inside > 0 for each in found)


@pytest.mark.parametrize("epsg", [STORAGE, DEGREES])
def test_swapped_axes_are_found(epsg: int):
    best = proposals(written(epsg, swapped=True), GROUND, epsg)[0]
    assert best.swapped
    assert "axes_swapped" in best.reasons
    assert CRS.from_epsg(best.epsg).is_geographic == (epsg == DEGREES)


def test_degrees_and_metres_are_told_apart():
    assert CRS.from_epsg(proposals(written(DEGREES), ALONE, None)[0].epsg).is_geographic
    assert CRS.from_epsg(proposals(written(STORAGE), ALONE, None)[0].epsg).is_projected


def test_without_neighbours_no_datum_is_sure():
    best = proposals(written(AIN_EL_ABD), ALONE, None)[0]
    assert best.fit_m is None
    assert best.confidence < 0.5


def test_what_lies_nowhere_near_gives_no_proposal():
    assert proposals(np.array([[12.0, 1e9], [13.0, 1e9]]), GROUND, STORAGE) == []


def test_areas_of_the_grid_and_of_the_ground_are_told_apart_or_are_unknown():
    grid = np.random.default_rng(7).uniform(300, 900, 200)
    at = (WEST, SOUTH)
    expected = areas_are(grid, grid, at, STORAGE).expected_ground
    assert abs(expected - 1) > 1e-4
    assert areas_are(np.round(grid, 2), grid, at, STORAGE).meant == "grid"
    assert areas_are(np.round(grid * expected, 2), grid, at, STORAGE).meant == "ground"
    assert areas_are(grid * 1.05, grid, at, STORAGE).meant == "unknown"
    assert areas_are(grid[:3], grid[:3], at, STORAGE).meant == "unknown"
