"""The quick way to overlaps through the coverage gives what comparing every pair gives."""

from itertools import combinations
from uuid import UUID

import numpy as np
import pytest
import shapely
from shapely import box

from parcels.quality.coverage import gaps, overlaps
from parcels.quality.enums import FindingKind
from parcels.quality.land import NOISE_M, Land
from parcels.quality.parts import Cluster, clusters_of, parts_of
from tests.sql.land import contested, neighbours


def land_of(shapes, *, mine=None, own=None) -> Land:
    """Return shapes as parcels of one block of the body, ids in the order of the shapes."""
    count = len(shapes)
    every = np.ones(count, dtype=bool)
    return Land(
        [UUID(int=place) for place in range(count)],
        every if mine is None else np.array(mine),
        every if own is None else np.array(own),
        np.ones(count, dtype=np.int64),
        np.array(shapes, dtype=object),
    )


def compared(shapes) -> set[frozenset[UUID]]:
    """Return the overlapping pairs by the rule of refuse_overlaps_v1, each pair compared."""
    return {
        frozenset({UUID(int=a), UUID(int=b)})
        for a, b in combinations(range(len(shapes)), 2)
        if shapes[a].relate_pattern(shapes[b], "T********")
        and not shapes[a].intersection(shapes[b]).buffer(-NOISE_M).is_empty
    }


@pytest.mark.parametrize("seed", range(8))
def test_the_coverage_finds_every_pair_that_comparing_all_finds(seed):
    """Rectangles with holes and of several parts strewn over neighbours, so that most overlap somehow."""
    shapes = [*contested(60, seed=seed, side_m=300), *neighbours(60, at=(0, 0))]
    expected = compared(shapes)
    assert len(expected) > 20
    found = [frozenset(each.parcels) for each in overlaps(land_of(shapes))]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_clean_neighbours_have_no_pair_to_compare():
    assert list(overlaps(land_of(list(neighbours(400, at=(0, 0)))))) == []


def test_a_pair_in_two_parts_is_told_by_one_of_them():
    shapes = [box(0, 0, 10, 10), box(5, 0, 15, 10)]
    told = [list(overlaps(land_of(shapes, own=own))) for own in ([True, False], [False, True])]
    assert [len(each) for each in told] == [1, 0]


def test_a_pair_across_a_border_is_told_by_whoever_looks():
    shapes = [box(0, 0, 10, 10), box(5, 0, 15, 10)]
    for mine in ([True, False], [False, True]):
        assert len(list(overlaps(land_of(shapes, mine=mine, own=mine)))) == 1


def test_a_gap_that_a_parcel_of_another_block_fills_is_none():
    shapes = [box(0, 0, 10, 20), box(10.2, 0, 20, 20), box(10, 0, 10.2, 20)]
    land = land_of(shapes, own=[True, True, False])
    assert list(gaps(land, 0.30)) == []
    (found,) = gaps(land_of(shapes[:2]), 0.30)
    assert (found.kind, round(found.size, 9)) == (FindingKind.GAP, 4.0)


def test_two_gaps_between_the_same_parcels_are_told_apart():
    holes = [box(9.9, 2, 10.1, 4), box(9.9, 12, 10.1, 14)]
    shapes = [box(0, 0, 10, 20) - shapely.union_all(holes), box(10, 0, 20, 20) - shapely.union_all(holes)]
    assert len({found.mark for found in gaps(land_of(shapes), 0.30)}) == 2


def test_parts_hold_every_cell_once_and_blocks_whole():
    counted = [((block, block % 7, cell), 30, (block * 60.0, cell * 40.0, block * 60.0 + 50, cell * 40.0 + 40))
               for block in range(1, 200) for cell in range(2)]  # fmt: skip
    clusters = clusters_of(counted)
    parts = parts_of(clusters, 500)
    assert len(clusters) == 199
    cells = [cell for part in parts for cell in part.cells]
    assert sorted(cells) == sorted(cell for cell, _count, _box in counted)
    assert all(part.count <= 500 for part in parts)


def test_a_block_scattered_over_the_country_is_not_read_as_one_place():
    far = [((7, 0, 0), 10, (0.0, 0.0, 50.0, 50.0)), ((7, 90, 0), 10, (90_000.0, 0.0, 90_050.0, 50.0))]
    assert [cluster.box for cluster in clusters_of(far)] == [far[0][2], far[1][2]]
    free = [((0, 0, 0), 1, (0.0, 0.0, 9.0, 9.0)), ((0, 1, 0), 1, (1000.0, 0.0, 1009.0, 9.0))]
    assert clusters_of(free) == [Cluster(frozenset({cell}), count, box) for cell, count, box in free]
