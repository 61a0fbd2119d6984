"""Rows that lie on each other are found however many they are, and no file makes the comparison endless."""

from types import SimpleNamespace

import numpy as np
import shapely

from geo.staging import checks
from geo.staging.checks import overlaps


def found(shapes: list[shapely.Geometry]) -> list[tuple[int, str, int]]:
    """Return the number of each row that is told, why, and of which other (0 for none)."""
    rows = [SimpleNamespace(pk=at + 1, number=at + 1) for at in range(len(shapes))]
    told = overlaps(rows, np.array(shapes, dtype=object))
    return [(each.row_id, each.code, each.facts.get("other_row", 0)) for each in told]


def row_of_squares(count: int) -> list[shapely.Geometry]:
    return [shapely.box(10 * at, 0, 10 * at + 10, 10) for at in range(count)]


def test_neighbours_do_not_overlap_and_pairs_far_apart_in_the_file_are_found():
    assert found(row_of_squares(120)) == []
    shapes = [*row_of_squares(120), shapely.box(5, 0, 15, 10), shapely.box(1190, 0, 1200, 10)]
    assert found(shapes) == [(121, "overlaps_row", 1), (121, "overlaps_row", 2), (122, "same_as_row", 120)]


def test_pairs_are_the_same_however_few_are_compared_at_once(monkeypatch):
    shapes = [shapely.box(at, 0, at + 3.5, 1) for at in range(40)]
    whole = found(shapes)
    assert len(whole) == 39 + 38 + 37
    monkeypatch.setattr(checks, "_AT_ONCE", 3)
    monkeypatch.setattr(checks, "_PAIRS", 2)
    assert found(shapes) == whole


def test_of_one_row_so_many_overlaps_are_told():
    told = found([shapely.box(0, 0, 1, 1)] * 40)
    assert max(sum(row == each for each, *_rest in told) for row in range(1, 41)) == 20
    assert {row for row, *_rest in told} == set(range(2, 41))


def test_where_boxes_meet_without_end_the_rest_is_told_and_stands_in_the_way(monkeypatch):
    monkeypatch.setattr(checks, "_MEETING", 2)
    monkeypatch.setattr(checks, "_MEETING_ANYHOW", 100)
    told = found([shapely.box(0, 0, 1, 1)] * 60)
    assert {row for row, code, _other in told if code == "overlaps_unknown"} == set(range(26, 61))
    assert {row for row, code, _other in told if code == "same_as_row"} == set(range(2, 26))
