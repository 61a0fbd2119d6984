"""How a tile is asked for: one plan a layer, the snapshot of the same statement, rows of another source."""

import mapbox_vector_tile
import pytest
from django.db import connections
from psycopg import sql

from geo.layers.registry import layers
from geo.spatial.functions import Clearance
from tests.sql.connections import connect
from tests.tiles.mvt.pyramid import tile_over
from tiles.mvt.query import cut

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])


def ask(statement, *values, using="tiles"):
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def over_the_courtyard(quarter, z):
    layer = layers["parcels"]
    place = layer.model._default_manager.get(code=quarter.courtyard).label_3857
    return layer, z, *tile_over(place.x, place.y, z)


def kept_plans():
    """Return how often the connection's statements ran by a plan that was kept, and by one made for that time only."""
    return ask("SELECT coalesce(sum(generic_plans), 0), coalesce(sum(custom_plans), 0) FROM pg_prepared_statements")[0]


def test_a_layer_is_planned_once_for_all_its_tiles(quarter):
    kept, made = kept_plans()
    for z in range(14, 21):
        cut(*over_the_courtyard(quarter, z))
    assert kept_plans() == (kept + 7, made)


def test_where_a_pooler_knows_no_prepared_statements_none_is_made(quarter, settings):
    before = kept_plans()
    settings.TILES_PREPARED = False
    assert cut(*over_the_courtyard(quarter, 17)).body
    assert kept_plans() == before


def test_a_tile_says_in_which_snapshot_it_was_read(quarter):
    """A transaction that was at work then does not count as seen, one that had ended does."""
    before = ask("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")[0][0]
    with connect("admin", autocommit=False) as working:
        ((running,),) = working.execute("SELECT pg_current_xact_id()::text").fetchall()
        snapshot = cut(*over_the_courtyard(quarter, 16)).snapshot
        working.rollback()
    seen = "SELECT pg_visible_in_snapshot(%s::xid8, %s::pg_snapshot)"
    assert ask(seen, running, snapshot) == [(False,)]
    assert ask(seen, str(int(before) - 1), snapshot) == [(True,)]


def test_rows_of_another_source_are_drawn_the_same_way(quarter):
    layer, z, x, y = over_the_courtyard(quarter, 16)
    names = sql.SQL(", ").join(sql.Identifier(name) for name in (*layer.fields, *layer.tile_columns(z)))
    source = sql.SQL("(SELECT {names} FROM {table} WHERE code = {code})").format(
        names=names, table=sql.Identifier(layer.model._meta.db_table), code=quarter.courtyard
    )
    tile = mapbox_vector_tile.decode(cut(layer, z, x, y, source=source).body)
    assert [feature["properties"]["code"] for feature in tile["parcels"]["features"]] == [quarter.courtyard]
    whole = mapbox_vector_tile.decode(cut(layer, z, x, y).body)["parcels"]["features"]
    assert tile["parcels"]["features"][0]["geometry"] in [feature["geometry"] for feature in whole]


def test_a_house_that_repeats_corners_is_not_said_to_be_clear(quarter):
    drawn = "ST_GeomFromText('POLYGON((0 0,0 10,10 10,%s10 0,0 0))')"
    assert ask(f"SELECT {clearance(drawn % '')}, {clearance(drawn % '10 10,')}") == [(10.0, 0.0)]


def clearance(shape):
    return Clearance.template % {"expressions": shape}
