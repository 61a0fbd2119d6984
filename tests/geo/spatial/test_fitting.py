"""Fits give back what made the points, say how far each is off, and refuse points that determine nothing."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyogrio import raw

from geo.spatial.fitting import DETERMINED_BY, FitImpossible, Method, fit

KASTORIA = Path(__file__).resolve().parents[3] / "data/demo/source/kastoria_1925.gpkg"
each_method = pytest.mark.parametrize("method", list(Method))
SCAN = np.array([(120.5, -80.0), (4900.0, -95.5), (4850.25, -3310.0), (140.0, -3350.5), (2500.0, -1700.0),
                 (700.0, -2600.0), (3900.0, -900.0), (1500.0, -600.0)])  # fmt: skip


def turned(points: np.ndarray, scale: float = 0.25, angle: float = 0.3) -> np.ndarray:
    """Points of a scan on the ground: turned, scaled and moved to where UTM coordinates are."""
    a, b = scale * np.cos(angle), scale * np.sin(angle)
    return points @ np.array([[a, b], [-b, a]]) + (400_000.0, 2_937_000.0)


@each_method
def test_what_a_similarity_made_every_method_finds(method: Method):
    found = fit(SCAN, turned(SCAN), method)
    assert found.rmse_m < 1e-6
    elsewhere = np.array([[2222.0, -1111.0], [10.0, -3000.0]])
    assert found.apply(elsewhere) == pytest.approx(turned(elsewhere), abs=1e-5)
    assert found.invert(turned(elsewhere)) == pytest.approx(elsewhere, abs=1e-4)


def test_a_bend_is_found_by_the_polynomial_only_and_can_be_gone_back():
    bent = turned(SCAN) + 1e-6 * np.column_stack([SCAN[:, 0] ** 2, SCAN[:, 0] * SCAN[:, 1]])
    assert fit(SCAN, bent, "polynomial2").rmse_m < 1e-6
    assert fit(SCAN, bent, "affine").rmse_m > 0.5
    found = fit(SCAN, bent, "polynomial2")
    assert found.invert(found.apply(SCAN)) == pytest.approx(SCAN, abs=1e-4)


def test_where_a_polynomial_has_no_way_back_nothing_is_made_up():
    folded = np.column_stack([SCAN[:, 0] ** 2, SCAN[:, 1]])
    found = fit(SCAN, folded, "polynomial2")
    assert np.isnan(found.invert(np.array([[-1e7, -1000.0]]))).all()


@given(st.integers(0, 7), st.floats(-50, 50), st.sampled_from(list(Method)))
def test_what_a_point_is_off_without_itself_is_what_a_fit_without_it_says(at: int, slip: float, method: Method):
    target = turned(SCAN)
    target[at, 0] += slip
    found = fit(SCAN, target, method)
    others = np.arange(len(SCAN)) != at
    alone = fit(SCAN[others], target[others], method)
    off = np.hypot(*(target[at] - alone.apply(SCAN[at : at + 1])[0]))
    assert found.leave_one_out[at] == pytest.approx(off, abs=1e-5)


@pytest.mark.parametrize(("method", "count"), [("similarity", 4), ("affine", 5), ("polynomial2", 8)])
def test_the_worst_point_is_the_mistyped_one_wherever_it_lies(method: str, count: int):
    for wrong in range(count):
        target = turned(SCAN)
        target[wrong] += (4.0, -3.0)
        found = fit(SCAN[:count], target[:count], method)
        assert found.worst == wrong
        assert found.explained[wrong] == pytest.approx(1.0)


def test_the_point_farthest_from_the_others_may_be_a_good_one():
    # Points of a real page, the fourth six metres off: the far third corner is contradicted most, being far.
    corners = np.array([(437.5, -1963.9), (2845.5, -3850.7), (312.8, -4051.0), (2000.8, -1819.2), (1470.4, -2214.2)])
    target = turned(corners)
    target[3, 0] += 6.0
    found = fit(corners, target, "affine")
    assert int(np.argmax(found.leave_one_out)) != 3
    assert found.worst == 3


@each_method
def test_points_that_determine_a_fit_leave_nothing_to_judge_it_by(method: Method):
    count = DETERMINED_BY[method]
    found = fit(SCAN[:count], turned(SCAN[:count]), method)
    assert found.rmse_m < 1e-6
    assert np.isnan(found.leave_one_out).any()
    with pytest.raises(FitImpossible) as error:
        fit(SCAN[: count - 1], turned(SCAN[: count - 1]), method)
    assert error.value.reason == "too_few"


def test_points_on_a_line_determine_no_affine_fit_but_a_similarity():
    line = np.column_stack([np.linspace(0, 4000, 6), np.linspace(0, -3000, 6)])
    with pytest.raises(FitImpossible) as error:
        fit(line, turned(line), "affine")
    assert error.value.reason == "on_a_line"
    assert fit(line, turned(line), "similarity").rmse_m < 1e-6
    with pytest.raises(FitImpossible):
        fit(np.zeros((4, 2)), turned(SCAN[:4]), "similarity")


@pytest.mark.parametrize("wrong", [np.zeros((4, 3)), np.zeros(8), np.full((4, 2), np.nan)])
def test_what_is_no_list_of_points_is_refused(wrong: np.ndarray):
    with pytest.raises(ValueError, match=r"two arrays|not a number"):
        fit(wrong, wrong, "affine")


@pytest.fixture(scope="module")
def kastoria() -> tuple[np.ndarray, np.ndarray]:
    """The 1,106 points known on the cadastral map of 1925 and on the modern cadastre, EPSG:2100, metres."""
    meta, _fids, _shapes, columns = raw.read(KASTORIA, layer="control_points", read_geometry=False)
    of = dict(zip(meta["fields"], columns, strict=True))
    return np.column_stack([of["source_x"], of["source_y"]]), np.column_stack([of["target_x"], of["target_y"]])


#: Metres, as this program and, for the affine fit, numpy's own least squares find them.
REAL = {"similarity": 0.4361, "affine": 0.4360, "polynomial2": 0.4331}


@pytest.mark.parametrize("method", REAL)
def test_a_map_of_1925_lies_as_far_off_as_it_does(kastoria, method: str):
    source, target = kastoria
    found = fit(source, target, method)
    assert len(source) == 1106
    assert found.rmse_m == pytest.approx(REAL[method], abs=0.001)
    assert found.rmse_m <= found.leave_one_out_rmse_m < found.rmse_m * 1.02


def test_the_affine_fit_is_the_one_of_plain_least_squares(kastoria):
    source, target = kastoria
    about = np.column_stack([np.ones(len(source)), source - source.mean(axis=0)])
    plain, *_rest = np.linalg.lstsq(about, target - target.mean(axis=0), rcond=None)
    off = target - target.mean(axis=0) - about @ plain
    assert fit(source, target, "affine").residuals == pytest.approx(off, abs=1e-6)
