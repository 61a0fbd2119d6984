"""Common points are read, fitted and judged one by one; what determines no fit is refused with its reason."""

from math import cos, radians, sin

import numpy as np
import pytest
import shapely

from geo.exchange.control import ControlPoint, fit_control, read_control
from geo.exchange.errors import ControlRefused
from geo.exchange.placing import place

TARGET = "EPSG:9359"
#: Corners of a site in its own frame, metres.
SITE = ((0.0, 0.0), (500.0, 0.0), (500.0, 400.0), (0.0, 400.0), (250.0, 200.0), (100.0, 300.0))


def turned(east: float, north: float) -> tuple[float, float]:
    """Move a point as a similarity does: 30 degrees, scale 1.0002."""
    scale, angle = 1.0002, radians(30)
    return (
        400_000 + scale * (east * cos(angle) - north * sin(angle)),
        2_937_000 + scale * (east * sin(angle) + north * cos(angle)),
    )


def points(count: int = 6, **wrong: float) -> tuple[ControlPoint, ...]:
    return tuple(
        ControlPoint(f"P{at}", *place_, turned(*place_)[0] + wrong.get(f"P{at}", 0.0), turned(*place_)[1])
        for at, place_ in enumerate(SITE[:count])
    )


@pytest.mark.parametrize("method", ["helmert", "affine"])
def test_a_similarity_is_found_again_and_moves_outlines(method: str):
    found = fit_control(points(), method, TARGET)
    assert found.facts["rmse_m"] == 0
    assert found.facts["scale"] == pytest.approx(1.0002, abs=1e-9)
    assert found.facts["rotation_deg"] == pytest.approx(30, abs=1e-6)
    assert not any(each["flagged"] for each in found.facts["residuals"])
    moved = place(np.array([shapely.Polygon(SITE[:4])], dtype=object), found.operation).shapes[0]
    assert shapely.hausdorff_distance(moved, shapely.Polygon([turned(*at) for at in SITE[:4]])) < 0.001


def test_a_point_that_the_others_contradict_is_flagged_and_named_the_worst():
    found = fit_control(points(P3=0.80), "helmert", TARGET).facts
    assert found["worst"] == "P3"
    assert [each["name"] for each in found["residuals"] if each["flagged"]] == ["P3"]
    (bad,) = (each for each in found["residuals"] if each["name"] == "P3")
    assert bad["leave_one_out_m"] == pytest.approx(0.80, abs=0.001)
    assert bad["off_m"] < bad["leave_one_out_m"]
    assert found["leave_one_out_m"] > found["rmse_m"] > 0.1


def test_four_points_of_an_affine_fit_are_too_few_to_contradict_one():
    found = fit_control(points(4, P3=0.80), "affine", TARGET).facts
    assert found["rmse_m"] > 0.1
    assert not any(each["flagged"] for each in found["residuals"])


def test_exchanged_axes_in_the_points_show_as_a_mirrored_fit():
    swapped = tuple(point._replace(file_e=point.file_n, file_n=point.file_e) for point in points())
    assert fit_control(swapped, "affine", TARGET).facts["mirrored"]
    assert fit_control(swapped, "helmert", TARGET).facts["rmse_m"] > 50


@pytest.mark.parametrize(
    ("given", "method", "reason"),
    [
        (points(3), "helmert", "count"),
        (points(), "spline", "method"),
        (tuple(point._replace(file_e=1.0, file_n=2.0) for point in points()), "helmert", "on_a_line"),
        (tuple(point._replace(file_n=2 * point.file_e) for point in points()), "affine", "on_a_line"),
    ],
)
def test_what_determines_no_fit_is_refused_with_its_reason(given, method: str, reason: str):
    with pytest.raises(ControlRefused) as refused:
        fit_control(given, method, TARGET)
    assert refused.value.context["reason"] == reason


def table(*lines: str, head: str = "name,file_e,file_n,register_e,register_n") -> bytes:
    return "\n".join((head, *lines)).encode()


FOUR = ("a,1,2,3,4", "b,5,6,7,8", "c,9,1,2,3", "d,4,5,6,7.5")


def test_a_table_is_read_in_the_ways_that_people_write_it():
    expected = read_control(table(*FOUR))
    assert expected[3] == ControlPoint("d", 4.0, 5.0, 6.0, 7.5)
    semicolons = [line.replace(",", ";") for line in FOUR]
    assert read_control(b"\xef\xbb\xbf" + table(*semicolons, head="Point;X1;Y1;X2;Y2")) == expected
    eastern = [line.translate(str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")) for line in FOUR]
    assert read_control(table(*eastern, "")) == expected
    nameless = [line.partition(",")[2] for line in FOUR]
    assert [point.name for point in read_control(table(*nameless, head="x1,y1,x2,y2"))] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "columns"),
        (table(*FOUR, head="name,e,n"), "columns"),
        (table(*FOUR[:3]), "count"),
        (table(*FOUR, "e,1,2,3,x"), "number"),
        (table(*FOUR, "e,1,2,3,nan"), "number"),
        (table(*FOUR, "e,1,2,3,1e400"), "number"),
        (table(*FOUR, "e,1,2"), "number"),
        (table(*FOUR).replace(b"a", b"\x00"), "too_large"),
        (table(*FOUR) * 50_000, "too_large"),
        ("نقطة".encode("cp1256"), "encoding"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_reason(content: bytes, reason: str):
    with pytest.raises(ControlRefused) as refused:
        read_control(content)
    assert refused.value.context["reason"] == reason
    assert "%(" not in str(refused.value)
