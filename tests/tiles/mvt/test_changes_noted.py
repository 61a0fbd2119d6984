"""Whatever a layer shows is noted when it changes: walked from the registry, tried on a row of each table."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import shapely
from django.db import connection
from django.utils import timezone

from geo.layers.changes import current_snapshot, data_version, read_changes, sources_of
from geo.layers.registry import layers
from geo.municipalities.scope import act_as, everywhere, territory
from parcels.quality.enums import FindingKind
from parcels.quality.models import CheckFinding, CheckRun
from permits.cases.models import Case
from permits.excavations.services import decide_dig
from tests.factories.places import square
from tests.factories.violations import hold_fines, seen
from tests.sql.connections import connect

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
TRIGGERS = """
SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = %s::regclass AND t.tgname = %s AND t.tgenabled = 'O'
   AND (t.tgtype & 1) = 0
"""
#: One row of each table, changed as the application may; what depends on it is noted with it.
MOVES = {
    "municipalities_municipality": "UPDATE municipalities_municipality SET name = name || '٢' WHERE id = %(body)s",
    "plans_district": "UPDATE plans_district SET name = name || '٢' WHERE municipality_id = %(body)s",
    "plans_plan": "UPDATE plans_plan SET name = name || '٢' WHERE municipality_id = %(body)s",
    "plans_block": "UPDATE plans_block SET label = label || '٢' WHERE municipality_id = %(body)s",
    "plans_zone": "UPDATE plans_zone SET name = name || '٢' WHERE municipality_id = %(body)s",
    "plans_buildingrule": (
        "UPDATE plans_buildingrule SET valid = daterange(lower(valid), current_date + 9)"
        " WHERE municipality_id = %(body)s"
    ),
    "plans_mask": "UPDATE plans_mask SET name = name || '٢' WHERE municipality_id = %(body)s",
    "fabric_street": "UPDATE fabric_street SET name = name || '٢' WHERE municipality_id = %(body)s",
    "fabric_building": "UPDATE fabric_building SET floors = floors + 1 WHERE municipality_id = %(body)s",
    "register_publishedparcel": "UPDATE plans_block SET label = label || '٢' WHERE municipality_id = %(body)s",
    "applications_publishedpermit": (
        "UPDATE applications_permit SET revoked_at = now(), revoked_reason = '-' WHERE municipality_id = %(body)s"
    ),
    "raster_image": "UPDATE raster_image SET audience = 'staff' WHERE municipality_id = %(body)s",
}


def noted(since):
    """Return the changes that this transaction has written since a snapshot: the tables they are of."""
    with connection.cursor() as cursor:
        return read_changes(cursor, since, "9223372036854775807:9223372036854775807:").changes


def run(statement, **values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def found(office):
    """Write a check of an office that found one thing."""
    run_ = CheckRun.objects.create(
        municipality=office.body, started_at=timezone.now(), finished_at=timezone.now(), as_of=date.today(),
        counts={}, parcels_read=1, code_version="x",
    )  # fmt: skip
    return CheckFinding.objects.create(
        municipality=office.body, kind=FindingKind.GAP, key=uuid4().hex, geom=square(10, 10, 5), size=25, parcels=[],
        first_run=run_, last_run=run_,
    )  # fmt: skip


@pytest.mark.parametrize("name", [layer.name for layer in layers])
def test_behind_every_layer_are_tables_whose_changes_are_noted(db, name):
    sources = sources_of(layers[name])
    assert sources
    with connection.cursor() as cursor:
        for source in sources:
            for event in ("insert", "update"):
                cursor.execute(TRIGGERS, [source, f"after_{event}_note"])
                assert cursor.fetchone() == (1,), f"{name}: {event} of {source} is not noted"


def test_a_layer_over_a_table_that_nobody_watches_would_be_found(db):
    """The negative control."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS, ["outbox_message", "after_insert_note"])
        assert cursor.fetchone() == (0,)


def test_every_table_behind_a_layer_is_tried_here():
    apart = {"quality_checkfinding", "violations_violation", "excavations_dighold", "grants_publishedplot"}
    assert {source for layer in layers for source in sources_of(layer)} == {*MOVES, *apart}


@pytest.mark.parametrize("source", sorted(MOVES))
def test_a_changed_row_is_noted_where_it_lies(quarter, source):
    body = quarter.places.west.body
    with everywhere():
        since = current_snapshot()
        assert run(MOVES[source], body=body.pk) > 0
        changes = [change for change in noted(since) if change.source == source]
    assert changes
    here = shapely.box(*territory_box(body)).buffer(50)  # the street runs along its edge
    assert all(shapely.from_wkb(change.shape).intersects(here) for change in changes)
    assert {change.office for change in changes} <= {None, body.pk}
    assert None in {change.office for change in changes}, "everyone sees it"


def territory_box(body):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_XMin(g), ST_YMin(g), ST_XMax(g), ST_YMax(g) FROM (SELECT territory_3857 AS g"
            " FROM municipalities_municipality WHERE id = %s) AS t", [body.pk],
        )  # fmt: skip
        return cursor.fetchone()


