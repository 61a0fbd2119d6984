"""One vector tile of one layer, cut by PostGIS."""

from django.contrib.gis.db.models import GeometryField
from django.db import connections
from django.db.models import Field
from psycopg import sql

from geo.errors import InvalidInput, NotFound
from geo.layers.layer import Layer

EXTENT = 4096
BUFFER = 64
#: Reads the layer's declared columns and nothing else.
_TILE = sql.SQL("""
WITH bounds AS (
  SELECT ST_TileEnvelope({z}, {x}, {y}) AS tile, ST_TileEnvelope({z}, {x}, {y}, margin => {margin}) AS reach
), found AS (
  SELECT {columns}, ST_AsMVTGeom(source.{geometry}, bounds.tile, {extent}, {buffer}) AS shape
    FROM {table} AS source, bounds
   WHERE source.{geometry} && bounds.reach
)
SELECT ST_AsMVT(found, {name}, {extent}, 'shape') FROM found WHERE shape IS NOT NULL
""")


class TileOutside(NotFound):
    """No such tile in the pyramid, or none that this layer offers."""

    code = "tile_outside"


def check_address(layer: Layer, z: int, x: int, y: int) -> None:
    """Raise unless the tile exists in the pyramid and the layer offers its zoom."""
    if z > 24:
        raise InvalidInput(code="tile_address")
    if not (layer.min_zoom <= z <= layer.max_zoom and x < 2**z and y < 2**z):
        raise TileOutside


def tile_bytes(layer: Layer, z: int, x: int, y: int, *, using: str = "tiles") -> bytes:
    """Return the tile, Mapbox Vector Tile 2.1, not compressed; empty when nothing lies there.

    Read as the role of the tiles, which can read what is published; a layer of the staff is read as the application,
    inside the reader's territories.
    """
    columns = [_column(layer, field) for field in layer.fields]
    query = _TILE.format(
        z=z, x=x, y=y, extent=EXTENT, buffer=BUFFER, margin=BUFFER / EXTENT, name=layer.name,
        columns=sql.SQL(", ").join(columns),
        geometry=sql.Identifier(layer.tile_geometry),
        table=sql.Identifier(layer.model._meta.db_table),
    )  # fmt: skip
    with connections[using].cursor() as cursor:
        cursor.execute(query)
        (tile,) = cursor.fetchone()
    return bytes(tile)


def _column(layer: Layer, field_name: str) -> sql.Composable:
    """Return one column; dates and decimals in the form that tiles can carry (text, double)."""
    field = layer.model._meta.get_field(field_name)
    if not isinstance(field, Field) or isinstance(field, GeometryField):
        raise TypeError(f"{layer.name}: {field_name} cannot be an attribute of a tile")
    name, kind = sql.Identifier(str(field.column)), field.get_internal_type()
    if kind in ("DateField", "DateTimeField", "UUIDField"):
        return sql.SQL("source.{name}::text AS {name}").format(name=name)
    if kind == "DecimalField":
        return sql.SQL("source.{name}::double precision AS {name}").format(name=name)
    return sql.SQL("source.{name}").format(name=name)
