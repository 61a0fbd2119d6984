"""The move log of the old quarter is complete: it turns the source into the result, vertex by vertex."""

import math
from collections import defaultdict

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

from tests.data.files import DATA, DEMO, overlapping_pairs

SHIFT_M = (131_622.0, -1_551_462.0)


@pytest.fixture(scope="module")
def shifted(source):
    return [shapely.transform(shape, lambda xy: xy + SHIFT_M) for shape in source.geometry]


@pytest.fixture(scope="module")
def rounded(shifted):
    return [shapely.transform(shape, lambda xy: np.round(xy, 3)) for shape in shifted]


@pytest.fixture(scope="module")
def changes(moves):
    found = defaultdict(list)
    for row in moves:
        if row["action"] != "shift_and_round":
            found[row["source_id"]].append(row)
    return found


def target(row) -> tuple[float, float]:
    return float(row["to_x"]), float(row["to_y"])


def apply_changes(ring, rows) -> list[tuple[float, float]]:
    at_vertex = {int(row["vertex"]): row for row in rows if row["action"] != "insert"}
    result = []
    for index, corner in enumerate(ring):
        inserts = [row for row in rows if row["action"] == "insert" and int(row["vertex"]) == index]
        result += [target(row) for row in inserts]
        row = at_vertex.get(index)
        if row is None:
            result.append(corner)
            continue
        assert (float(row["from_x"]), float(row["from_y"])) == corner
        if row["action"] == "move":
            result.append(target(row))
    return result


def test_the_source_has_the_ten_overlapping_pairs_that_were_reported(shifted):
    shapes = np.asarray(shifted, dtype=object)
    i, j = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    areas = shapely.area(shapely.intersection(shapes[i[i < j]], shapes[j[i < j]]))
    assert (areas > 0.01).sum() == 10


def test_replaying_the_log_over_the_source_gives_the_committed_parcels(rounded, changes, old):
    for before, row in zip(rounded, old.itertuples(), strict=True):
        ring = apply_changes(list(before.exterior.coords)[:-1], changes.get(row.source_id, []))
        assert Polygon(ring).normalize() == row.geometry.geoms[0].normalize(), row.source_id


def test_the_log_without_its_changes_would_leave_overlaps(rounded, old):
    assert overlapping_pairs(rounded) == 16
    assert overlapping_pairs(old.geometry.values) == 0


def test_the_logged_areas_are_those_of_the_parcels(shifted, rounded, old, moves):
    keys = list(old.source_id)
    before = {key: (s.area, r.area) for key, s, r in zip(keys, shifted, rounded, strict=True)}
    after = old.set_index("source_id").area
    for row in moves:
        areas = before[row["source_id"]]
        expected = areas if row["action"] == "shift_and_round" else (areas[1], after[row["source_id"]])
        logged = float(row["area_before_m2"]), float(row["area_after_m2"])
        assert logged == pytest.approx(expected, abs=1e-4), row


def test_every_parcel_has_one_row_for_shift_and_rounding_below_a_millimetre(moves, old):
    rows = [row for row in moves if row["action"] == "shift_and_round"]
    assert [row["source_id"] for row in rows] == list(old.source_id)
    assert max(float(row["distance_m"]) for row in rows) <= 0.0008


def test_every_vertex_row_has_a_reason_and_a_true_distance(changes):
    rows = [row for found in changes.values() for row in found]
    assert {row["action"] for row in rows} == {"move", "insert", "remove"}
    assert {row["reason"] for row in rows} <= {"overlap", "gap", "snap", "junction"}
    for row in rows:
        if row["action"] == "move":
            start = float(row["from_x"]), float(row["from_y"])
            assert math.dist(start, target(row)) == pytest.approx(float(row["distance_m"]), abs=1e-4)
        if row["reason"] == "snap":
            assert float(row["distance_m"]) <= 0.05
        if row["reason"] == "junction":
            assert float(row["distance_m"]) <= 0.001


def test_the_report_agrees_with_the_data(report, changes, shifted, rounded, old):
    assert report["parcels"] == len(old)
    assert len(report["overlaps_before"]) == 16
    assert sum(pair["area_m2"] > 0.01 for pair in report["overlaps_before"]) == 10
    assert report["overlaps_after"] == report["slivers_after"] == 0
    assert report["vertices_changed"] == sum(len(rows) for rows in changes.values())
    assert report["parcels_changed"] == len(changes)
    areas = [sum(shape.area for shape in shapes) for shapes in (shifted, rounded, old.geometry)]
    assert list(report["area_m2"].values()) == pytest.approx(areas, abs=1e-3)


def test_area_is_conserved_but_for_overlaps_counted_once_and_slivers_given_away(report):
    lost = sum(pair["area_m2"] for pair in report["overlaps_before"])
    won = sum(gap["area_m2"] for gap in report["slivers_before"])
    area = report["area_m2"]
    # Snapping corners within 5 cm explains the rest.
    assert area["cleaned"] - area["rounded"] == pytest.approx(won - lost, abs=0.1)


def test_the_larger_parcel_kept_the_overlapped_strip(report, rounded, old):
    before = {key: shape.area for key, shape in zip(old.source_id, rounded, strict=True)}
    after = old.set_index("source_id").area
    # The two strips of more than 0.5 m² are wide enough to tell them from snapping.
    for pair in (pair for pair in report["overlaps_before"] if pair["area_m2"] > 0.5):
        small, large = sorted((pair["a"], pair["b"]), key=before.__getitem__)
        assert after[large] == pytest.approx(before[large], abs=0.01)
        assert after[small] == pytest.approx(before[small] - pair["area_m2"], abs=0.01)


def test_the_licence_and_its_attribution_travel_with_the_data():
    licence = (DEMO / "source" / "LICENSE-kastoria_1925.md").read_text(encoding="utf-8")
    assert "MIT License" in licence
    assert "Copyright (c) 2025 mapAI authors" in licence
    assert "The above copyright notice and this permission notice shall be included" in licence
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    assert "kvantas/mapAI" in readme
    assert "mapAI authors" in readme
