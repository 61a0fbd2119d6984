"""The drawing that says which corner is which."""

import math

from shapely.geometry import MultiPolygon, Point, box

from geo.printing.maps import outline, sides_of


def test_every_corner_has_a_dot_and_its_number_outside_the_land():
    drawn = outline(sides_of(box(0, 0, 20, 30)))
    assert [corner.number for corner in drawn.corners] == [1, 2, 3, 4]
    (ring,) = drawn.rings
    assert ring.split() == [f"{x},{y}" for x, y in (corner.dot for corner in drawn.corners)]
    land = box(drawn.corners[0].dot[0], drawn.corners[0].dot[1], drawn.corners[2].dot[0], drawn.corners[2].dot[1])
    assert not any(land.contains(Point(corner.text)) for corner in drawn.corners)


def test_the_first_corner_stands_in_the_upper_left_with_north_up():
    first, second, third, _fourth = (corner.dot for corner in outline(sides_of(box(0, 0, 20, 30))).corners)
    assert first[0] < second[0]
    assert first[1] == second[1] < third[1]


def test_numbers_do_not_touch_each_other_however_many_corners_there_are():
    ring = Point(0, 0).buffer(10, quad_segs=20)
    written = [corner.text for corner in outline(sides_of(ring)).corners if corner.text]
    assert 20 < len(written) < 80
    assert min(math.dist(one, other) for at, one in enumerate(written) for other in written[:at]) >= 13


def test_two_pieces_of_land_are_two_rings():
    drawn = outline(sides_of(MultiPolygon([box(0, 0, 5, 5), box(10, 0, 15, 5)])))
    assert len(drawn.rings) == 2
    assert len(drawn.corners) == 8
