"""The score of a given walk, against figures of an independent scorer, and the measures it is made of."""

import numpy as np
import pytest
import shapely

from parcels.numbering.adjacency import find_adjacency
from parcels.numbering.inputs import ParcelInput
from parcels.numbering.proposal import score_walk
from tests.grid import drawn

# Skewed below so that no two lengths are equal; G lies on the alley, D is landlocked.
BLOCK = """
    AABB.CCC
    AABB.CDC
    EEFFFFDC
    EGGGHHDI
    EGJ.HHII
    """


def skewed(points):
    x, y = points[:, 0], points[:, 1]
    return np.column_stack([x + 0.13 * y + 0.004 * y**2 / 9, 1.07 * y + 0.021 * x])


def block() -> dict[str, ParcelInput]:
    shapes = drawn(BLOCK, cell_m=9.0)
    return {key: ParcelInput(key, shapely.transform(shape, skewed)) for key, shape in shapes.items()}


@pytest.mark.parametrize(
    ("walk", "a", "n12", "w", "w_front", "p95_jump_m"),
    [  # figures of the scorer that numberings of other programs are judged by
        ("ABFEGJHDCI", 0.88889, 1.0, 1.65481, 1.65481, 8.90676),
        ("CDIHJGEFBA", 0.88889, 1.0, 1.42219, 1.42219, 8.90676),
        ("ACBDEFGHIJ", 0.44444, 0.55556, 3.04066, 2.50113, 35.61774),
    ],
)
def test_a_walk_scores_as_the_independent_scorer_says(walk, a, n12, w, w_front, p95_jump_m):
    parcels = block()
    score = score_walk([parcels[key] for key in walk])
    found = (score.A, score.N12, score.W, score.W_front, score.p95_jump_m)
    assert found == pytest.approx((a, n12, w, w_front, p95_jump_m), abs=2e-5)
    assert score.pairs == 9


def test_exceptions_name_both_parcels_and_tell_a_jump_from_a_step_across():
    parcels = block()
    exceptions = score_walk([parcels[key] for key in "ACBFEGJHDI"]).exceptions
    listed = [(e.code, e.before, e.after) for e in exceptions]
    assert listed == [("jump", "A", "C"), ("not_adjacent", "C", "B"), ("not_adjacent", "J", "H")]
    assert [e.distance_m for e in exceptions] == [26.61, 8.87, 8.91]


def adjacent(drawing: str, cell_m: float = 10.0) -> set[str]:
    shapes = drawn(drawing, cell_m=cell_m)
    found = find_adjacency(np.array(list(shapes.values()), dtype=object), 0.05, 1.0)
    keys = list(shapes)
    return {keys[a] + keys[b] for a, b in zip(found.first, found.second, strict=True)}


def test_a_common_side_makes_neighbours_and_a_common_corner_does_not():
    assert adjacent("AB\nCD") == {"AB", "AC", "BD", "CD"}


@pytest.mark.parametrize(("side_m", "neighbours"), [(0.8, set()), (1.1, {"AB"})])
def test_neighbours_share_at_least_a_metre(side_m, neighbours):
    assert adjacent("AB", cell_m=side_m) == neighbours


@pytest.mark.parametrize(("gap_m", "count"), [(0.04, 1), (0.06, 0)])
def test_boundaries_five_centimetres_apart_run_together(gap_m, count):
    lots = np.array([shapely.box(0, 0, 10, 10), shapely.box(10 + gap_m, 0, 20, 10)], dtype=object)
    assert len(find_adjacency(lots, 0.05, 1.0).first) == count


def test_the_common_length_is_measured_in_metres():
    lots = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 4, 20, 30)], dtype=object)
    found = find_adjacency(lots, 0.05, 1.0)
    assert found.neighbours[0][1] == pytest.approx(6.0, abs=0.11)
