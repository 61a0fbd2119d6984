"""How tiles are asked for and answered: addresses, caching, and the role that reads."""

import pytest
from django.contrib.gis.db.models import GeometryField
from django.db import DatabaseError, connections, transaction
from django.test import Client

from geo.layers.layer import Audience
from geo.layers.registry import layers, layers_for
from tests.factories.places import ORIGIN
from tests.sql.connections import connect
from tests.tiles.mvt.pyramid import tile_over

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])


@pytest.fixture
def address(quarter):
    """The address of a tile with parcels in it."""
    from pyproj import Transformer

    x, y = Transformer.from_crs("EPSG:9359", "EPSG:3857", always_xy=True).transform(ORIGIN[0] + 20, ORIGIN[1] + 20)
    column, row = tile_over(x, y, 16)
    return f"/tiles/parcels/16/{column}/{row}.mvt"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/nothing/16/0/0.mvt", 404),
        ("/tiles/register_parcel/16/0/0.mvt", 404),
        ("/tiles/parcels/13/0/0.mvt", 404),  # below the layer's least zoom
        ("/tiles/parcels/19/0/0.mvt", 404),  # above its greatest
        ("/tiles/parcels/16/65536/0.mvt", 404),
        ("/tiles/parcels/16/0/65536.mvt", 404),
        ("/tiles/parcels/25/0/0.mvt", 400),
        ("/tiles/parcels/999999999999999999999999/0/0.mvt", 400),
        ("/tiles/parcels/16/99999999999999999999999/0.mvt", 404),
        ("/tiles/parcels/16/-1/0.mvt", 404),
        ("/tiles/parcels/16/0/0.5.mvt", 404),
        ("/tiles/parcels/16/0/0.png", 404),
        ("/tiles/parcels/16/a/b.mvt", 404),
        ("/tiles/parcels/16/0/0.mvt/", 404),
        ("/tiles/parcels;DROP TABLE/16/0/0.mvt", 404),
        ("/tiles/../settings/16/0/0.mvt", 404),
        ("/tiles/%00/16/0/0.mvt", 404),
        ("/tiles/قطع/16/0/0.mvt", 404),
    ],
)
def test_an_address_that_names_no_tile_is_refused_in_words(db, path, status):
    answer = Client().get(path)
    assert answer.status_code == status
    assert not answer.headers["Content-Type"].startswith("application/vnd")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_tiles_can_only_be_read(db, method):
    assert getattr(Client(), method)("/tiles/parcels/16/0/0.mvt").status_code == 405


def test_the_head_of_a_tile_is_answered_without_its_body(address):
    answer = Client().head(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == Client().get(address).headers["ETag"]


def test_a_tile_that_the_browser_holds_is_not_sent_again(address):
    first = Client().get(address)
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    assert "public" in first.headers["Cache-Control"]
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = Client().get(address, headers={"If-None-Match": held})
        assert (again.status_code, again.content) == (304, b""), held
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    changed = Client().get(address, headers={"If-None-Match": '"another"'})
    assert (changed.status_code, changed.content) == (200, first.content)


def test_the_tag_follows_the_content(address):
    empty, other = Client().get("/tiles/parcels/16/0/0.mvt"), Client().get("/tiles/parcels/16/1/1.mvt")
    assert empty.headers["ETag"] == other.headers["ETag"] != Client().get(address).headers["ETag"]


def test_a_tile_sets_no_cookie_and_depends_on_no_cookie(quarter, address):
    client = Client()
    client.force_login(quarter.places.west.engineer)
    signed_in, visitor = client.get(address), Client().get(address)
    assert signed_in.content == visitor.content
    for answer in (signed_in, visitor):
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_tile_is_one_query_of_the_tile_role_and_none_of_the_application(address, django_assert_num_queries):
    with django_assert_num_queries(0), django_assert_num_queries(1, using="tiles"):
        Client().get(address)


def test_a_layer_of_the_staff_does_not_exist_for_visitors(monkeypatch, db):
    import dataclasses

    hidden = dataclasses.replace(layers["parcels"], audience=Audience.STAFF)
    monkeypatch.setitem(layers._entries, "parcels", hidden)
    assert Client().get("/tiles/parcels/16/0/0.mvt").status_code == 404


def test_a_layer_is_described_as_tilejson(db):
    told = Client().get("/tiles/parcels.json").json()
    assert (told["tilejson"], told["minzoom"], told["maxzoom"]) == ("3.0.0", 14, 16)
    assert told["tiles"] == ["http://testserver/tiles/parcels/{z}/{x}/{y}.mvt"]
    (fields,) = told["vector_layers"]
    assert fields["id"] == "parcels" and fields["fields"] | {"area_m2": "Number", "code": "String"} == fields["fields"]
    assert Client().get("/tiles/unknown.json").status_code == 404


# --- what layers declare ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [layer.name for layer in layers if layer.audience == Audience.PUBLIC])
def test_what_a_layer_declares_is_there(quarter, name):
    layer = layers[name]
    columns = {field.name: field for field in layer.model._meta.get_fields()}
    assert set(layer.fields) <= set(columns)
    assert not any(isinstance(columns[field], GeometryField) for field in layer.fields)
    assert layer.min_zoom <= layer.max_zoom <= 24
    style = layer.style
    used = {style.category_field, style.width_field, layer.key_field}
    if style.label:
        used |= {style.label.field, style.label.field_en, style.label.room_field}
    assert used - {""} <= set(layer.fields)
    with connections["tiles"].cursor() as cursor:
        cursor.execute(
            f'SELECT "{layer.tile_geometry}", {", ".join(layer.fields)} FROM {layer.model._meta.db_table} LIMIT 1'
        )
        assert cursor.rowcount == 1, "the quarter must hold a row of every layer"


def test_each_value_in_the_data_has_its_row_in_the_legend(quarter):
    for layer in layers:
        if layer.style.category_field:
            told = {category.value for category in layer.style.categories}
            found = set(layer.model._default_manager.values_list(layer.style.category_field, flat=True))
            assert found <= told, layer.name


# --- the role ---------------------------------------------------------------------------------------


def test_the_tile_role_reads_projections_and_nothing_else(quarter):
    offered = {layer.model._meta.db_table for layer in layers_for(Audience.PUBLIC)}
    with connect("tiles") as tiles:
        rows = tiles.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v', 'm', 'p') AND has_table_privilege(oid, 'SELECT')"
        ).fetchall()
    readable = {row[0] for row in rows} - {"spatial_ref_sys", "geometry_columns", "geography_columns"}
    assert offered <= readable
    assert all("published" in name for name in readable), readable


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM register_parcel",
        "SELECT * FROM parties_party",
        "SELECT * FROM cases_case",
        "SELECT * FROM printing_printout",
        "SELECT * FROM accounts_user",
        "SELECT * FROM fabric_building",
        "UPDATE register_publishedparcel SET number = '9'",
        "DELETE FROM applications_publishedpermit",
        "CREATE TABLE mine (id integer)",
        "SELECT printing_find_v2('x')",
        "SELECT chain_append_v1(1, 1, 'x', 'x', '{}')",
    ],
)
def test_the_tile_role_is_refused(db, statement):
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(using="tiles"),
        connections["tiles"].cursor() as cursor,
    ):
        cursor.execute(statement)
    assert refused.value.__cause__.sqlstate in ("42501", "25006")
