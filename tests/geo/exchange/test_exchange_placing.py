"""Outlines are moved by a named operation, snapped, and judged where they lie; nothing is made valid in silence."""

import numpy as np
import pytest
import shapely

from geo.exchange.operations import find_operation
from geo.exchange.placing import place

WEST, SOUTH = 400_000.0, 2_937_000.0


def polygon(*points: tuple[float, float], holes: tuple = ()) -> shapely.Polygon:
    def move(ring):
        return [(WEST + x, SOUTH + y) for x, y in ring]

    return shapely.Polygon(move(points), [move(hole) for hole in holes])


def placed(*shapes: shapely.Geometry, **options):
    return place(np.array(shapes, dtype=object), None, **options)


SQUARE = ((0, 0), (20, 0), (20, 20), (0, 20))


def test_a_sound_outline_stays_as_it_is():
    found = placed(polygon(*SQUARE))
    assert found.shapes[0].equals_exact(polygon(*SQUARE), 0)
    assert (found.faults, found.notes) == ({}, {})


def test_a_bow_tie_is_told_with_the_place_of_its_crossing():
    found = placed(polygon((0, 0), (20, 20), (20, 0), (0, 20)), polygon(*SQUARE))
    assert found.faults == {0: [{"code": "crosses_itself", "at": [WEST + 10, SOUTH + 10]}]}
    assert not found.shapes[0].is_valid  # and it is left as it was


@pytest.mark.parametrize(
    ("holes", "code"),
    [([[(30, 30), (32, 30), (32, 32)]], "hole_outside"),
     ([[(2, 2), (10, 2), (10, 10), (2, 10)], [(5, 5), (15, 5), (15, 15), (5, 15)]], "crosses_itself"),
     ([[(2, 2), (10, 2), (10, 10), (2, 10)], [(3, 3), (5, 3), (5, 5)]], "holes_overlap")],
)  # fmt: skip
def test_holes_where_none_can_be_are_told(holes: list, code: str):
    (fault,) = placed(polygon(*SQUARE, holes=tuple(holes))).faults[0]
    assert fault["code"] == code
    assert len(fault["at"]) == 2


def test_repeated_points_and_spikes_of_no_width_are_taken_out_and_noted():
    spiked = polygon((0, 0), (10, 0), (10, -5), (10.0002, 0.0001), (20, 0), (20, 20), (20, 20.0003), (0, 20))
    found = placed(spiked)
    assert found.faults == {}
    assert found.shapes[0].equals(polygon(*SQUARE))
    assert {note["code"] for note in found.notes[0]} == {"points_repeated", "spikes_removed"}


def test_coordinates_are_snapped_to_the_millimetre():
    found = placed(polygon((0.00049, 0), (20.0006, 0), (20, 20)))
    assert shapely.get_coordinates(found.shapes[0])[:2, 0].tolist() == [WEST, WEST + 20.001]


def test_axes_are_swapped_when_that_is_said():
    swapped = shapely.transform(polygon(*SQUARE), lambda points: points[:, ::-1])
    assert placed(swapped, swapped=True).shapes[0].equals(polygon(*SQUARE))


def test_what_no_system_can_describe_is_a_fault_of_its_row():
    operation = find_operation(4326, 9359)
    shapes = np.array([shapely.box(50, 26, 50.001, 26.001), shapely.box(50, 26, 1e308, 27)], dtype=object)
    found = place(shapes, operation)
    assert found.faults == {1: [{"code": "outside_system"}]}
    assert found.shapes[1] is None
