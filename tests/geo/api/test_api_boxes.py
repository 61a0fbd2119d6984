"""Boxes and reference systems: the axes in their order, nothing outside the country, the same ground both ways."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.api.boxes import (
    CRS84_URI,
    BoxAxesSwapped,
    BoxElsewhere,
    BoxUnclear,
    CrsUnknown,
    as_geojson,
    offered_crs,
    read_box,
    read_crs,
)
from geo.api.errors import BadParameter
from geo.spatial.crs import LONLAT_SRID, storage_srid
from geo.spatial.shapes import to_geos, to_shapely
from tests.factories.places import ORIGIN, square

CRS84, OWN = offered_crs().values()


def test_a_box_in_degrees_is_the_same_ground_as_postgis_and_gdal_say():
    ground = square(0, 0, 300)
    west, south, east, north = ground.transform(LONLAT_SRID, clone=True).extent
    box = read_box(f"{west:.9f},{south:.9f},{east:.9f},{north:.9f}", CRS84)
    assert box.srid == storage_srid()
    assert to_shapely(box).buffer(0.01).covers(to_shapely(ground))
    assert box.area < 1.1 * ground.area


def test_a_box_in_the_storage_system_is_taken_as_it_is():
    x, y = ORIGIN
    box = read_box(f"{x},{y},{x + 10},{y + 20}", OWN)
    assert box.extent == (x, y, x + 10, y + 20)


def test_digits_of_any_keyboard_make_a_box():
    assert read_box("٤٩٫٩,26,50,27".replace("٫", "."), CRS84).equals(read_box("49.9,26,50,27", CRS84))


def test_a_box_of_the_whole_world_is_cut_to_the_country():
    box = read_box("-180,-90,180,90", CRS84)
    assert shapely.is_valid(to_shapely(box))
    assert all(abs(ordinate) < 5_000_000 for ordinate in box.extent)


@pytest.mark.parametrize(
    "typed",
    ["1,2,3", "1,2,3,4,5", "a,b,c,d", "50,26,49,27", "49,27,50,26", "49,26,49,26", "nan,26,50,27",
     "inf,1,2,3", "1e400,1,2,3", ","],
)  # fmt: skip
def test_what_is_no_box_is_refused(typed):
    with pytest.raises(BoxUnclear):
        read_box(typed, CRS84)


def test_latitude_before_longitude_is_told_and_not_answered_with_nothing():
    with pytest.raises(BoxAxesSwapped):
        read_box("26.5,49.9,26.6,50.1", CRS84)


@pytest.mark.parametrize("typed", ["-10,-20,-9,-19", "2,48,3,49"])
def test_a_box_of_another_country_is_refused(typed):
    with pytest.raises(BoxElsewhere):
        read_box(typed, CRS84)


@pytest.mark.parametrize("typed", ["EPSG:4326", "9359", "http://www.opengis.net/def/crs/EPSG/0/4326", "'; DROP", "<"])
def test_only_the_systems_that_are_offered_are_known(typed):
    with pytest.raises(CrsUnknown):
        read_crs("crs", typed)


@pytest.mark.parametrize("typed", ["", CRS84_URI, f"<{CRS84_URI}>"])
def test_degrees_are_the_default(typed):
    assert read_crs("crs", typed) is not None
    assert read_crs("crs", typed).uri == CRS84_URI


def test_geojson_has_longitude_first_nine_decimals_and_its_outer_ring_anticlockwise():
    ground = square(0, 0, 20)
    told = as_geojson(ground, CRS84)
    (x, y), *_rest = told["coordinates"][0][0]
    peer = ground.transform(LONLAT_SRID, clone=True)
    corners = {(round(a, 9), round(b, 9)) for a, b in peer[0][0].coords}
    assert (x, y) in corners
    assert {tuple(point) for point in told["coordinates"][0][0]} == corners
    assert shapely.LinearRing(told["coordinates"][0][0]).is_ccw


def test_holes_are_clockwise():
    ring = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    moved = to_geos(shapely.MultiPolygon([shapely.transform(ring, lambda p: p + ORIGIN)]))
    outer, hole = as_geojson(moved, OWN)["coordinates"][0]
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(hole).is_ccw


def test_the_storage_system_is_told_in_millimetres():
    told = as_geojson(square(0.1234, 0, 20), OWN)
    assert min(x for x, _y in told["coordinates"][0][0]) == ORIGIN[0] + 0.123


@given(
    st.one_of(st.text(max_size=60), st.lists(st.floats(), min_size=4, max_size=4).map(lambda n: ",".join(map(str, n))))
)
def test_any_text_is_a_box_on_the_ground_or_a_refusal(typed):
    try:
        box = read_box(typed, CRS84)
    except BadParameter:
        return
    assert box is None or (box.valid and box.area > 0)
