"""A made-up territory: reproducible, exact in number, and land that the register takes."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
import shapely

from parcels.bench.ground import Ground
from parcels.bench.package import read_layer, write_package


def made(path: Path, **wanted) -> Path:
    write_package(path, Ground(**wanted), srid=32639, definition="undefined", progress=lambda done: None)
    return path


def parcels(path: Path):
    rows = list(read_layer(path, "parcels"))
    return shapely.from_wkb([row[0] for row in rows]), rows


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(tmp_path):
    files = [made(tmp_path / f"{n}.gpkg", parcels=700, seed=seed) for n, seed in enumerate((3, 3, 4))]
    first, again, other = (hashlib.sha256(path.read_bytes()).hexdigest() for path in files)
    assert first == again != other


@pytest.mark.parametrize("municipalities", [1, 7])
def test_there_are_as_many_parcels_as_asked_for_each_once(tmp_path, municipalities):
    _shapes, rows = parcels(made(tmp_path / "t.gpkg", parcels=1234, municipalities=municipalities))
    assert len(rows) == len({row[-1] for row in rows}) == 1234
    assert len({row[1] for row in rows}) == municipalities


def test_more_districts_than_a_municipality_can_number_are_refused():
    with pytest.raises(ValueError, match="999"):
        Ground(parcels=5_500_000)


def test_parcels_are_sound_on_the_millimetre_turned_and_of_many_kinds(tmp_path):
    shapes, rows = parcels(made(tmp_path / "t.gpkg", parcels=8000))
    assert shapely.is_valid(shapes).all()
    millimetres = shapely.get_coordinates(shapes) * 1000
    assert np.abs(millimetres - np.round(millimetres)).max() < 1e-4
    assert np.allclose(shapely.area(shapes), [row[6] for row in rows], atol=0.006)
    assert {5, 6, 7, 10} <= set(shapely.get_num_coordinates(shapes).tolist())
    several = shapely.get_num_geometries(shapes) > 1
    assert several.tolist() == [bool(row[5]) for row in rows]
    assert several.any()
    boxes = shapely.box(*shapely.bounds(shapes).T)
    assert (shapely.area(boxes) > 1.2 * shapely.area(shapes)).mean() > 0.9


def test_neighbours_meet_without_overlap_often_where_they_share_no_corner(tmp_path):
    shapes, _rows = parcels(made(tmp_path / "t.gpkg", parcels=3000))
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = left < right
    common = shapely.intersection(shapes[left[pairs]], shapes[right[pairs]])
    assert shapely.is_empty(shapely.buffer(common, -0.00075)).all()
    assert (shapely.area(common) > 0).sum() > 100
