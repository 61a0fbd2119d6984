"""The spatial index works under row level security, and every search of the triggers goes through an index."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.gis.geos import Polygon
from django.db import connection, models

from geo.municipalities.scope import territory
from geo.spatial.crs import storage_srid
from parcels.register.models import BoundaryVersion
from parcels.register.services import NewParcel, allot_numbers, enter_parcels
from tests.factories.places import ORIGIN, square
from tests.sql.connections import connect

WINDOW = Polygon.from_bbox((ORIGIN[0] + 100, ORIGIN[1] + 100, ORIGIN[0] + 140, ORIGIN[1] + 140))
WINDOW.srid = storage_srid()
READ = """
SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables
 WHERE relname IN ('register_parcel', 'register_boundaryversion', 'register_allottednumber', 'register_publishedparcel')
"""


def enter_field(office, count, *, x=0):
    """Enter `count` parcels of 10 m side by side, fifty a row."""
    new = [NewParcel(geom=square(x + 10 * (i % 50), 10 * (i // 50), 10)) for i in range(count)]
    with territory([office.body.pk]):
        return enter_parcels(plan=office.plan, parcels=new, source="test")


def index_conditions(query: models.QuerySet) -> str:
    """Return the lines of the query's plan that say what is looked up in an index."""
    return "\n".join(line.strip() for line in query.explain().splitlines() if "Index Cond" in line)


@contextmanager
def marked_leaky() -> Iterator[None]:
    """Take back the mark that lets the planner test && before row level security."""
    change = "ALTER FUNCTION geometry_overlaps(geometry, geometry) {} LEAKPROOF"
    with connect("admin") as admin:
        admin.execute(change.format("NOT"))
        try:
            yield
        finally:
            admin.execute(change.format(""))


@pytest.mark.django_db(transaction=True)
def test_a_window_on_a_few_thousand_outlines_is_found_through_the_index(places):
    for office, x in ((places.west, 0), (places.east, 1000)):
        enter_field(office, 1500, x=x)
    with connect("admin") as admin:
        admin.execute("ANALYZE register_boundaryversion")
    held = BoundaryVersion.objects.filter(recorded__upper_inf=True)
    with territory([places.west.body.pk]):
        in_window = held.filter(geom__bboverlaps=WINDOW)
        assert in_window.count() == 36, "4 by 4, and those that touch"
        assert "geom &&" in index_conditions(in_window)
        assert "boundary_held" in in_window.explain()
        assert "geom &&" in index_conditions(in_window.filter(geom__intersects=WINDOW))
    with marked_leaky(), territory([places.west.body.pk]):
        assert "geom &&" not in index_conditions(in_window), "the negative control"


def tuples_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_entering_and_numbering_read_each_row_a_few_times_and_not_all_for_each(places):
    """No search of a trigger, and no check of a key, walks through the table: 600 parcels are not 360,000 reads."""
    with connect("admin") as admin:
        # All that are counted: a plan that an earlier test made for an empty table is made anew.
        for table in ("parcel", "boundaryversion", "allottednumber", "publishedparcel"):
            admin.execute(f"VACUUM register_{table}")
    before = tuples_read()
    entered = enter_field(places.west, 600)
    with territory([places.west.body.pk]):
        allot_numbers(block=places.west.block, parcel_ids=[p.pk for p in entered], request_id=uuid4())
    assert tuples_read() - before < 60 * len(entered)


def conditional_indexes() -> list[str]:
    """Return the names of the indexes that a model declares for some of its rows only."""
    return sorted(index.name for model in apps.get_models() for index in model._meta.indexes if index.condition)


@pytest.mark.django_db
@pytest.mark.parametrize("name", conditional_indexes())
def test_an_index_declared_for_some_rows_is_made_for_those_rows_only(name):
    """Django's PostGIS backend drops the condition of an index on one geometry field, without a word."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
        (definition,) = cursor.fetchone()
    assert " WHERE " in definition
