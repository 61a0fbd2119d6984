"""The tile that a person would write in SQL: what our tiles are measured against, and where they are asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from geo.instance import commands
from geo.instance.dburl import parse
from geo.instance.places import Places
from geo.layers.layer import Layer
from parcels.bench.asking import Sql
from parcels.bench.register_bench import Bench
from parcels.bench.session import Tile

_PLAIN = """
SELECT ST_AsMVT(t, '{layer}', 4096, 'shape') FROM (
  SELECT {columns},
         ST_AsMVTGeom({geometry}, (SELECT ST_TileEnvelope(%(z)s::int, %(x)s::int, %(y)s::int)), 4096, 64) AS shape
    FROM {table}
   WHERE {geometry} && (SELECT ST_TileEnvelope(%(z)s::int, %(x)s::int, %(y)s::int, margin => 0.015625))) t
"""
#: As of our own connections: planned once, not for each tile.
_ONE_PLAN = {"options": "-c plan_cache_mode=force_generic_plan"}
#: Asked for one after the other: the layers of one tile, as a map does.
Asked = Sequence[tuple[Layer, Tile]]


def plain_sql(bench: Bench, asked: Asked) -> Sql:
    """Return the tiles as one prepared statement a layer, by the role of the tiles: the same columns, stored shapes."""
    url = parse(commands.current_values(Places.of_this_checkout())["TILES_DATABASE_URL"], "TILES_DATABASE_URL")
    address = replace(url, database=bench.admin_url.database).connection_arguments()
    return Sql(address | _ONE_PLAN, tuple((_plain(layer, z), {"z": z, "x": x, "y": y}) for layer, (z, x, y) in asked))


def _plain(layer: Layer, zoom: int) -> str:
    columns = ", ".join(_column(layer, name) for name in layer.fields)
    table = layer.model._meta.db_table
    return _PLAIN.format(layer=layer.name, columns=columns, geometry=layer.geometry_at(zoom), table=table)


def _column(layer: Layer, name: str) -> str:
    """Return a column in a form that tiles can carry: dates as text, decimals as doubles."""
    field: Any = layer.model._meta.get_field(name)
    kind = {"DateField": "text", "DateTimeField": "text", "UUIDField": "text", "DecimalField": "double precision"}
    cast = kind.get(field.get_internal_type())
    return f"{field.column}::{cast} AS {field.column}" if cast else str(field.column)


def our_paths(asked: Asked) -> tuple[str, ...]:
    """Return the addresses of our own service."""
    return tuple(f"/tiles/{layer.name}/{z}/{x}/{y}.mvt" for layer, (z, x, y) in asked)


def tipg_paths(asked: Asked) -> tuple[str, ...]:
    """Return the addresses of tipg."""
    return tuple(_tipg_path(layer, tile) for layer, tile in asked)


def _tipg_path(layer: Layer, tile: Tile) -> str:
    z, x, y = tile
    chosen = urlencode({"geom-column": layer.geometry_at(z), "properties": ",".join(layer.fields)})
    return f"/collections/public.{layer.model._meta.db_table}/tiles/WebMercatorQuad/{z}/{x}/{y}?{chosen}"


def vectortiles_paths(asked: Asked) -> tuple[str, ...]:
    """Return the addresses of the project of django-vectortiles."""
    return tuple(f"/{layer.name}/{z}/{x}/{y}" for layer, (z, x, y) in asked)


def drawn_together(layers: Sequence[Layer], tiles: Iterable[Tile]) -> list[tuple[Layer, Tile]]:
    """Return each tile of each layer, the layers of a tile together."""
    return [(layer, tile) for tile in tiles for layer in layers]
