"""What lies around works on a plot, read in one question: streets, neighbours, buildings, restrictions, zones."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import shapely
from django.db import connection
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.spatial.crs import storage_srid
from geo.spatial.shapes import geojson_lonlat, to_geos
from permits.applications.plot import BuildingFigures, Street

#: How far around the land and the works is looked, metres: streets are held as centre line and width.
STREETS_M, _NEAR_M = 60.0, 20.0
# Streets of the day as this office holds them; of the others, those of today, which is all that they publish.
# Restrictions and buildings of every office: one may reach over from the next territory.
_AROUND = """
SELECT 'street', ST_AsBinary(s.geom), jsonb_build_object('name', s.name, 'width', s.width_m)
  FROM fabric_street s WHERE s.geom && %(wide)s::geometry AND s.valid @> %(on)s::date
 UNION ALL
SELECT 'street', ST_AsBinary(s.geom), jsonb_build_object('name', s.name, 'width', s.width_m)
  FROM published_street s WHERE s.geom && %(wide)s::geometry
   AND NOT EXISTS (SELECT 1 FROM fabric_street f WHERE f.id = s.id)
 UNION ALL
SELECT 'neighbour', ST_AsBinary(p.geom), jsonb_build_object()
  FROM register_publishedparcel p WHERE p.geom && %(near)s::geometry AND p.id <> %(parcel)s
 UNION ALL
SELECT 'building', ST_AsBinary(b.geom), jsonb_build_object()
  FROM published_building b WHERE b.geom && %(near)s::geometry
 UNION ALL
SELECT 'mask', ST_AsBinary(ST_ClipByBox2D(m.geom, %(near)s::geometry)), jsonb_build_object('kind', m.kind)
  FROM published_mask m WHERE m.geom && %(near)s::geometry
 UNION ALL
SELECT 'zone', ST_AsBinary(ST_ClipByBox2D(z.geom, %(near)s::geometry)), jsonb_build_object(
         'zone', z.code, 'use', r.use, 'max_coverage', r.max_coverage::text, 'max_floors', r.max_floors::text,
         'setback_front_m', r.setback_front_m::text, 'setback_side_m', r.setback_side_m::text,
         'setback_rear_m', r.setback_rear_m::text, 'cites', r.cites)
  FROM plans_zone z JOIN plans_buildingrule r ON r.zone_id = z.id AND r.valid @> %(on)s::date
 WHERE z.geom && %(near)s::geometry
 ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """A mask near the works: its kind (parcels.plans.enums.MaskKind) and its outline, clipped."""

    kind: str
    outline: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePart:
    """A zone near the plot: the figures that hold in it on the day, and its outline, clipped."""

    figures: BuildingFigures
    outline: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A plot and what lies around it, storage CRS, metres; `buildings` are those that stand, on the plot too."""

    outline: BaseGeometry
    streets: tuple[Street, ...] = ()
    neighbours: tuple[BaseGeometry, ...] = ()
    buildings: tuple[BaseGeometry, ...] = ()
    masks: tuple[Restriction, ...] = ()
    zones: tuple[ZonePart, ...] = ()


def read_site(*, parcel_id: UUID, outline: BaseGeometry, works: BaseGeometry, on: date) -> Site:
    """Return what lies around a plot and works on it, as of a day. Runs inside the office's territory."""
    asked: dict[str, Any] = {
        "wide": _box(outline, STREETS_M), "near": _box(shapely.union_all([outline.envelope, works.envelope]), _NEAR_M),
        "on": on, "parcel": parcel_id,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, asked)
        rows = [(what, shapely.from_wkb(bytes(wkb)), json.loads(told)) for what, wkb, told in cursor.fetchall()]
    found: dict[str, list[tuple[BaseGeometry, dict[str, Any]]]] = {}
    for what, shape, told in rows:
        found.setdefault(what, []).append((shape, told))
    return Site(
        outline=outline,
        streets=tuple(
            Street(line=shape, width_m=float(told["width"]), name=told["name"])
            for shape, told in found.get("street", ())
        ),
        neighbours=tuple(shape for shape, _told in found.get("neighbour", ())),
        buildings=tuple(shape for shape, _told in found.get("building", ())),
        masks=tuple(Restriction(kind=told["kind"], outline=shape) for shape, told in found.get("mask", ())),
        zones=tuple(ZonePart(figures=_figures(told), outline=shape) for shape, told in found.get("zone", ())),
    )


def surfaces(shape: BaseGeometry) -> BaseGeometry:
    """Return the surfaces of a geometry, without the lines and points that an intersection leaves."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all([part for part in parts if isinstance(part, Polygon | MultiPolygon)])


def lonlat(shape: BaseGeometry) -> dict[str, Any] | None:
    """Return a shape of the storage CRS as GeoJSON in longitude and latitude, None for an empty one."""
    return None if shape.is_empty else geojson_lonlat(to_geos(shape))


def measured(metres: float) -> float:
    """Return a length without what computing leaves of one that is just as long as asked: to a hundredth of a mm."""
    return round(metres, 5)


def union_of(shapes: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return shapes as one; an empty geometry for none."""
    return shapely.union_all(list(shapes))


def _box(shape: BaseGeometry, metres: float) -> str:
    west, south, east, north = shape.bounds
    box = shapely.box(west - metres, south - metres, east + metres, north + metres)
    return f"SRID={storage_srid()};{box.wkt}"


def _figures(told: dict[str, Any]) -> BuildingFigures:
    amounts = {name: Decimal(told[name]) for name in told.keys() - {"zone", "use", "cites"}}
    return BuildingFigures(zone=told["zone"], use=told["use"], cites=told["cites"], **amounts)
