"""Corners near standing ones take their places; what stands exactly, and details of an outline, stay."""

import numpy as np
import pytest
import shapely

from permits.subdivisions.checkout.snapping import snap

STANDING = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]


def moved(shape, standing=STANDING, within_m=0.05):
    (found,) = snap([shape], standing, within_m=within_m)
    return found


def test_a_corner_within_the_tolerance_takes_the_place_and_one_beyond_it_stays():
    found = moved(shapely.Polygon([(0.03, 0.04), (10.06, 0), (10, 10), (0, 10)]))
    assert found.moved == ((0.03, 0.04, pytest.approx(0.05)),)
    assert set(found.shape.exterior.coords) == {(0, 0), (10.06, 0), (10, 10), (0, 10)}


def test_a_millimetre_is_one_place_however_it_was_rounded():
    east = 419_234.567
    standing = [(np.rint(east / 0.001) * 0.001, 0.0), (east + 10, 0.0), (east, 10.0)]
    found = moved(
        shapely.Polygon([(np.nextafter(east, 0), 0), (east + 10, 0), (np.nextafter(east, 1e9), 10)]), standing
    )
    assert found.moved == ()
    assert set(found.shape.exterior.coords) == set(standing)


def test_of_two_corners_near_one_place_the_nearer_takes_it_and_no_detail_is_lost():
    found = moved(shapely.Polygon([(0.01, 0), (0, 0.03), (0, 10), (10, 10), (10, 0)]))
    assert [far for _x, _y, far in found.moved] == [0.01]
    assert len(found.shape.exterior.coords) == 6


def test_a_chamfer_beside_a_standing_corner_stays():
    shape = shapely.Polygon([(0, 0), (9.97, 0), (10, 0.03), (10, 10), (0, 10)])
    found = moved(shape, [*STANDING, (9.97, 0.0), (10.0, 0.03)])
    assert found.shape.equals(shape)


def test_corners_of_two_outlines_where_nothing_stands_take_one_place():
    left = shapely.Polygon([(0, 0), (5, 0), (5, 10), (0, 10)])
    right = shapely.Polygon([(5.02, 0.01), (10, 0), (10, 10), (4.99, 10)])
    found = snap([left, right], STANDING, within_m=0.05)
    assert found[0].moved == ()
    assert {(5, 0), (5, 10)} < set(found[1].shape.exterior.coords)


def test_an_outline_that_would_not_be_sound_stays_as_it_was_drawn():
    shape = shapely.Polygon([(0.04, 0), (5, 0.04), (10, 0), (5, 0.05)])
    assert moved(shape, [(5.0, 0.0)], within_m=0.06).shape.is_valid
