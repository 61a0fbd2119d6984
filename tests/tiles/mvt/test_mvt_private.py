"""No tile of any zoom carries a private word: every private column of what the layers are made of holds one."""

import mapbox_vector_tile
import psycopg
import pytest

from geo.layers.layer import Audience
from geo.layers.registry import layers_for
from tests.sql.connections import connect
from tests.tiles.mvt.conftest import CANARY
from tests.tiles.mvt.pyramid import tile_over
from tiles.mvt.query import cut

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
DEEPEST = 20
NUMBER = 421.5
#: Tables behind the public layers and behind permits, each with the projections that are made of it.
BEHIND = {
    "applications_permit": "applications_publishedpermit",
    "applications_permitapplication": "",
    "cases_case": "",
    "cases_caseevent": "",
    "fabric_building": "published_building",
    "fabric_street": "published_street",
    "municipalities_municipality": "published_municipality register_publishedparcel",
    "parties_party": "",
    "plans_block": "published_block register_publishedparcel",
    "plans_buildingrule": "published_zone",
    "plans_district": "published_district register_publishedparcel",
    "plans_mask": "published_mask",
    "plans_plan": "published_plan register_publishedparcel",
    "plans_zone": "published_zone",
    "raster_image": "published_image",
    "register_boundaryversion": "register_publishedparcel",
    "register_parcel": "register_publishedparcel",
    "register_statechange": "",
}
WORDS, NUMBERS = ["character varying", "text"], ["numeric", "double precision"]
#: Public under another name: the parcel's number.
_RENAMED = ["parcel_label"]
#: What is in no projection, can hold the canary and a tail that tells rows apart, and is not computed.
_PRIVATE = """
SELECT column_name, data_type = ANY (%(words)s) FROM information_schema.columns c
 WHERE table_name = %(table)s AND is_generated = 'NEVER' AND NOT column_name = ANY (%(renamed)s)
   AND (data_type = ANY (%(words)s) AND coalesce(character_maximum_length, 99) >= 15 OR data_type = ANY (%(numbers)s))
   AND NOT EXISTS (SELECT FROM information_schema.columns p
                    WHERE p.table_name = ANY (%(shown)s) AND p.column_name = c.column_name)
"""


@pytest.fixture(scope="module")
def marked(quarter, django_db_blocker) -> list[str]:
    """Write the canary into every private column; publish all parcels anew; return the columns that hold it."""
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        held = [f"{table}.{name}" for table, shown in BEHIND.items() for name in _mark(admin, table, shown.split())]
        admin.execute("SET session_replication_role = origin")
        admin.execute("UPDATE plans_district SET name = name")
    return held


def _mark(admin: psycopg.Connection, table: str, shown: list[str]) -> list[str]:
    asked = {"table": table, "shown": shown, "words": WORDS, "numbers": NUMBERS, "renamed": _RENAMED}
    return [name for name, word in admin.execute(_PRIVATE, asked).fetchall() if _written(admin, table, name, word=word)]


def _written(admin: psycopg.Connection, table: str, column: str, *, word: bool) -> bool:
    """Write a column; one that can hold a word of a list or a share only is left as it is: it cannot tell a secret."""
    value = f"'{CANARY}' || left(md5(ctid::text), 6)" if word else str(NUMBER)
    try:
        return bool(admin.execute(f'UPDATE "{table}" SET "{column}" = {value}').rowcount)
    except (psycopg.errors.CheckViolation, psycopg.errors.NumericValueOutOfRange):
        return False


def addresses(layer) -> list[tuple[int, int, int]]:
    """Return tiles of every zoom, also of those that the layer does not offer, over some of its shapes."""
    west, south, east, north = layer.model._default_manager.exclude(
        **{layer.tile_geometry: None}
    ).values_list(layer.tile_geometry, flat=True)[0].extent  # fmt: skip
    places = [((west + east) / 2, (south + north) / 2), (west, south), (east, north)]
    return sorted({(z, *tile_over(x, y, z)) for z in range(DEEPEST + 1) for x, y in places})


def test_the_columns_that_must_stay_private_hold_the_canary(marked):
    must = {
        "register_parcel.source_id", "register_parcel.source_system", "register_parcel.deed_area_m2",
        "register_boundaryversion.source", "register_boundaryversion.accuracy_m", "raster_image.name",
        "plans_plan.source_id", "plans_block.source_id", "plans_buildingrule.cites", "fabric_street.source_id",
        "fabric_building.source_id", "municipalities_municipality.source_id",
    }  # fmt: skip
    assert must <= set(marked), must - set(marked)
    assert len(marked) >= 30, marked


@pytest.mark.parametrize("layer", layers_for(Audience.PUBLIC), ids=lambda layer: layer.name)
def test_no_tile_of_any_zoom_holds_it(marked, layer):
    seen = 0
    for z, x, y in addresses(layer):
        body = cut(layer, z, x, y).body
        assert CANARY.encode() not in body, (z, x, y)
        decoded = mapbox_vector_tile.decode(body)
        for feature in decoded.get(layer.name, {"features": []})["features"]:
            assert set(feature["properties"]) <= set(layer.fields)
            assert NUMBER not in feature["properties"].values()
            seen += 1
    assert seen > DEEPEST / 2


def test_the_role_of_tiles_cannot_read_them(marked):
    with connect("tiles") as tiles:
        for name in marked:
            table, column = name.split(".")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                tiles.execute(f'SELECT "{column}" FROM "{table}" LIMIT 1')
