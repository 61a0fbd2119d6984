"""Coordinates typed in the search box: degrees as people copy them, metres as surveyors write them, in any digits."""

import pytest
from pyproj import Transformer

from geo.search.coordinates import HALF_WINDOW, find_coordinates, parse_pair, to_lonlat
from geo.spatial.crs import storage_srid

#: An independent answer: pyproj's, from the storage CRS to longitude and latitude of its own datum.
METRES = (400_000.0, 2_937_000.0)


@pytest.mark.parametrize(
    ("typed", "pair"),
    [
        ("26.55, 50.0", (26.55, 50.0)),
        ("26.55 50.0", (26.55, 50.0)),
        ("  26.55،50.0  ", (26.55, 50.0)),
        ("26.55؛ 50.0", (26.55, 50.0)),
        ("26.55;50.0", (26.55, 50.0)),
        ("٢٦٫٥٥، ٥٠٫٠", (26.55, 50.0)),
        ("٢٦.٥٥ ٥٠.٠", (26.55, 50.0)),
        ("۲۶٫۵۵، ۵۰٫۰", (26.55, 50.0)),
        ("-26.55, -50.0", (-26.55, -50.0)),
        ("400000 2937000", (400_000.0, 2_937_000.0)),
        ("٤٠٠٠٠٠٫٥، ٢٩٣٧٠٠٠", (400_000.5, 2_937_000.0)),
    ],
)
def test_two_numbers_are_a_pair(typed, pair):
    assert parse_pair(typed) == pair


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "26.55",
        "5 12",
        "٥ ١٢",
        "1 2 3",
        "713/3",
        "a, b",
        "26.55, 50.0 x",
        "26..5 50",
        "26.55,,50",
        "nan nan",
        "1e5 2",
    ],
)
def test_what_is_no_place_is_left_to_the_other_sources(typed):
    assert parse_pair(typed) is None
    assert find_coordinates(typed, 5) == []


def test_degrees_come_latitude_first():
    assert to_lonlat(26.55, 50.0) == (50.0, 26.55)


@pytest.mark.django_db
def test_metres_come_easting_first_in_the_storage_crs():
    lon, lat = to_lonlat(*METRES)
    there = Transformer.from_crs(storage_srid(), 9333, always_xy=True).transform(*METRES)
    # The two datums lie 0.3 m apart in 2026; a wrong zone or a swapped axis would be kilometres.
    assert (lon, lat) == pytest.approx(there, abs=1e-5)
    assert 49 < lon < 51 < 52
    assert 26 < lat < 27


@pytest.mark.parametrize(
    "pair", [(95.0, 50.0), (26.0, 181.0), (99_999.0, 2_937_000.0), (900_001.0, 1.0), (400_000.0, -1.0)]
)
def test_numbers_outside_both_ranges_are_no_place(pair):
    assert to_lonlat(*pair) is None


@pytest.mark.parametrize("typed", ["26.55, 50.0", "٢٦٫٥٥، ٥٠٫٠", "۲۶٫۵۵ ۵۰٫۰"])
def test_a_typed_point_is_one_hit_that_opens_the_map_there(typed):
    (hit,) = find_coordinates(typed, 5)
    assert hit.kind == "point"
    assert hit.title == "26.550000, 50.000000"
    assert hit.url == "/#map=18/26.550000/50.000000"
    assert hit.bbox == pytest.approx(
        (50 - HALF_WINDOW, 26.55 - HALF_WINDOW, 50 + HALF_WINDOW, 26.55 + HALF_WINDOW), abs=1e-12
    )