def test_a_finding_is_noted_for_its_office_alone(quarter):
    with territory([quarter.places.west.body.pk]):
        since = current_snapshot()
        found(quarter.places.west)
        changes = noted(since)
    assert [(change.source, change.office) for change in changes] == [
        ("quality_checkfinding", quarter.places.west.body.pk)
    ]


def test_a_violation_is_noted_for_its_office_alone(quarter):
    with everywhere():
        since = current_snapshot()  # before the first write: a later one of another session would show ours as old
    hold_fines()
    seen(quarter.places.west)
    with everywhere():
        changes = [change for change in noted(since) if change.source == "violations_violation"]
    assert [change.office for change in changes] == [quarter.places.west.body.pk]


def test_a_dig_that_is_revoked_is_noted(quarter):
    office = quarter.places.west
    with territory([office.body.pk]):
        act_as(office.head.pk)
        since = current_snapshot()
        decide_dig(case=Case.objects.get(kind="excavation"), name="revoke", by=office.head, note="-")
        changes = [change for change in noted(since) if change.source == "excavations_dighold"]
    assert changes and {change.office for change in changes} == {None}


def test_a_plot_that_is_granted_is_noted(quarter):
    with everywhere():
        since = current_snapshot()
    with connect("admin") as admin:
        admin.execute("UPDATE grants_publishedplot SET status = 'granted'")
    with everywhere():
        changes = [change for change in noted(since) if change.source == "grants_publishedplot"]
    assert changes and {change.office for change in changes} == {None}


def test_a_drafted_plan_is_noted_for_its_office_alone_until_it_is_approved(quarter):
    office = quarter.places.west
    with territory([office.body.pk]):
        since = current_snapshot()
        run(
            "INSERT INTO plans_plan (municipality_id, amana_id, district_id, number, revision, status, status_since,"
            " name, name_en, source_system, source_id, geom)"
            " SELECT municipality_id, amana_id, district_id, '77', 0, 'draft', now(), 'x', '', '', '', geom"
            "   FROM plans_plan WHERE id = %(plan)s", plan=office.plan.pk,
        )  # fmt: skip
        changes = noted(since)
    assert {(change.source, change.office) for change in changes} == {("plans_plan", office.body.pk)}


def test_both_shapes_of_a_moved_row_are_noted(quarter):
    body = quarter.places.west.body
    with everywhere():
        since = current_snapshot()
        run("UPDATE plans_zone SET geom = ST_Translate(geom, 300, 0) WHERE municipality_id = %(body)s", body=body.pk)
        old, new = (shapely.from_wkb(change.shape) for change in noted(since))
    assert 250 < shapely.distance(old.centroid, new.centroid) < 400


def test_a_row_that_is_written_as_it_was_is_not_noted(quarter):
    with everywhere():
        since = current_snapshot()
        assert run("UPDATE plans_district SET name = name") > 0
        assert noted(since) == []


def test_a_statement_over_many_rows_is_noted_in_few_boxes_that_hold_them_all(quarter):
    body = quarter.places.west.body
    with everywhere():
        since = current_snapshot()
        run(
            "INSERT INTO fabric_building (municipality_id, floors, use, valid, geom, source_system, source_id)"
            " SELECT %(body)s, 1, 'x', tstzrange(now(), NULL),"
            "        ST_Multi(ST_Translate(geom, 30 * (n %% 90), 30 * (n / 90))), '', ''"
            "   FROM generate_series(1, 6000) AS n, (SELECT geom FROM fabric_building LIMIT 1) AS b", body=body.pk,
        )  # fmt: skip
        boxes = shapely.union_all([shapely.from_wkb(change.shape) for change in noted(since)])
        assert len(noted(since)) <= 289
        with connection.cursor() as cursor:
            cursor.execute("SELECT ST_AsBinary(geom_3857) FROM fabric_building WHERE use = 'x'")
            buildings = [shapely.from_wkb(bytes(row[0])) for row in cursor.fetchall()]
    assert len(buildings) == 6000
    covered = boxes.buffer(0.01)
    shapely.prepare(covered)
    assert all(covered.contains(building) for building in buildings)


def test_the_turn_of_a_day_notes_what_begins_or_ends_to_hold(quarter):
    body = quarter.places.west.body
    with connect("admin") as admin:
        admin.execute("UPDATE layers_state SET day = current_date - 3")
    with everywhere():
        since = current_snapshot()
        run(
            "UPDATE plans_mask SET valid = daterange(NULL, %(day)s) WHERE municipality_id = %(body)s",
            body=body.pk, day=date.today() - timedelta(days=1),
        )  # fmt: skip
        since_day = [change for change in _turned(since) if change.source == "plans_mask"]
        assert len(since_day) == 1
        assert _turned(since) == [], "once a day"


def _turned(since):
    before = {change.order for change in noted(since)}
    run("SELECT note_day_v1()")
    return [change for change in noted(since) if change.order not in before]


def test_the_version_of_the_data_follows_each_change_and_nothing_else(quarter):
    with everywhere():
        before = data_version(layers["masks"])
        run("UPDATE plans_mask SET name = name")
        assert data_version(layers["masks"]) == before
        run("UPDATE plans_mask SET name = name || '٢'")
        assert data_version(layers["masks"]) != before
        assert data_version(layers["streets"]).split(":")[0] != data_version(layers["masks"]).split(":")[0]
