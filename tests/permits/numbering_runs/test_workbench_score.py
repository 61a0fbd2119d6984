"""One formula in two languages: what the workbench counts in the browser is what the engine counts."""

import random

import numpy as np
import pytest
import shapely

from parcels.numbering.inputs import NumberingSettings, ParcelInput
from parcels.numbering.score import score_block, total_score
from permits.numbering_runs.workbench_ground import ReadBlock, measured, read_block
from tests.browser_score import counted
from tests.grid import drawn

QUARTERS = {
    "a street with an alley": """
        AABBCC.
        DDEEFF.
        GG..HHI
        JJKKLLI
    """,
    "a courtyard": """
        ABBCC
        A...D
        EEF.D
        GGFHH
    """,
    "twelve metres apart": """
        AA......BB
        AA......BB
        CCDDDDDDEE
    """,
    "one parcel": "A",
    "two parcels": "AB",
}
SETTINGS = NumberingSettings()


def shuffles(size: int, times: int) -> list[list[int]]:
    dice = random.Random(size)
    return [list(range(size))] + [dice.sample(range(size), size) for _ in range(times)]


def old_quarter(side: int) -> list[ParcelInput]:
    """A quarter of crooked houses: cells around scattered points, some of them left open."""
    dice = random.Random(side)
    points = shapely.multipoints([(dice.uniform(0, 15 * side), dice.uniform(0, 15 * side)) for _ in range(side * side)])
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(0, 0, 15 * side, 15 * side)))
    inside = [cell.intersection(shapely.box(0, 0, 15 * side, 15 * side)) for cell in cells]
    return [ParcelInput(str(at), cell) for at, cell in enumerate(inside) if dice.random() > 0.15]


def compare(read: ReadBlock, orders: list[list[int]]) -> None:
    for order, theirs in zip(orders, counted(measured(read), orders), strict=True):
        block = score_block(np.array(order), read.ground, read.keys, read.settings.near_m)
        ours = total_score([block])
        for figure in ("A", "N12", "W", "W_front"):
            assert theirs[figure] == pytest.approx(getattr(ours, figure), abs=1e-9), figure
        assert theirs["pairs"] == ours.pairs
        assert theirs["jump"] == pytest.approx(ours.p95_jump_m, abs=1e-6)
        listed = [(one["code"], read.keys[one["before"]], read.keys[one["after"]]) for one in theirs["exceptions"]]
        assert listed == [(one.code, one.before, one.after) for one in ours.exceptions]
        metres = [one["metres"] for one in theirs["exceptions"]]
        assert metres == pytest.approx([one.distance_m for one in ours.exceptions], abs=0.0051)


@pytest.mark.parametrize("drawing", QUARTERS.values(), ids=QUARTERS)
def test_a_drawn_quarter_scores_the_same_in_both(drawing: str) -> None:
    # 12 m exactly is the hard case: cells of 6 m put two houses just that far apart.
    for cell_m in (6.0, 10.0):
        shapes = drawn(drawing, cell_m=cell_m, west=400_000.1, south=2_937_000.7)
        read = read_block([ParcelInput(name, shape) for name, shape in shapes.items()], SETTINGS)
        compare(read, shuffles(len(shapes), 6))


def test_a_crooked_quarter_scores_the_same_in_both() -> None:
    read = read_block(old_quarter(11), SETTINGS)
    assert len(read.keys) > 80
    compare(read, shuffles(len(read.keys), 12))


def test_the_ground_does_not_depend_on_the_order_in_which_parcels_come() -> None:
    parcels = old_quarter(6)
    assert measured(read_block(parcels, SETTINGS)) == measured(read_block(parcels[::-1], SETTINGS))
