"""The form of a land change as people and the map fill it: digits, separators, what snapped, what does not count."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.contrib.gis.geos import LineString

from geo.municipalities.scope import territory
from geo.spatial.crs import TILE_SRID
from geo.spatial.points import on_the_map, read_points
from geo.spatial.shapes import transformed
from parcels.register.codes import display
from permits.subdivisions.enums import Wish
from permits.subdivisions.forms import LandChangeForm
from permits.subdivisions.selectors import outlines_within
from permits.subdivisions.typed import read_areas
from permits.subdivisions.wishes import change_asked
from tests.factories.cases import enter_drawn

pytestmark = pytest.mark.django_db
EASTERN = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
PERSIAN = str.maketrans("0123456789.", "۰۱۲۳۴۵۶۷۸۹٫")
GROUNDS = {"reason": "طلب المالك", "source": "القرار المساحي ٥٠١١"}


@pytest.fixture
def land(places):
    """Two parcels side by side in the western office, each of twenty metres, and one in the eastern."""
    west = enter_drawn(places.west, "AB", cell_m=20)
    return {**west, "E": enter_drawn(places.east, "." * 60 + "E", cell_m=20)["E"]}


def filled(office, **typed):
    data = {"request_id": str(uuid4()), "wish": Wish.SPLIT_LINE, **GROUNDS, **typed}
    with territory([office.body.pk]):
        form = LandChangeForm(data)
        form.is_valid()
    return form


@pytest.mark.parametrize("row", [None, EASTERN, PERSIAN])
@pytest.mark.parametrize("between", [" ", ", ", "، ", "\t", " ؛ "])
def test_points_are_read_in_every_row_of_digits_and_with_every_separator(row, between):
    typed = "\n".join(between.join(pair) for pair in (("400120.5", "2937095"), ("400120.5", "2937125")))
    assert read_points(typed.translate(row) if row else typed) == ((400120.5, 2937095.0), (400120.5, 2937125.0))


@pytest.mark.parametrize("line", ["1", "1 2 3", "east north", "1e9 5", "nan 5", "inf 5", "--1 2"])
def test_a_line_that_is_no_point_is_named(places, line):
    errors = filled(places.west, points=f"400120 2937095\n{line}").errors["points"]
    assert line in errors[0]


def test_five_hundred_and_one_points_are_too_many(places):
    assert "points" not in filled(places.west, points="\n".join(f"{x} {x % 7}" for x in range(500))).errors
    assert "points" in filled(places.west, points="\n".join(f"{x} {x % 7}" for x in range(501))).errors


def test_a_corner_that_snapped_on_the_map_returns_to_the_millimetre(places, land):
    box = transformed(land["A"].geom, TILE_SRID).extent
    with territory([places.west.body.pk]):
        (shape,) = (one for one in outlines_within(box, offices=[])["shapes"] if one["key"] == land["A"].code)
    snapped = shape["coordinates"][0][0][:-1]
    drawn = read_points("\n".join(["EPSG:3857", *(f"{x:.4f} {y:.4f}" for x, y in snapped)]))
    corners = land["A"].geom[0][0].coords[:-1]
    for (east, north), (x, y) in zip(sorted(drawn), sorted(corners), strict=True):
        assert (east, north) == pytest.approx((x, y), abs=0.001)


def test_points_go_to_the_map_and_come_back_unchanged(places):
    points = ((400120.123, 2937095.456), (400131.789, 2937125.012))
    again = "\n".join(["epsg:3857", *(f"{x} {y}" for x, y in on_the_map(points))])
    assert read_points(again) == points


@pytest.mark.parametrize("depth", [0.0, 0.0007])
def test_a_line_that_ends_on_the_sides_divides_the_parcel(places, land, depth):
    west, south, east, north = land["A"].geom.extent
    points = f"{(west + east) / 2} {south + depth}\n{(west + east) / 2 + 1} {north - depth}"
    form = filled(places.west, parcels=land["A"].code, points=points)
    with territory([places.west.body.pk]):
        parts = change_asked(form.asked()).children
    assert sum(part.geom.area for part in parts) == pytest.approx(400, abs=0.01)
    assert len(parts) == 2


@pytest.mark.parametrize(
    "write", [str, display, lambda code: f"{code[:9]} {code[9:]}", lambda code: code.translate(EASTERN)]
)
@pytest.mark.parametrize("between", ["\n", "\r\n", " ", "، ", ","])
def test_codes_are_read_however_they_are_written(places, land, write, between):
    form = filled(places.west, wish=Wish.MERGE, parcels=between.join(write(land[letter].code) for letter in "BA"))
    assert form.errors == {}
    assert form.cleaned_data["parcels"] == (land["B"].pk, land["A"].pk)


def test_what_is_wrong_with_a_code_is_said(places, land):
    code = land["A"].code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    said = [
        filled(places.west, parcels=typed).errors["parcels"][0]
        for typed in (wrong, "5011", "501001999999900001", land["E"].code, " ، ", "\n".join([code] * 41))
    ]
    assert len(set(said[:4])) == 4
    assert all(
        shown in sentence for shown, sentence in zip((wrong, "5011", "5010019", land["E"].code), said, strict=False)
    )


@pytest.mark.parametrize(
    ("wish", "letters", "right"),
    [
        (Wish.SPLIT_LINE, "A", True), (Wish.SPLIT_LINE, "AB", False), (Wish.MERGE, "A", False),
        (Wish.MERGE, "AB", True), (Wish.EXCHANGE, "A", False), (Wish.EXCHANGE, "AB", True),
        (Wish.CORRECTION, "AB", False),
    ],
)  # fmt: skip
def test_every_wish_counts_its_parcels(places, land, wish, letters, right):
    named = "\n".join(land[letter].code for letter in letters)
    assert ("parcels" not in filled(places.west, wish=wish, parcels=named).errors) is right


@pytest.mark.parametrize(
    ("wish", "points", "right"),
    [
        (Wish.SPLIT_LINE, "1 1", False), (Wish.SPLIT_LINE, "1 1\n1 1", False), (Wish.SPLIT_LINE, "1 1\n2 2", True),
        (Wish.EXPROPRIATION, "1 1\n2 2", False), (Wish.EXPROPRIATION, "0 0\n1 1\n1 0\n0 1", False),
        (Wish.CORRECTION, "0 0\n1 0\n1 1", True), (Wish.SPLIT_LINE, "", False), (Wish.MERGE, "", True),
    ],
)  # fmt: skip
def test_lines_and_outlines_are_looked_at_before_anything_is_made(places, wish, points, right):
    assert ("points" not in filled(places.west, wish=wish, points=points).errors) is right


def test_a_field_that_the_wish_does_not_use_is_no_reason_to_refuse(places, land):
    junk = {"points": "junk", "parts": "1000", "areas": "x", "bearing": "-1", "excuse_frontage": "word " * 99}
    form = filled(places.west, wish=Wish.MERGE, parcels=f"{land['A'].code}\n{land['B'].code}", **junk)
    assert form.errors == {}
    assert form.asked().inputs() == {"points": [], "parts": 0, "areas_m2": [], "bearing": 0.0}
    assert form.grounds().exemptions == {}


def test_figures_are_read_in_either_digits(places, land):
    typed = {"parts": "٣", "bearing": "٧٣٫٥", "accuracy_m": "٠٫٠٢"}
    form = filled(places.west, wish=Wish.SPLIT_EVENLY, parcels=land["A"].code, **typed)
    assert form.errors == {}
    assert (form.asked().parts, form.asked().bearing, form.grounds().accuracy_m) == (3, 73.5, Decimal("0.02"))


def test_a_line_drawn_on_the_map_gives_the_bearing_unless_one_is_written(places, land):
    typed = {"wish": Wish.SPLIT_EVENLY, "parcels": land["A"].code, "parts": "2", "points": "10 10\n20 10"}
    assert filled(places.west, **typed).asked().bearing == 90
    assert filled(places.west, **typed, bearing="0").asked().bearing == 0
    assert "bearing" in filled(places.west, **{**typed, "points": ""}).errors


@pytest.mark.parametrize(("typed", "areas"), [("٣٠٠ ٢٥٠٫٥", (300, 250.5)), ("300, 250.5", (300, 250.5)), ("", ())])
def test_areas_are_read(typed, areas):
    assert read_areas(typed) == areas


@pytest.mark.parametrize("typed", ["300", "300 x", "300 -1", "300 nan", "0 5", "inf 1"])
def test_areas_that_cannot_be_are_refused(places, typed):
    assert "areas" in filled(places.west, wish=Wish.SPLIT_AREAS, areas=typed).errors


def test_the_page_shows_the_points_of_the_register_and_the_map_those_of_its_own(places, land):
    line = transformed(LineString((400120, 2937095), (400120, 2937125), srid=land["A"].geom.srid), TILE_SRID)
    form = filled(places.west, points="\n".join(["EPSG:3857", *(f"{x} {y}" for x, y in line.coords)]))
    form.give_back()
    assert form["points"].value() == "400120.000 2937095.000\n400120.000 2937125.000"
    assert form.drawn() == [pytest.approx(point, abs=0.001) for point in line.coords]
