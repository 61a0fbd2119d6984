"""Locks on the ground, the frame in which it is kept, and refusals of the database in the domain's words."""

import threading

import pytest
import shapely
from django.contrib.gis.geos import Point, Polygon
from django.db import DatabaseError, IntegrityError, connection, transaction
from pyproj import Transformer

from geo.errors import DatabaseRefusal
from geo.municipalities.models import Municipality
from geo.series.errors import RecordedStays
from geo.spatial.clock import transaction_time
from geo.spatial.crs import LONLAT_SRID, lonlat_bbox, storage_srid
from geo.spatial.models import Deployment
from geo.spatial.refusals import refusals_explained
from geo.spatial.shapes import to_geos, to_shapely, to_surface
from tests.sql.connections import connect
from tests.sql.races import Held

HELD = """
SELECT count(*) FILTER (WHERE objsubid = 2), count(*) FILTER (WHERE objsubid = 1 AND mode = 'ShareLock'),
       count(*) FILTER (WHERE objsubid = 1 AND mode = 'ExclusiveLock')
  FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
"""
LOCK = "SELECT lock_cells_v1(ARRAY(SELECT ST_GeomFromText(w, %s) FROM unnest(%s::text[]) AS w))"


def lock(connection, *boxes):
    """Lock the ground of boxes in metres; return how many cells, shared and exclusive register locks are held."""
    connection.execute(LOCK, [storage_srid(), [shapely.box(*box).wkt for box in boxes]])
    return connection.execute(HELD).fetchone()


@pytest.fixture
def app(django_db_setup):
    with connect("app") as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("boxes", "cells"),
    [
        ([(10, 10, 20, 20)], 1),
        ([(10, 10, 20, 20), (30, 30, 40, 40)], 1),
        ([(250, 10, 260, 20)], 2),
        ([(250, 250, 260, 260)], 4),
        ([(10, 10, 256, 20)], 2),  # touches the next cell, where a neighbour may touch it
        ([(-10, -10, 10, 10)], 4),
        ([(0, 0, 2550, 10)], 10),
        ([(10, 10, 20, 20), (10_000, 10, 10_010, 20)], 2),
        ([], 0),
    ],
)
def test_an_operation_locks_the_cells_that_its_boxes_touch(app, boxes, cells):
    assert lock(app, *boxes) == (cells, 1, 0)


def test_over_two_thousand_cells_the_register_is_locked_alone(app):
    assert lock(app, (0, 0, 256 * 45, 256 * 45)) == (0, 0, 1)


def test_who_locks_the_register_alone_waits_for_all_others_and_they_for_him(app):
    with connect("app") as whole, connect("app") as other:
        lock(app, (0, 0, 10, 10))
        whole.execute("BEGIN")
        all_of_it = Held(whole, lambda: lock(whole, (0, 0, 256 * 60, 256 * 60)))
        assert all_of_it.waits()
        other.execute("BEGIN")
        a_cell = Held(other, lambda: lock(other, (90_000, 90_000, 90_010, 90_010)))
        assert a_cell.waits()
        app.execute("COMMIT")
        assert all_of_it.finish() == ""
        whole.execute("COMMIT")
        assert a_cell.finish() == ""
        other.execute("COMMIT")


def test_neighbouring_cells_do_not_wait_for_each_other(app):
    with connect("app") as other:
        lock(app, (10, 10, 20, 20))
        other.execute("BEGIN")
        free = Held(other, lambda: lock(other, (300, 10, 310, 20)))
        assert not free.waits()
        assert free.finish() == ""


def test_the_helper_of_these_tests_sees_who_waits(app):
    """The negative control: a statement that only takes long waits for nobody."""
    done = threading.Event()
    with connect("app") as other:
        slow = Held(other, lambda: (other.execute("SELECT pg_sleep(0.2)"), done.set()))
        assert not slow.waits() and done.is_set()


@pytest.mark.django_db
def test_a_refusal_comes_out_as_the_domains_error_and_the_transaction_goes_on():
    with pytest.raises(RecordedStays) as refused, refusals_explained(), connection.cursor() as cursor:
        cursor.execute(
            """DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'MK003',
                     DETAIL = '{"table": "t", "operation": "DELETE"}'; END $$"""
        )
    assert refused.value.context == {"table": "t", "operation": "DELETE"}
    assert transaction_time() is not None


@pytest.mark.django_db
def test_what_is_no_refusal_of_ours_comes_out_as_it_is():
    with pytest.raises(IntegrityError), refusals_explained():
        Municipality.objects.create(kind="amana", code="1", name="a")
        Municipality.objects.create(kind="amana", code="1", name="b")
    assert not Municipality.objects.exists()


@pytest.mark.django_db
def test_a_detail_that_is_no_object_is_no_context():
    with pytest.raises(RecordedStays) as refused, refusals_explained(), connection.cursor() as cursor:
        cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'MK003', DETAIL = 'in words'; END $$")
    assert refused.value.context == {}


def test_a_sqlstate_stands_for_one_error():
    with pytest.raises(ValueError, match="MK003 is declared twice"):
        DatabaseRefusal.register("MK003", type("Other", (RecordedStays,), {}))


@pytest.mark.django_db
def test_what_one_transaction_writes_becomes_true_together():
    first = transaction_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp() > now()")
        assert cursor.fetchone() == (True,)
    assert transaction_time() == first


@pytest.mark.django_db
def test_the_storage_crs_is_written_down_once():
    assert Deployment.objects.get().storage_srid == storage_srid()
    with pytest.raises(DatabaseError), transaction.atomic():
        Deployment.objects.create(id=2, storage_srid=4326)


@pytest.mark.django_db
@pytest.mark.parametrize("srid", [9356, 9357, 9358, 9359, 9360])
def test_the_frames_of_ksa_grf17_are_there_and_agree_with_proj(srid):
    """PostGIS 3.3 lacks them: a migration adds them. Two degrees off the central meridian, to 0.1 mm."""
    lon, lat = 33 + 6 * (srid - 9356) + 2, 26.5
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint(%s, %s), 9333), %s) AS p",
            [lon, lat, srid],
        )
        placed = cursor.fetchone()
    assert placed == pytest.approx(Transformer.from_crs(9333, srid, always_xy=True).transform(lon, lat), abs=1e-4)


def test_a_box_is_told_in_degrees():
    box = Polygon.from_bbox((50, 26, 51, 27))
    box.srid = LONLAT_SRID
    assert lonlat_bbox(box) == "50.0000000,26.0000000,51.0000000,27.0000000"


def test_shapes_pass_between_the_libraries_unchanged():
    ring = shapely.box(0, 0, 1, 1.000000001)
    assert to_shapely(to_geos(ring)).equals_exact(ring, 0)
    assert to_surface(ring).num_geom == 1
    assert to_surface(shapely.MultiPolygon([ring, shapely.box(5, 5, 6, 6)])).num_geom == 2
    assert to_geos(ring).srid == storage_srid()
    assert to_shapely(Point(1, 2)).equals(shapely.Point(1, 2))
