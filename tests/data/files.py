"""Where the data lies, and how the tests read it."""

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

DATA = Path(__file__).parents[2] / "data"
DEMO = DATA / "demo"
GRID_M = 0.001


def read_layers(path: Path) -> dict[str, gpd.GeoDataFrame]:
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    return {name: gpd.read_file(path, layer=name) for name in names}


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def overlapping_pairs(shapes) -> int:
    """Pairs whose interiors share ground on the 1 mm grid."""
    shapes = np.asarray(shapes, dtype=object)
    i, j = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    i, j = i[i < j], j[i < j]
    return int((shapely.area(shapely.intersection(shapes[i], shapes[j], grid_size=GRID_M)) > 0).sum())
