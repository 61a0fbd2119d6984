"""One vector tile of one layer, cut by PostGIS (Mapbox Vector Tile 2.1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.gis.db.models import GeometryField
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, Model
from psycopg import sql

from geo.errors import InvalidInput, NotFound
from geo.layers.layer import Geometry, Layer
from tiles.mvt.frame import BUFFER, EXTENT, Frame

#: Reads the layer's declared columns and nothing else. Its text is the same for all tiles of a layer: planned once. On
#: a standby a snapshot does not list who is at work: there, nothing that began after the eldest counts as seen.
_TILE = sql.SQL("""
SELECT ST_AsMVT(found, {name}, {extent}, 'shape'),
       CASE WHEN pg_is_in_recovery() THEN format('%%1$s:%%1$s:', pg_snapshot_xmin(pg_current_snapshot()))
            ELSE pg_current_snapshot()::text END
  FROM (SELECT {columns}, {shape} AS shape FROM {source} AS source
         WHERE source.{indexed} && %(reach)s::geometry) AS found
""")
#: Clips, rounds and repairs: for surfaces that costs more than all the rest of a tile.
_MENDED = sql.SQL("ST_AsMVTGeom(source.{geometry}, %(frame)s::box2d, {extent}, {buffer})")
_MOVED = sql.SQL(
    "ST_Affine(source.{geometry}, %(scale)s::float8, 0, 0, 0, %(down)s::float8, 0, 0, 0, 1,"
    " %(east)s::float8, %(south)s::float8, 0)"
)
#: Moved by half a unit more: ST_AsMVT cuts decimals off towards zero, and inside the tile that is rounding then.
_MOVED_INSIDE = sql.SQL(
    "ST_Affine(source.{geometry}, %(scale)s::float8, 0, 0, 0, %(down)s::float8, 0, 0, 0, 1,"
    " %(east_half)s::float8, %(south_half)s::float8, 0)"
)
_POINT = sql.SQL("CASE WHEN source.{geometry} @ %(inside)s::geometry THEN {moved_inside} ELSE {mended} END")
#: A surface that rounding cannot spoil needs no repair, and none that lies inside or nearly so needs to be cut.
_SURFACE = sql.SQL("""
CASE WHEN source.{clearance} > %(rounding)s::float8 AND source.{geometry} @ %(inside)s::geometry THEN {moved_inside}
     WHEN source.{clearance} > %(rounding)s::float8 AND source.{geometry} @ %(near)s::geometry
       THEN ST_SnapToGrid({moved}, 0, 0, 1, 1)
     ELSE {mended} END
""")


@dataclass(frozen=True, slots=True)
class Cut:
    """A tile, Mapbox Vector Tile 2.1, not compressed, b"" when nothing lies there; and the pg_snapshot it was read in.

    No transaction that the snapshot does not show left a trace in the tile.
    """

    body: bytes
    snapshot: str


class TileOutside(NotFound):
    """No such tile in the pyramid, or none that this layer offers."""

    code = "tile_outside"


def check_address(layer: Layer, z: int, x: int, y: int) -> None:
    """Raise unless the tile exists in the pyramid and the layer offers its zoom."""
    if z > 24:
        raise InvalidInput(code="tile_address")
    if not (layer.min_zoom <= z <= layer.max_zoom and x < 2**z and y < 2**z):
        raise TileOutside


def cut(layer: Layer, z: int, x: int, y: int, *, using: str = "tiles", source: sql.Composable | None = None) -> Cut:
    """Return the tile, read as the role of the tiles, which can read what is published.

    A layer of the staff is read with `using="default"`, as the application, inside the reader's territories. `source`
    takes the place of the layer's table: a subquery in parentheses that yields `fields` and `tile_columns(z)`.
    """
    told = (layer.model, layer.name, layer.geometry, layer.fields, layer.tile_columns(z))
    statement = _standing(*told, layer.tile_geometry) if source is None else _statement(*told, source=source)
    with _asking(using, kept=source is None and using == "tiles") as cursor:
        cursor.execute(statement, Frame.of(z, x, y).parameters())
        body, snapshot = cursor.fetchone()
    return Cut(body, snapshot)


class _BytesCursor(psycopg.Cursor[Any]):
    """A cursor whose values come as bytes, not as their digits; `kept` statements are planned once a connection."""

    kept = False

    def execute(self, query: Any, params: Any = None, **_options: Any) -> "_BytesCursor":
        return super().execute(query, params, prepare=self.kept, binary=True)


@contextmanager
def _asking(using: str, *, kept: bool) -> Iterator[CursorWrapper]:
    with connections[using].cursor() as cursor:
        cursor.cursor.close()
        cursor.cursor = _BytesCursor(connections[using].connection)
        cursor.cursor.kept = kept and settings.TILES_PREPARED
        yield cursor


@lru_cache(maxsize=256)
def _standing(
    model: type[Model], name: str, kind: Geometry, fields: tuple[str, ...], columns: tuple[str, ...], indexed: str
) -> str:
    """Return the statement of a layer as it stands; `indexed` is the column by which its rows are found."""
    table = sql.Identifier(model._meta.db_table)
    return _statement(model, name, kind, fields, columns, source=table, indexed=indexed)


def _statement(
    model: type[Model],
    name: str,
    kind: Geometry,
    fields: tuple[str, ...],
    columns: tuple[str, ...],
    *,
    source: sql.Composable,
    indexed: str = "",
) -> str:
    """Return the statement of a layer's tiles; `columns` are the geometry and, where it is kept, the clearance."""
    return _TILE.format(
        name=name, extent=EXTENT,
        columns=sql.SQL(", ").join(_attribute(model, field) for field in fields),
        shape=_shape(kind, *columns),
        source=source,
        indexed=sql.Identifier(indexed or columns[0]),
    ).as_string()  # fmt: skip


def _shape(kind: Geometry, geometry: str, clearance: str = "") -> sql.Composable:
    """Return the shape in units of the tile, the cheapest way that is right."""
    column = sql.Identifier(geometry)
    moved = {"moved": _MOVED.format(geometry=column), "moved_inside": _MOVED_INSIDE.format(geometry=column)}
    mended = _MENDED.format(geometry=column, extent=EXTENT, buffer=BUFFER)
    if clearance:
        return _SURFACE.format(geometry=column, clearance=sql.Identifier(clearance), mended=mended, **moved)
    if kind == Geometry.POINT:
        return _POINT.format(geometry=column, mended=mended, **moved)
    return mended


def _attribute(model: type[Model], field_name: str) -> sql.Composable:
    """Return one column; dates and decimals in the form that tiles can carry (text, double)."""
    field = model._meta.get_field(field_name)
    if not isinstance(field, Field) or isinstance(field, GeometryField):
        raise TypeError(f"{model._meta.label}: {field_name} cannot be an attribute of a tile")
    name, kind = sql.Identifier(str(field.column)), field.get_internal_type()
    if kind in ("DateField", "DateTimeField", "UUIDField"):
        return sql.SQL("source.{name}::text AS {name}").format(name=name)
    if kind == "DecimalField":
        return sql.SQL("source.{name}::double precision AS {name}").format(name=name)
    return sql.SQL("source.{name}").format(name=name)
