"""Tiles as the land stood on a past day: cut as those of today, from the layer's own function of the past."""

from django.db import connection, transaction
from django.db.models import GeneratedField, Model
from django.utils import timezone
from psycopg import sql

from geo.api.errors import HistoryNotKept
from geo.api.instants import Instants
from geo.layers.layer import Layer
from geo.spatial.crs import TILE_SRID, storage_srid
from tiles.mvt.frame import BUFFER, Box, Frame
from tiles.mvt.query import cut
from tiles.ogc.systems import surroundings

#: Parts of a tile's side: straight in EPSG:3857, bent in the storage CRS.
_PARTS = 16
#: The longest that a tile may take, as for the role of the tiles.
_MOST_TIME = "15s"
#: The rows of a past day; the columns that are stored for those of today are made from their outline as they are there.
_SOURCE = sql.SQL("""(SELECT {columns} FROM {past}(
  ST_Expand(ST_Envelope(ST_Transform(ST_Segmentize(ST_MakeEnvelope({box}, {tile_srid}), {step}), {srid})), {step}),
  {as_of}::timestamptz, {known_at}::timestamptz) AS past)""")


def past_tile(layer: Layer, z: int, x: int, y: int, when: Instants) -> bytes:
    """Return the tile as the law stood and as was known then: what everyone may know; b"" when nothing lay there.

    Asked as the application: the role of the tiles calls nothing. Errors: HistoryNotKept.
    """
    if not layer.past:
        raise HistoryNotKept("as_of" if when.as_of else "known_at")
    box = _within_reach(Frame.of(z, x, y).box(grown=BUFFER))
    if box is None:
        return b""
    source = _SOURCE.format(
        columns=_columns(layer, z),
        past=sql.Identifier(layer.past),
        box=sql.SQL(", ").join(map(sql.Literal, box)),
        step=(box[2] - box[0]) / _PARTS,
        tile_srid=TILE_SRID,
        srid=storage_srid(),
        as_of=when.as_of or timezone.now(),
        known_at=when.known_at,
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{_MOST_TIME}'")
        return cut(layer, z, x, y, using="default", source=source).body


def _columns(layer: Layer, zoom: int) -> sql.Composed:
    model = layer.base or layer.model
    told = [sql.SQL("past.{}").format(sql.Identifier(field)) for field in layer.fields]
    made = [
        sql.SQL("{} AS {}").format(sql.SQL(_expression(model, name)), sql.Identifier(name))
        for name in layer.tile_columns(zoom)
    ]
    return sql.SQL(", ").join([*told, *made])


def _expression(model: type[Model], name: str) -> str:
    """Return how the database makes a stored column of the other columns of its row."""
    stored = model._meta.get_field(name)
    if not isinstance(stored, GeneratedField):
        raise TypeError(f"{model.__name__}: {name} is not made of its row alone, so no past day has it")
    text, params = stored.generated_sql(connection)
    if params:
        raise TypeError(f"{model.__name__}: {name} is made with values beside its row")
    return str(text)


def _within_reach(box: Box) -> Box | None:
    """Return the part of a box of EPSG:3857 that lies in the surroundings of the storage CRS; None when none does."""
    west, south, east, north = surroundings(TILE_SRID)
    part = max(box[0], west), max(box[1], south), min(box[2], east), min(box[3], north)
    return part if part[0] < part[2] and part[1] < part[3] else None
