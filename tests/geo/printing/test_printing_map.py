"""Maps to scale: the scale chosen, exact millimetres, corners, and where the words stand."""

import math
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate

from geo.printing.errors import MapDoesNotFit
from geo.printing.maps import MapFeature, Symbol, draw_map, sides_of
from geo.printing.maps.names import on_paper
from geo.printing.maps.sheet import (
    MARGIN_SIDE,
    MARGIN_TOP,
    SCALES,
    Sheet,
    choose_scale,
    fit_sheet,
    round_down,
    round_up,
)
from geo.printing.maps.sides import Facing
from geo.printing.maps.svg import scale_bar
from tests.geo.printing import sample

SVG = "{http://www.w3.org/2000/svg}"
EAST, NORTH = 400_000.0, 2_937_000.0


def land(width, height=None, symbol=Symbol.SUBJECT, **options):
    """Return a rectangular feature in focus, metres."""
    shape = box(EAST, NORTH, EAST + width, NORTH + (height or width))
    return MapFeature(geometry=shape, symbol=symbol, **{"focus": True, **options})


def drawn_points(svg):
    """Return the first absolute path of the ground as points in millimetres."""
    ground = ElementTree.fromstring(svg).find(f"{SVG}g/{SVG}path")
    return [tuple(map(float, pair.split())) for pair in re.findall(r"-?[\d.]+ -?[\d.]+", ground.get("d"))]


@pytest.mark.parametrize("metres", [5, 10, 25, 60, 140, 330, 700, 2000])
def test_one_metre_is_exactly_a_thousand_over_scale_millimetres(metres):
    drawing = draw_map([land(metres)], width=170, height=110, language="ar")
    points = drawn_points(drawing.svg)
    sides = [math.dist(a, b) for a, b in pairwise(points)]
    assert sides == pytest.approx([metres * 1000 / drawing.scale] * len(sides), abs=2e-4)


def test_the_svg_is_measured_in_millimetres_one_to_one():
    root = ElementTree.fromstring(draw_map([land(20)], width=170, height=110, language="ar").svg)
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("170mm", "110mm", "0 0 170 110")


@given(st.floats(0.5, 5000), st.floats(0.5, 5000), st.floats(60, 400), st.floats(60, 400))
def test_the_largest_scale_that_fits_is_chosen(ground_width, ground_height, width, height):
    scale = choose_scale(ground_width, ground_height, width, height)
    assert ground_width * 1000 / scale <= width
    assert ground_height * 1000 / scale <= height
    larger = [other for other in SCALES if other < scale]
    assert all(ground_width * 1000 / s > width or ground_height * 1000 / s > height for s in larger)


@given(
    st.floats(1, 3000), st.floats(1, 3000), st.floats(0, 180), st.floats(90, 200), st.floats(80, 250)
)  # fmt: skip
def test_what_is_in_focus_lies_inside_the_frame(width, height, angle, paper_width, paper_height):
    shape = rotate(box(EAST, NORTH, EAST + width, NORTH + height), angle)
    sheet = fit_sheet(shape.bounds, width=paper_width, height=paper_height)
    left, top, right, bottom = sheet.frame
    for easting, northing in shape.exterior.coords:
        x, y = sheet.place(easting, northing)
        assert left < x < right
        assert top < y < bottom


def test_north_is_up_and_east_is_right_in_both_languages():
    for language in ("ar", "en"):
        drawing = draw_map([land(20)], width=170, height=110, language=language)
        north = next(label for label in drawing.labels if label.kind == "north")
        assert north.text == ("ش" if language == "ar" else "N")
        assert north.y < 10
    sheet = Sheet(170, 110, 500, EAST, NORTH)
    x, y = sheet.place(EAST, NORTH)
    assert sheet.place(EAST + 10, NORTH) == pytest.approx((x + 20, y))
    assert sheet.place(EAST, NORTH + 10) == pytest.approx((x, y - 20))


def test_what_is_too_large_empty_or_without_focus_is_refused():
    for features in (
        [land(50_000)],
        [],
        [land(20, focus=False)],
        [MapFeature(geometry=Polygon(), symbol=Symbol.SUBJECT, focus=True)],
    ):
        with pytest.raises(MapDoesNotFit):
            draw_map(features, width=170, height=110, language="ar")
    with pytest.raises(MapDoesNotFit):
        draw_map([land(20)], width=20, height=20, language="ar")


def test_a_point_and_a_line_can_be_in_focus():
    point = MapFeature(geometry=Point(EAST, NORTH), symbol=Symbol.POINT, focus=True)
    line = MapFeature(geometry=LineString([(EAST, NORTH), (EAST + 30, NORTH)]), symbol=Symbol.WORK, label="سور")
    svg = draw_map([point, line], width=100, height=80, language="ar").svg
    assert "<circle" in svg
    assert 'fill="none"' in svg


def test_no_text_is_set_in_the_svg_and_no_label_reaches_it():
    drawing = draw_map([land(20, label="<b>أرض</b>")], width=170, height=110, language="ar")
    assert "<text" not in drawing.svg
    assert "أرض" not in drawing.svg
    assert "&lt;b&gt;أرض" in drawing.html


def test_the_scale_bar_is_as_long_as_it_says():
    for scale in SCALES:
        bar = scale_bar(Sheet(170, 110, scale, EAST, NORTH))
        assert bar.length == pytest.approx(bar.metres * 1000 / scale)
        assert 15 <= bar.length <= 45


