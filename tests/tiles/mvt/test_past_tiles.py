"""Tiles of past days, against the rows of the register read and judged by themselves."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely
from django.test import Client
from django.utils import timezone
from pyproj import Transformer
from shapely.geometry import shape

from geo.api.instants import Instants
from geo.calendars.hijri import to_hijri
from geo.layers.layer import Geometry, Layer
from geo.layers.registry import layers
from geo.municipalities.scope import territory
from parcels.plans.enums import PUBLIC_PLANS, PlanStatus
from parcels.plans.models import Plan
from permits.applications.models import Permit
from tests.committed import emptied_afterwards
from tests.factories.cases import Thread, apply, enter_drawn, hold_values
from tests.factories.places import ORIGIN, Places, make_places, square
from tests.sql.connections import connect
from tests.tiles.mvt.pyramid import in_tile, tile_over
from tests.tiles.mvt.test_mvt_content import compare, decoded
from tiles.mvt.past import past_tile

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
PAST = [layer for layer in layers if layer.past]
TODAY_ONLY = [layer for layer in layers if not layer.past and layer.audience == "public"]
FIRST, LAST = datetime(2001, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
SHOWN = ("provisional", "active", "under_change", "frozen")
COUNTRY = ZoneInfo("Asia/Riyadh")
_TO_MAP = Transformer.from_crs("EPSG:9359", "EPSG:3857", always_xy=True).transform
DRAWING = """
AABBCC
AABBCC
DDEEFF
DDEEFF
GGHHII
"""


@dataclass(frozen=True)
class Told:
    """Land with a long past: the seed of its days, which a failing test shows."""

    places: Places
    seed: int
    permit: str


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker) -> Iterator[Told]:
    """Write a quarter, give its rows random days of twenty-five years, and commit it."""
    with emptied_afterwards(django_db_blocker):
        yield _written(seed=random.randrange(10**6))


def _written(seed: int) -> Told:
    places = make_places()
    hold_values()
    west = places.west
    land = enter_drawn(west, DRAWING, cell_m=15)
    thread = Thread(west, land["A"], places.citizen, apply(west, land["A"], places.citizen).case)
    for name in ("submit", "recommend", "approve"):
        thread.take(name)
    with territory([west.body.pk]):
        for at, status in enumerate((PlanStatus.DRAFT, PlanStatus.APPROVED, PlanStatus.INVENTORIED_OLD) * 3):
            Plan.objects.create(
                municipality=west.body, amana=places.amana, district=west.district, number=f"9/{at}", status=status,
                name=f"مخطط {at}", geom=square(40 * at, 0, 200, 90),
            )  # fmt: skip
    _scatter(random.Random(seed))
    return Told(places, seed, thread.permit().number)


def _day(chance: random.Random) -> datetime:
    return FIRST + (LAST - FIRST) * chance.random()


def _scatter(chance: random.Random) -> None:
    """Give every row of a history random days, past the triggers: more kinds of past than years of use would make."""
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        for version, parcel in admin.execute("SELECT id, parcel_id FROM register_boundaryversion").fetchall():
            _scatter_parcel(admin, chance, version, parcel)
        for (plan,) in admin.execute("SELECT id FROM plans_plan").fetchall():
            _scatter_plan(admin, chance, plan)


def _scatter_parcel(admin: Any, chance: random.Random, version: int, parcel: Any) -> None:
    """The boundary as it was first held, as it is held of those days now, and the moved one since; three states."""
    entered, moved, learnt, changed = sorted(_day(chance) for _ in range(4))
    began = entered - timedelta(days=chance.randrange(3000))
    copied = """
    INSERT INTO register_boundaryversion
      (municipality_id, parcel_id, geom, several_parts, valid, recorded, accuracy_m, source, recorded_by_id)
    SELECT municipality_id, parcel_id, ST_Translate(geom, %s, 0), several_parts, tstzrange(%s, %s), tstzrange(%s, %s),
           accuracy_m, source, recorded_by_id FROM register_boundaryversion WHERE id = %s"""
    admin.execute(copied, [1, began, None, entered, learnt, version])
    admin.execute(copied, [2, began, moved, learnt, None, version])
    admin.execute(
        "UPDATE register_boundaryversion SET valid = tstzrange(%s, NULL), recorded = tstzrange(%s, NULL) WHERE id = %s",
        [moved, learnt, version],
    )
    final = chance.choice(["active", "frozen", "retired_split", "under_change"])
    admin.execute(
        "UPDATE register_parcel SET created_at = %s, state_since = %s, state = %s WHERE id = %s",
        [entered, changed, final, parcel],
    )
    admin.execute("DELETE FROM register_statechange WHERE parcel_id = %s", [parcel])
    between = sorted(entered + (changed - entered) * chance.random() for _ in range(2))
    for at, source, target in [
        (between[0], "proposed", "provisional"),
        (between[1], "provisional", "active"),
        (changed, "active", final),
    ]:
        admin.execute(
            "INSERT INTO register_statechange (municipality_id, parcel_id, source, target, changed_at, reason)"
            " SELECT municipality_id, id, %s, %s, %s, '' FROM register_parcel WHERE id = %s",
            [source, target, at, parcel],
        )


def _scatter_plan(admin: Any, chance: random.Random, plan: int) -> None:
    days = sorted(_day(chance) for _ in range(3))
    states = chance.choice(
        [["draft", "committee", "approved"], ["approved", "amended", "superseded"], ["inventoried_old", "numbered"]]
    )
    approved = chance.choice([None, days[0].date() - timedelta(days=chance.randrange(4000))])
    admin.execute("DELETE FROM plans_planstatuschange WHERE plan_id = %s", [plan])
    for at, source, target in zip(days, ["", *states], states, strict=False):
        admin.execute(
            "INSERT INTO plans_planstatuschange (municipality_id, plan_id, source, target, changed_at, reason)"
            " SELECT municipality_id, id, %s, %s, %s, '' FROM plans_plan WHERE id = %s",
            [source, target, at, plan],
        )
    admin.execute(
        "UPDATE plans_plan SET status = %s, status_since = %s, approved_on = %s WHERE id = %s",
        [states[-1], days[len(states) - 1], approved, plan],
    )


# --- what should be there, from the bare rows -------------------------------------------------------------


def rows(statement: str) -> list[dict[str, Any]]:
    """Return the rows of a statement, read past every rule."""
    with connect("admin") as admin:
        found = admin.execute(statement)
        names = [column.name for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def state_at(
    seen: datetime, *, now: str, since: datetime, entered: datetime, changes: list[dict[str, Any]]
) -> str | None:
    """Return the state that a journal tells at an instant; None before the first entry."""
    if since <= seen:
        return now
    if entered > seen:
        return None
    before = [change for change in changes if change["changed_at"] <= seen]
    return max(before, key=lambda change: (change["changed_at"], change["id"]))["target"] if before else "unknown"


def parcels_then(as_of: datetime, known_at: datetime | None) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    seen = min(as_of, known_at or timezone.now())
    changes: dict[Any, list[dict[str, Any]]] = {}
    for change in rows("SELECT * FROM register_statechange"):
        changes.setdefault(change["parcel_id"], []).append(change)
    found = []
    for row in rows(
        "SELECT v.valid, v.recorded, ST_AsBinary(v.geom) AS wkb, v.area_grid_m2, p.*, b.label AS block,"
        " pl.number AS plan, d.name AS district, d.name_en AS district_en FROM register_boundaryversion v"
        " JOIN register_parcel p ON p.id = v.parcel_id JOIN plans_block b ON b.id = p.block_id"
        " JOIN plans_plan pl ON pl.id = p.plan_id JOIN plans_district d ON d.id = p.district_id"
        " WHERE p.code IS NOT NULL"
    ):
        held = row["recorded"].upper is None if known_at is None else known_at in row["recorded"]
        state = state_at(
            seen,
            now=row["state"],
            since=row["state_since"],
            entered=row["created_at"],
            changes=changes.get(row["id"], []),
        )
        if held and as_of in row["valid"] and (state is None or state in SHOWN):
            attributes = {
                "code": row["code"], "number": row["parcel_label"], "block_label": row["block"],
                "plan_number": row["plan"],
                "district_name": row["district"], "district_name_en": row["district_en"], "state": state,
                "area_m2": row["area_grid_m2"],
            }  # fmt: skip
            found.append((attributes, on_map(row["wkb"])))
    return found


def plans_then(as_of: datetime, known_at: datetime | None) -> list[tuple[dict[str, Any], shapely.Geometry]]:
    seen = min(as_of, known_at or timezone.now())
    changes: dict[Any, list[dict[str, Any]]] = {}
    for change in rows("SELECT * FROM plans_planstatuschange ORDER BY changed_at, id"):
        changes.setdefault(change["plan_id"], []).append(change)
    found = []
    for row in rows("SELECT *, ST_AsBinary(geom) AS wkb FROM plans_plan"):
        (first, *_rest) = journal = changes[row["id"]]
        state = state_at(
            seen, now=row["status"], since=row["status_since"], entered=first["changed_at"], changes=journal
        )
        known = known_at is None or first["changed_at"] <= known_at
        day = as_of.astimezone(COUNTRY).date()
        if state is None and known and row["approved_on"] is not None and row["approved_on"] <= day:
            state = first["target"]
        if state in PUBLIC_PLANS:
            told = {name: row[name] for name in ("id", "number", "revision", "name", "name_en")} | {"status": state}
            found.append((told, on_map(row["wkb"])))
    return found


def on_map(wkb: bytes) -> shapely.Geometry:
    return shapely.transform(shapely.from_wkb(bytes(wkb)), _TO_MAP, interleaved=False)


def instants(chance: random.Random) -> Iterator[tuple[datetime, datetime | None]]:
    for _turn in range(8):
        yield _day(chance), None
        yield _day(chance), _day(chance)


def address(layer: Layer, x: float = 40, y: float = 30) -> tuple[int, int, int]:
    z = min(max(layer.min_zoom, 16), layer.max_zoom)
    column, row = tile_over(*_TO_MAP(ORIGIN[0] + x, ORIGIN[1] + y), z)
    return z, column, row


def without_nothing(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize(("name", "then"), [("parcels", parcels_then), ("plans", plans_then)])
def test_a_tile_of_any_past_day_is_what_the_rows_tell(told, name, then):
    layer, chance, seen = layers[name], random.Random(told.seed + 1), 0
    z, x, y = address(layer)
    for as_of, known_at in instants(chance):
        features = decoded(past_tile(layer, z, x, y, Instants(as_of, known_at)), name)
        expected = [(without_nothing(said), in_tile(geometry, z, x, y)) for said, geometry in then(as_of, known_at)]
        expected = [(said, part) for said, part in expected if not part.is_empty]
        assert len(features) == len(expected), (told.seed, as_of, known_at)
        compare(layer, features, expected)
        seen += len(features)
    assert seen > 10, told.seed


def test_past_numbers_stand_once_each_inside_their_parcels(told):
    layer, chance, seen = layers["parcel_labels"], random.Random(told.seed + 2), 0
    z, x, y = address(layer)
    for as_of, known_at in instants(chance):
        outlines = {said["code"]: (said, geometry) for said, geometry in parcels_then(as_of, known_at)}
        features = decoded(past_tile(layer, z, x, y, Instants(as_of, known_at)), layer.name)
        assert len({feature["properties"]["code"] for feature in features}) == len(features)
        for feature in features:
            said, geometry = outlines[feature["properties"]["code"]]
            assert feature["properties"] == pytest.approx(
                {"code": said["code"], "number": said["number"], "room_m": said["area_m2"] ** 0.5}
            )
            assert in_tile(geometry, z, x, y).buffer(1).contains(shape(feature["geometry"]))
        seen += len(features)
    assert seen > 10, told.seed


def test_a_permit_is_on_the_map_from_its_day_on_and_revoked_from_that_instant_on(told):
    layer = layers["permits"]
    z, x, y = address(layer, 8, 60)
    revoked = datetime(2024, 5, 1, 9, tzinfo=UTC)
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute("UPDATE applications_permit SET issued_on = '2023-03-01', revoked_at = %s", [revoked])
        admin.execute("UPDATE cases_caseevent SET taken_at = '2023-03-01 09:00+03' WHERE target = 'issued'")
        admin.execute("UPDATE applications_publishedpermit SET issued_on = '2023-03-01', status = 'revoked'")

    def states(as_of: datetime, known_at: datetime | None = None) -> list[str]:
        features = decoded(past_tile(layer, z, x, y, Instants(as_of, known_at)), layer.name)
        assert all(set(feature["properties"]) == set(layer.fields) for feature in features)
        return [feature["properties"]["status"] for feature in features]

    before, valid = datetime(2023, 2, 28, 20, tzinfo=UTC), datetime(2023, 2, 28, 22, tzinfo=UTC)
    assert states(before) == []
    assert states(valid) == states(revoked - timedelta(seconds=1)) == ["valid"]  # the country's first of March
    assert states(revoked) == states(timezone.now()) == ["revoked"]
    assert states(timezone.now(), before) == []
    assert states(timezone.now(), datetime(2023, 3, 2, tzinfo=UTC)) == ["valid"]
    assert Permit.objects.count() == 0  # nobody sees the record itself outside a territory


def _features(path: str, layer: Layer) -> list[str]:
    answer = Client().get(path)
    assert answer.status_code == 200
    return sorted(str(feature) for feature in decoded(answer.content, layer.name))


def test_a_hijri_day_is_the_same_gregorian_one(told):
    layer = layers["parcels"]
    z, x, y = address(layer)
    day = datetime(2019, 7, 1, tzinfo=UTC).date()
    hijri = to_hijri(day)
    path = f"/tiles/parcels/{z}/{x}/{y}.mvt"
    written = f"{hijri.year:04}-{hijri.month:02}-{hijri.day:02}"
    arabic = written.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert _features(f"{path}?as_of={written}", layer) == _features(f"{path}?as_of={arabic}", layer)
    assert _features(f"{path}?as_of={written}", layer) == _features(f"{path}?as_of=2019-07-01", layer)
    assert Client().get(f"{path}?as_of=2019-07-01").headers["Cache-Control"] == "public, max-age=5"


@pytest.mark.parametrize("parameter", ["as_of", "known_at"])
@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("yesterday", "instant_unclear"), ("2019-13-01", "instant_unclear"), ("1600-01-01", "instant_unclear"),
        ("1440-02-31", "instant_unclear"), ("2999-01-01", "instant_in_future"), ("1500-01-01", "instant_in_future"),
        ("2019-01-01'; DROP TABLE register_parcel --", "instant_unclear"), ("٢٠١٩", "instant_unclear"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(db, parameter, written, code):
    answer = Client().get("/tiles/parcels/16/0/0.mvt", {parameter: written}, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert code in answer.content.decode() or answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("layer", TODAY_ONLY, ids=lambda layer: layer.name)
@pytest.mark.parametrize("parameter", ["as_of", "known_at"])
def test_a_layer_without_a_past_refuses_past_days(db, layer, parameter):
    answer = Client().get(f"/tiles/{layer.name}/{layer.min_zoom}/0/0.mvt", {parameter: "2019-01-01"})
    assert answer.status_code == 400


def test_where_the_storage_crs_ends_nothing_lay(db):
    for layer in PAST:
        for x, y in ((0, 0), (2**layer.max_zoom - 1, 2**layer.max_zoom - 1)):
            assert past_tile(layer, layer.max_zoom, x, y, Instants(LAST)) == b""


@pytest.mark.parametrize("layer", PAST, ids=lambda layer: layer.name)
def test_past_tiles_carry_the_columns_of_today_and_no_other(told, layer):
    z, x, y = address(layer)
    features = decoded(past_tile(layer, z, x, y, Instants(timezone.now() - timedelta(seconds=1))), layer.name)
    assert features
    assert {name for feature in features for name in feature["properties"]} <= set(layer.fields)
    kinds = {"point": {"Point"}, "polygon": {"Polygon", "MultiPolygon"}}[layer.geometry]
    assert {feature["geometry"]["type"] for feature in features} <= kinds
    assert layer.geometry in (Geometry.POINT, Geometry.POLYGON)
