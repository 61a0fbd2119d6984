"""A layer of a file numbered from end to end: read, measured in metres, walked, copied with four columns more."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely import LineString

from geo.exchange.foreign import ForeignLayer, check_new_columns, column_of, copy_with_columns, read_foreign
from geo.exchange.metres import Metres, metres_for
from parcels.numbering.errors import NotPolygons, OtherCrs
from parcels.numbering.filing import Filed, Invalid, Rows, number_rows, official_codes, walked
from parcels.numbering.frame import to_local_frame
from parcels.numbering.ground import read_ground
from parcels.numbering.inputs import Geometries, Key
from parcels.numbering.optimum import MOST_PARCELS, Optimum, prove_optimum
from parcels.numbering.policies.numbering import Progress
from parcels.numbering.policies.policy import Policy
from parcels.numbering.proposal import DEFAULT_SETTINGS
from parcels.numbering.reporting import report_of

#: What is added to each row.
BLOCK_NO, PARCEL_NO, SEQ, CODE = "block_no", "parcel_no", "seq", "code"


@dataclass(frozen=True, slots=True)
class Task:
    """What to number and how; the codes are those of the register, 000 where the land is in none."""

    path: Path
    layer: str | None
    policy: Policy
    streets: Path | None = None
    block_column: str | None = None
    invalid: Invalid = Invalid.LAST
    municipality: str = "000"
    district: str = "000"
    streets_last: bool = False
    prove: bool = False


@dataclass(frozen=True, slots=True)
class LayerToNumber:
    """A layer that was read and can be numbered."""

    layer: ForeignLayer
    metres: Metres
    rows: Rows
    policy: Policy


def open_layer(task: Task) -> LayerToNumber:
    """Read what a task names. Errors: CannotRead, NoSuchLayer, NoSuchColumn, ColumnIsThere, NotPolygons, NoMetres."""
    layer = read_foreign(task.path, task.layer)
    check_new_columns(layer, (BLOCK_NO, PARCEL_NO, SEQ, CODE))
    _check_polygons(layer)
    metres = metres_for(layer.crs, _bounds(layer.shapes))
    blocks = column_of(layer, task.block_column) if task.block_column else None
    streets = _streets(task.streets, layer, metres) if task.streets else None
    policy = task.policy.with_column(lambda column: _texts(layer, column)).in_metres(metres.apply)
    rows = Rows(layer.fids.tolist(), _measured(layer.shapes, metres), blocks, streets, streets_last=task.streets_last)
    return LayerToNumber(layer, metres, rows, policy)


def number_layer(
    task: Task, opened: LayerToNumber, out: Path, progress: Progress = lambda parcels: None
) -> tuple[Filed, dict[str, Any]]:
    """Number an open layer, write the copy, and return what was done with its report.

    Errors: those of number_rows and of copy_with_columns; OptimumUnavailable where proofs are asked for.
    """
    filed = number_rows(opened.rows, opened.policy, invalid=task.invalid, progress=progress)
    codes = official_codes(filed, task.municipality, task.district)
    copy_with_columns(opened.layer, out, _columns(opened.layer.fids.tolist(), filed, codes))
    proofs = prove_blocks(filed, opened.rows) if task.prove else {}
    return filed, report_of(filed, task.policy, codes, _source(task, opened), proofs)


def prove_blocks(filed: Filed, rows: Rows) -> dict[int, Optimum]:
    """Return what is proven of each block of up to 40 parcels, by its number. Errors: OptimumUnavailable."""
    shape_of = dict(zip(rows.keys, rows.shapes, strict=True))
    proofs = {}
    for number, block in walked(filed):
        if len(block.order) <= MOST_PARCELS:
            shapes = np.array([shape_of[key] for key in block.order], dtype=object)
            ground = read_ground(to_local_frame(shapes), DEFAULT_SETTINGS)
            proofs[number] = prove_optimum(ground, np.arange(len(shapes)), DEFAULT_SETTINGS)
    return proofs


def _columns(fids: list[int], filed: Filed, codes: Mapping[Key, str | None]) -> dict[str, list[int] | list[str | None]]:
    places = [filed.places[fid] for fid in fids]
    return {
        BLOCK_NO: [place.block for place in places],
        PARCEL_NO: [place.number[0] for place in places],
        SEQ: [place.seq for place in places],
        CODE: [codes[fid] for fid in fids],
    }


def _source(task: Task, opened: LayerToNumber) -> dict[str, Any]:
    return {
        "file": task.path.name,
        "layer": opened.layer.name,
        "crs": opened.layer.crs,
        "measured_in": opened.metres.system,
        "coordinates_changed_for_measuring": opened.metres.changed,
        "blocks_from": task.block_column,
        "streets": task.streets.name if task.streets else None,
        "street_parcels": "last" if task.streets_last else "walked",
        "invalid": task.invalid.value,
        "municipality": task.municipality,
        "district": task.district,
    }


def _check_polygons(layer: ForeignLayer) -> None:
    """Refuse a layer of points or lines; single rows that are none are set aside later."""
    kinds = Counter(shape.geom_type for shape in layer.shapes if shape is not None)
    if kinds and not {"Polygon", "MultiPolygon"} & set(kinds):
        raise NotPolygons(layer=layer.name, found=", ".join(f"{kind} ({times})" for kind, times in kinds.most_common()))


def _bounds(shapes: Geometries) -> tuple[float, float, float, float]:
    """Bounds of all surfaces with finite coordinates; of nothing, the origin."""
    limits = shapely.bounds(shapes)
    limits = limits[np.isfinite(limits).all(axis=1)]
    if not len(limits):
        return 0.0, 0.0, 0.0, 0.0
    (west, south), (east, north) = limits[:, :2].min(axis=0), limits[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def _measured(shapes: Geometries, metres: Metres) -> Geometries:
    """The geometries in metres, flat: heights play no part in a walk."""
    measured = np.full(len(shapes), None, dtype=object)
    there = np.array([shape is not None for shape in shapes], dtype=bool)
    measured[there] = metres.apply(shapely.force_2d(shapes[there]))
    return measured


def _streets(path: Path, layer: ForeignLayer, metres: Metres) -> list[LineString]:
    """The centre lines of a file in metres, each part by itself. Errors: CannotRead, NoSuchLayer, OtherCrs."""
    streets = read_foreign(path)
    if streets.crs != layer.crs:
        raise OtherCrs(streets=str(streets.crs), parcels=str(layer.crs))
    parts = shapely.get_parts(_measured(streets.shapes, metres))
    return [part for part in parts if isinstance(part, LineString) and part.length > 0]


def _texts(layer: ForeignLayer, column: str) -> dict[Key, str]:
    values = column_of(layer, column)
    return {fid: str(value) for fid, value in zip(layer.fids.tolist(), values, strict=True) if value is not None}
