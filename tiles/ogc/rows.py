"""Where the features of a layer are read: which relation, which columns, as whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.db.models import GeometryField
from django.db import connections, transaction
from django.db.models import GeneratedField
from psycopg import sql
from shapely.geometry.base import BaseGeometry

from geo.accounts.policies import Person, territories_of
from geo.exchange.columns import Kind, columns_of
from geo.layers.layer import Audience, Layer
from geo.municipalities.scope import territory
from tiles.ogc.shapes import in_storage, reachable
from tiles.ogc.systems import System, storage_system, surroundings

#: Reads published projections and nothing else, whatever a layer declares.
PUBLIC_READER, STAFF_READER = "tiles", "default"
#: How long the database may work on one question of the application's own role; the role of tiles has its own limit.
MOST_TIME = "15s"


@dataclass(frozen=True, slots=True)
class Rows:
    """The features of a layer: `relation` stands in FROM; `key` is the column of their ids; `using` the connection.

    `geometry` is in the storage CRS; `mercator` the same in EPSG:3857 where that is kept too: degrees come from it
    three times as fast.
    """

    layer: Layer
    relation: sql.Composable
    columns: dict[str, tuple[Kind, sql.Composable]]
    key: str
    geometry: sql.Composable
    mercator: sql.Composable | None
    shown: sql.Composable
    using: str


def rows_today(layer: Layer) -> Rows:
    """Return the features of a layer as they stand: what the map shows, declared columns only."""
    meta = layer.model._meta
    columns = {
        column.name: (column.kind, _of_source(str(meta.get_field(column.name).column)))  # type: ignore[union-attr]
        for column in columns_of(layer)
    }
    return Rows(
        layer=layer,
        relation=sql.Identifier(meta.db_table),
        columns=columns,
        key=layer.key,
        geometry=_of_source(layer.export_geometry),
        mercator=_mercator(layer),
        shown=_shown(layer),
        using=PUBLIC_READER if layer.audience == Audience.PUBLIC else STAFF_READER,
    )


def rows_then(layer: Layer, instant: datetime, box: tuple[BaseGeometry, System] | None) -> Rows:
    """Return the features of a layer as they stood in law at an instant, as everyone may know them.

    The layer's own function is asked for the surroundings of a box. It runs as the application: the role of tiles calls
    nothing.
    """
    place = _place(box)
    relation = sql.SQL("{past}({place}, {instant}::timestamptz, NULL)").format(
        past=sql.Identifier(layer.past), place=place, instant=instant
    )
    return Rows(
        layer=layer,
        relation=relation,
        columns={column.name: (column.kind, _of_source(column.name)) for column in columns_of(layer)},
        key=layer.key,
        geometry=_of_source("geom"),
        mercator=None,
        shown=sql.SQL("true"),
        using=STAFF_READER,
    )


def _place(box: tuple[BaseGeometry, System] | None) -> sql.Composable:
    if box is not None and not (near := reachable(*box)).is_empty:
        return sql.SQL("ST_Envelope({})").format(in_storage(near, box[1]))
    own = storage_system()
    bounds = sql.SQL(", ").join(sql.Literal(side) for side in surroundings(own.srid))
    return sql.SQL("ST_MakeEnvelope({}, {})").format(bounds, own.srid)


def _of_source(column: str) -> sql.Composable:
    return sql.SQL("source.{}").format(sql.Identifier(column))


def _mercator(layer: Layer) -> sql.Composable | None:
    """Return the geometry of the tiles where it is the whole geometry: tiles of some layers are points of surfaces."""
    tiles, whole = (_shape_of(layer, name) for name in (layer.tile_geometry, layer.export_geometry))
    return _of_source(layer.tile_geometry) if tiles == whole else None


def _shape_of(layer: Layer, name: str) -> str:
    field = layer.model._meta.get_field(name)
    stored = field.output_field if isinstance(field, GeneratedField) else field
    if not isinstance(stored, GeometryField):
        raise TypeError(f"{layer.name}: {name} is no geometry")
    return str(stored.geom_type)


def _shown(layer: Layer) -> sql.Composable:
    """Return the condition that a row is on the map: where its place can be missing, it must be there."""
    if not layer.model._meta.get_field(layer.tile_geometry).null:
        return sql.SQL("true")
    return sql.SQL("{} IS NOT NULL").format(_of_source(layer.tile_geometry))


@contextmanager
def reading(rows: Rows, person: Person) -> Iterator[None]:
    """Run a block in a transaction of who reads: everyone, or the person within his territories."""
    if rows.using == PUBLIC_READER:
        with transaction.atomic(using=PUBLIC_READER):
            yield
        return
    staff = rows.layer.audience != Audience.PUBLIC
    with territory(territories_of(person) if staff else ()):
        limit_time()
        yield


def limit_time() -> None:
    """Let no question of the running transaction take longer than the role of tiles may."""
    with connections[STAFF_READER].cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL statement_timeout = {}").format(MOST_TIME))
