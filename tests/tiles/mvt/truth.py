"""What everyone may know, read from the register's own tables by the administrator, moved to EPSG:3857 by pyproj."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from tests.sql.connections import connect

_TODAY = "(now() AT TIME ZONE 'Asia/Riyadh')::date"
_PARCELS = """
  FROM register_parcel p
  JOIN register_boundaryversion v ON v.parcel_id = p.id AND upper_inf(v.recorded) AND v.valid @> now()
  JOIN plans_block b ON b.id = p.block_id JOIN plans_plan l ON l.id = p.plan_id
  JOIN plans_district d ON d.id = p.district_id
 WHERE p.code IS NOT NULL AND p.state IN ('provisional', 'active', 'under_change', 'frozen')
"""
_DISTRICTS = "SELECT geom, {} FROM plans_district"
_BODIES = "SELECT territory, {} FROM municipalities_municipality WHERE territory IS NOT NULL AND kind <> 'amana'"
_BLOCKS = """
SELECT b.geom, {} FROM plans_block b JOIN plans_plan p ON p.id = b.plan_id
 WHERE p.status IN ('approved', 'amended', 'inventoried_old', 'numbered', 'approved_old')
"""
#: Layer → geometry of the storage CRS first, then the layer's attributes by name.
_SOURCES = {
    "parcels": "SELECT v.geom, p.code, p.parcel_label AS number, b.label AS block_label, l.number AS plan_number,"
    " d.name AS district_name, d.name_en AS district_name_en, p.state" + _PARCELS,
    "parcel_labels": "SELECT v.geom, p.code, p.parcel_label AS number" + _PARCELS,
    "blocks": _BLOCKS.format("b.id, b.code, b.label"),
    "block_labels": _BLOCKS.format("b.code, b.label"),
    "districts": _DISTRICTS.format("id, code, kind, name, name_en"),
    "district_labels": _DISTRICTS.format("name, name_en"),
    "municipalities": _BODIES.format("code, kind, name, name_en"),
    "municipality_labels": _BODIES.format("name, name_en"),
    "plans": "SELECT geom, id, number, revision, status, name, name_en FROM plans_plan"
    " WHERE status IN ('approved', 'amended', 'superseded', 'inventoried_old', 'numbered', 'approved_old')",
    "buildings": "SELECT geom, floors, use FROM fabric_building WHERE upper_inf(valid)",
    "streets": f"SELECT geom, name, name_en, width_m, street_class FROM fabric_street WHERE valid @> {_TODAY}",
    "masks": f"SELECT geom, kind, name, name_en FROM plans_mask WHERE valid @> {_TODAY}",
    "zoning": "SELECT z.geom, z.code, r.use, z.name, z.name_en, r.max_floors FROM plans_zone z"
    f" JOIN plans_buildingrule r ON r.zone_id = z.id AND r.valid @> {_TODAY}",
}
LAYERS = tuple(_SOURCES)


@dataclass(frozen=True)
class Fact:
    """A record: its shape in EPSG:3857, and what a tile should say of it."""

    shape: BaseGeometry
    told: dict[str, Any]


def facts(layer: str) -> list[Fact]:
    """Return the records that a layer should show."""
    move = partial(_moved, pyproj.Transformer.from_crs("EPSG:9359", "EPSG:3857", always_xy=True))
    with connect("admin") as admin:
        asked = admin.execute(_SOURCES[layer])
        names = [column.name for column in asked.description or ()][1:]
        return [_fact(move, layer, shapely.from_wkb(bytes.fromhex(row[0])), dict(zip(names, row[1:], strict=True)))
                for row in asked.fetchall()]  # fmt: skip


def _fact(move: Any, layer: str, land: BaseGeometry, told: dict[str, Any]) -> Fact:
    if layer == "parcels":
        told["area_m2"] = land.area
    if layer == "parcel_labels":
        told["room_m"] = land.area**0.5
    for name in {"width_m", "floors", "max_floors"} & told.keys():
        told[name] = float(told[name])
    return Fact(move(land), told)


def _moved(transformer: pyproj.Transformer, land: BaseGeometry) -> BaseGeometry:
    return shapely.transform(land, lambda corners: _pairs(*transformer.transform(corners[:, 0], corners[:, 1])))


def _pairs(x: Any, y: Any) -> Any:
    return np.column_stack([x, y])
