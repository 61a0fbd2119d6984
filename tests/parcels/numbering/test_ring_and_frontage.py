"""The ring that is walked, where parcels meet it, and how those that do not are reached."""

import numpy as np
import pytest
import shapely

from parcels.numbering.ground import BlockGround, read_ground
from parcels.numbering.inputs import NumberingSettings
from parcels.numbering.ring import find_ring
from tests.grid import drawn


def ground_of(drawing: str) -> tuple[BlockGround, list[str]]:
    shapes = drawn(drawing)
    return read_ground(np.array(list(shapes.values()), dtype=object), NumberingSettings()), list(shapes)


def fronts_of(drawing: str) -> dict[str, tuple[float, float] | None]:
    ground, letters = ground_of(drawing)
    return {
        letter: (round(front.position_m), round(front.length_m)) if front else None
        for letter, front in zip(letters, ground.frontages, strict=True)
    }


def test_the_ring_runs_clockwise_from_the_north_west_corner():
    ground, _ = ground_of("AB\nCD")
    assert not shapely.is_ccw(ground.ring.line)
    assert ground.ring.line.coords[0] == pytest.approx((0, 20), abs=0.01)
    assert ground.ring.length_m == pytest.approx(80, abs=0.1)


def test_the_ring_goes_into_an_alley_and_comes_out_again():
    ground, _ = ground_of("AAA\nB.C\nB.C")
    assert ground.ring.length_m == pytest.approx(120 + 40, abs=0.5)


def test_the_ring_jumps_a_gap_within_a_parcel_of_two_parts():
    parts = shapely.union(shapely.box(0, 0, 10, 10), shapely.box(12, 0, 20, 10))
    assert find_ring(np.array([parts], dtype=object), 0.05).length_m == pytest.approx(60, abs=0.1)


def test_parts_too_far_to_join_are_ringed_by_their_hull():
    parts = shapely.union(shapely.box(0, 0, 10, 10), shapely.box(90, 0, 100, 10))
    assert find_ring(np.array([parts], dtype=object), 0.05).length_m == pytest.approx(220, abs=0.1)


def test_the_frontage_is_the_longest_run_round_a_corner_too():
    assert fronts_of("AABB\nDDCC") == {"A": (5, 30), "B": (35, 30), "C": (65, 30), "D": (95, 30)}


def test_a_lot_with_two_equal_faces_fronts_on_the_first_of_them_clockwise():
    assert fronts_of("ABC")["B"] == (15, 10)


def test_interior_parcels_are_reached_along_the_chain_of_neighbours():
    ground, letters = ground_of("""
        AAAAAAA
        BxyzwCC
        DDDDDDC
        DDDDDDC
        """)
    at = dict(zip(letters, zip(ground.access, ground.way_in, strict=True), strict=True))
    assert at["x"][0] == at["B"][0]  # the chain to B is shorter than to the middle of A
    assert at["x"][1] == pytest.approx(10)
    assert at["z"][1] == pytest.approx(10)  # A is above it
    assert at["z"][0] == at["A"][0]
    assert at["A"][1] == 0


@pytest.mark.parametrize(("stops", "walk_m"), [([], 0), ([7.0], 0), ([0.0, 10.0, 70.0], 20), ([0, 20, 40, 60], 60)])
def test_the_least_walk_on_a_ring_leaves_out_its_largest_gap(stops, walk_m):
    ground, _ = ground_of("AB\nCD")
    assert ground.ring.shortest_visit_m(np.array(stops, dtype=float)) == pytest.approx(walk_m, abs=0.05)


def test_the_way_between_two_stops_is_the_shorter_way_round():
    ground, _ = ground_of("AB\nCD")
    assert ground.ring.between(np.array([5.0]), np.array([70.0])) == pytest.approx([15.0], abs=0.05)