def test_grid_labels_name_the_coordinates_under_which_they_stand():
    drawing = draw_map([land(20)], width=170, height=110, language="en")
    sheet = fit_sheet((EAST, NORTH, EAST + 20, NORTH + 20), width=170, height=110)
    eastings = [label for label in drawing.labels if re.fullmatch(r"(4000|3999)\d\d", label.text)]
    assert len(eastings) >= 3
    for label in eastings:
        assert sheet.place(float(label.text), NORTH)[0] == pytest.approx(label.x)


def test_digits_on_the_map_follow_the_language():
    arabic = draw_map([land(20, sides=True)], width=170, height=120, language="ar")
    english = draw_map([land(20, sides=True)], width=170, height=120, language="en")
    assert [label.text for label in arabic.labels if label.kind == "side"] == ["٢٠٫٠٠"] * 4
    assert [label.text for label in english.labels if label.kind == "side"] == ["20.00"] * 4
    assert "١:٢٥٠" in arabic.html
    assert "1:250" in english.html


def test_lengths_stand_outside_their_side_and_never_upside_down():
    for angle in range(0, 360, 15):
        shape = rotate(box(EAST, NORTH, EAST + 30, NORTH + 18), angle)
        drawing = draw_map(
            [MapFeature(geometry=shape, symbol=Symbol.SUBJECT, focus=True, sides=True)],
            width=170,
            height=130,
            language="ar",
        )
        sheet = fit_sheet(shape.bounds, width=170, height=130)
        lengths = [label for label in drawing.labels if label.kind == "side"]
        assert len(lengths) == 4
        for label in lengths:
            assert -90 <= label.angle <= 90
            assert not on_paper(sheet, shape).contains(Point(label.x, label.y))


def test_corners_are_numbered_clockwise_from_the_north_west():
    sides = sides_of(box(0, 0, 10, 20))
    assert [side.from_corner for side in sides] == [1, 2, 3, 4]
    assert [side.start for side in sides] == [(0, 20), (10, 20), (10, 0), (0, 0)]
    assert [side.facing for side in sides] == [Facing.NORTH, Facing.EAST, Facing.SOUTH, Facing.WEST]
    assert sides[-1].to_corner == 1


@given(st.floats(0, 360), st.booleans())
def test_sides_go_round_the_whole_boundary_whichever_way_it_was_drawn(angle, backwards):
    shape = rotate(Polygon([(0, 0), (30, 0), (30, 20), (25, 25), (0, 25)]), angle)
    drawn = shape.reverse() if backwards else shape
    sides = sides_of(drawn)
    assert sum(side.length for side in sides) == pytest.approx(shape.length)
    assert all(a.end == b.start for a, b in zip(sides, sides[1:] + sides[:1], strict=True))
    for side in sides:
        middle = side.line.interpolate(0.5, normalized=True)
        east, north = side.outward
        assert not shape.contains(Point(middle.x + east * 0.01, middle.y + north * 0.01))
        assert shape.contains(Point(middle.x - east * 0.01, middle.y - north * 0.01))


def test_parts_of_a_multipolygon_number_their_corners_one_after_the_other():
    sides = sides_of(MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)]))
    assert [side.from_corner for side in sides] == list(range(1, 9))
    assert [side.to_corner for side in sides] == [2, 3, 4, 1, 6, 7, 8, 5]


def test_a_point_given_twice_is_one_corner():
    assert len(sides_of(Polygon([(0, 0), (0, 10), (0, 10), (10, 10), (10, 0)]))) == 4


def test_crowded_corners_keep_the_first_number_and_short_sides_no_length():
    shape = Polygon([(0, 0), (30, 0), (30, 20), (29.9, 20.1), (29.8, 20.2), (0, 20)])
    feature = MapFeature(geometry=shape, symbol=Symbol.SUBJECT, focus=True, sides=True)
    drawing = draw_map([feature], width=170, height=110, language="en")
    assert len([label for label in drawing.labels if label.kind == "corner"]) < len(sides_of(shape))
    assert len([label for label in drawing.labels if label.kind == "side"]) == 4


def test_street_names_follow_their_street():
    names = {label.text: label for label in sample.sample_map().labels}
    assert names["شارع الملك فيصل"].angle == pytest.approx(-8, abs=0.1)
    assert abs(names["شارع الميناء"].angle) == pytest.approx(82, abs=0.1)


@pytest.mark.parametrize("turn", range(0, 180, 20))
def test_no_name_stands_on_another_label_or_on_the_north_arrow(turn):
    around = subject_centre()
    features = [replace(f, geometry=rotate(f.geometry, turn, origin=around)) for f in sample.features()]
    drawing = draw_map(features, width=172, height=118, language="ar")
    symbols = {symbol.value for symbol in Symbol}
    names = [label for label in drawing.labels if label.kind in symbols]
    arrow = box(MARGIN_SIDE + 2, MARGIN_TOP + 2, MARGIN_SIDE + 12, MARGIN_TOP + 17.5)
    assert len(names) >= 4
    for name in names:
        assert not name.outline.intersects(arrow)
        others = [label for label in drawing.labels if label is not name]
        assert not any(name.outline.intersects(other.outline) for other in others), name.text


def subject_centre():
    """Return the middle of the sample's land, metres."""
    centre = sample.subject().centroid
    return centre.x, centre.y


def test_two_maps_of_one_document_do_not_share_an_id():
    first = draw_map([land(20)], width=170, height=110, language="ar").svg
    second = draw_map([land(25)], width=170, height=110, language="ar").svg
    ids = [re.search(r'id="([^"]+)"', svg)[1] for svg in (first, second)]
    assert ids[0] != ids[1]


@given(st.floats(1, 99_999))
def test_round_lengths_enclose_a_length(metres):
    assert round_down(metres) <= metres <= round_up(metres)
