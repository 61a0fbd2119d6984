"""Outlines of parcels: sound, snapped, one at a time, closed and never rewritten."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from geo.errors import DatabaseRefusal
from geo.municipalities.scope import territory
from geo.series.errors import RecordedStays
from geo.spatial.clock import transaction_time
from parcels.register.errors import InvalidBoundary
from parcels.register.models import BoundaryVersion, Parcel, PublishedParcel
from parcels.register.services import NewParcel, enter_parcels
from tests.factories.places import ORIGIN, square
from tests.sql.connections import connect, enter_scope
from tests.sql.land import drawing, number, surface

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
BOX = shapely.box(0, 0, 20, 20)


@pytest.fixture
def office(places):
    with territory([places.west.body.pk]):
        yield places.west


def enter(office, geom, **kwargs):
    (parcel,) = enter_parcels(plan=office.plan, parcels=[NewParcel(geom=geom, **kwargs)], source="survey", since=SINCE)
    return parcel


def add(parcel, geom, *, since=SINCE, until=None, recorded=None):
    """Write a second outline of a parcel, as the application may."""
    return BoundaryVersion.objects.create(
        parcel=parcel, municipality_id=parcel.municipality_id, geom=geom, valid=DateTimeTZRange(since, until),
        recorded=recorded or DateTimeTZRange(transaction_time(), None), source="survey",
    )  # fmt: skip


@pytest.mark.django_db
def test_every_vertex_lies_on_the_millimetre_whoever_computed_it(office):
    x, y = ORIGIN
    rough = GEOSGeometry(
        f"MULTIPOLYGON((({x} {y}, {x + 0.1 + 0.2} {y}, {x + 10.00049} {y + 9.9996}, {x} {y})))", srid=9359
    )
    enter(office, rough)
    (outline,) = BoundaryVersion.objects.values_list("geom", flat=True)
    assert outline.coords[0][0] == ((x, y), (x + 0.3, y), (x + 10.0, y + 10.0), (x, y))


@pytest.mark.django_db
def test_area_is_computed_by_the_database_from_what_is_stored(office):
    enter(office, surface(shapely.box(0, 0, 20, 10).difference(shapely.box(5, 5, 7, 7))))
    assert BoundaryVersion.objects.get().area_grid_m2 == 196.0


@pytest.mark.django_db
def test_a_surface_in_another_reference_system_is_moved_by_the_library_and_refused_by_the_database(office):
    lonlat = square(0, 0, 20).transform(4326, clone=True)
    enter(office, lonlat)
    assert abs(BoundaryVersion.objects.get().area_grid_m2 - 400) < 0.5
    in_degrees = """
        INSERT INTO register_boundaryversion (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
        SELECT id, municipality_id, ST_GeomFromEWKT(%s), false, '[2010-01-01,2011-01-01)', tstzrange(now(), NULL), 'x'
          FROM register_parcel"""
    with pytest.raises(DatabaseError, match="SRID"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(in_degrees, [lonlat.ewkt])


SECOND = """
INSERT INTO register_boundaryversion (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
SELECT parcel_id, municipality_id, geom, false, %(valid)s::tstzrange,
       coalesce(%(recorded)s::tstzrange, tstzrange(now(), NULL)), 'test' FROM register_boundaryversion
"""


def refusal_of_second(**ranges):
    """Write a second version of the only parcel; return the database's refusal."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SECOND, {"recorded": None, **ranges})
    return refused.value


FLAWS = {
    "a bow tie": ("Self-intersection", "MULTIPOLYGON(((0 0, 20 20, 20 0, 0 20, 0 0)))"),
    "a spike": ("Ring Self-intersection", "MULTIPOLYGON(((0 0, 20 0, 20 20, 30 20, 20 20, 0 20, 0 0)))"),
    "a hole outside": (
        "Hole lies outside shell", "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0), (20 20, 21 20, 21 21, 20 20)))"
    ),
    "nested parts": ("Nested shells", "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 9, 0 0)), ((1 1, 2 1, 2 2, 1 1)))"),
    "nothing": ("Empty", "MULTIPOLYGON EMPTY"),
    "two parts": ("Several parts", "MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((20 20, 29 20, 29 29, 20 20)))"),
    "less than a millimetre": ("Empty", "MULTIPOLYGON(((0 0, 0.0004 0, 0.0004 0.0004, 0 0)))"),
    "not a number": ("Invalid Coordinate", "MULTIPOLYGON(((0 0, 9 0, NaN 9, 0 9, 0 0)))"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("flaw", FLAWS)
def test_a_surface_that_is_not_sound_is_refused_with_its_reason(office, flaw):
    reason, wkt = FLAWS[flaw]
    with pytest.raises(InvalidBoundary) as refused:
        enter(office, GEOSGeometry(wkt, srid=9359))
    assert refused.value.context["reason"] == reason
    assert not Parcel.objects.exists()


@pytest.mark.django_db
def test_the_crossing_point_of_a_bow_tie_is_named(office):
    with pytest.raises(InvalidBoundary) as refused:
        enter(office, GEOSGeometry(FLAWS["a bow tie"][1], srid=9359))
    assert (refused.value.context["x"], refused.value.context["y"]) == (10, 10)


@pytest.mark.django_db
def test_parts_are_allowed_where_they_are_meant(office):
    enter(office, GEOSGeometry(FLAWS["two parts"][1], srid=9359), several_parts=True)
    assert BoundaryVersion.objects.get().geom.num_geom == 2


@pytest.mark.django_db
def test_twenty_thousand_vertices_are_enough(office):
    def circle(vertices):
        return surface(shapely.Point(0, 0).buffer(5000, quad_segs=vertices // 4))

    enter(office, circle(19_996))
    with pytest.raises(InvalidBoundary) as refused:
        enter(office, circle(20_004))
    assert refused.value.context["reason"] == "Too many vertices"


@pytest.mark.django_db
def test_a_parcel_has_one_outline_at_a_time(office):
    parcel = enter(office, square(0, 0, 20))
    with pytest.raises(IntegrityError, match="boundary_one_at_a_time"), transaction.atomic():
        add(parcel, square(50, 0, 20), since=SINCE + timedelta(days=400))
    add(parcel, square(50, 0, 20), since=SINCE - timedelta(days=400), until=SINCE)
    assert parcel.boundaries.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("valid", ["[1990-01-01,infinity)", "[-infinity,1990-01-01)"])
def test_an_end_at_infinity_is_no_open_end(office, valid):
    """upper_inf() does not see it: such an outline would be in nobody's way."""
    enter(office, square(0, 0, 20))
    assert "boundary_open_ends" in str(refusal_of_second(valid=valid))


@pytest.mark.django_db
@pytest.mark.parametrize("recorded", ["[2020-01-01,)", "[2020-01-01,2021-01-01)", "[2020-01-01,infinity)", "(,)"])
def test_the_register_does_not_claim_to_have_known_earlier(office, recorded):
    enter(office, square(0, 0, 20))
    refused = refusal_of_second(valid="[1990-01-01,1991-01-01)", recorded=recorded)
    assert type(DatabaseRefusal.translate(refused)) is RecordedStays


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "geom = ST_Translate(geom, 0.001, 0)", "geom = ST_Reverse(geom)", "source = 'another'", "accuracy_m = 0.01",
        "several_parts = true", "recorded_by_id = 1", "valid = '[2019-01-01,)'", "valid = '(,)'",
        "valid = '[2020-06-01,)'",
        "recorded = tstzrange(lower(recorded) - interval '1 day', NULL)", "recorded = '(,)'",
        "recorded = tstzrange(NULL, now())", "id = id + 1",
    ],
)  # fmt: skip
def test_a_version_is_never_rewritten(office, change):
    enter(office, square(0, 0, 20))
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE register_boundaryversion SET {change}")
    assert type(DatabaseRefusal.translate(refused.value)) is RecordedStays


@pytest.mark.django_db
def test_an_outline_that_was_always_true_can_neither_be_given_a_beginning(office):
    """The lower end is open too: a comparison with it is neither true nor false, which let the change pass."""
    parcel = enter(office, square(0, 0, 20))
    add(parcel, square(0, 0, 10), since=None, until=SINCE)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        parcel.boundaries.filter(valid__upper_inf=False).update(valid=DateTimeTZRange(SINCE - timedelta(days=9), SINCE))
    assert type(DatabaseRefusal.translate(refused.value)) is RecordedStays


@pytest.mark.django_db
def test_legal_time_is_closed_once(office):
    parcel = enter(office, square(0, 0, 20))
    ends = [SINCE + timedelta(days=days) for days in (100, 50, 200)]
    parcel.boundaries.update(valid=DateTimeTZRange(SINCE, ends[0]))
    for end in (*ends[1:], None):
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            parcel.boundaries.update(valid=DateTimeTZRange(SINCE, end))
        assert type(DatabaseRefusal.translate(refused.value)) is RecordedStays


@pytest.mark.django_db(transaction=True)
def test_a_changed_outline_is_a_new_version_beside_the_closed_one(places):
    """The register's way to change an outline, and what it answers for the time before and after."""
    office = places.west
    (parcel,) = number(office, [surface(BOX)])
    with connect("app") as app:
        with app.transaction():
            enter_scope(app, [office.body.pk])
            app.execute("UPDATE register_boundaryversion SET recorded = tstzrange(lower(recorded), now())")
            drawing(parcel, shapely.box(0, 0, 20, 30))(app)
        with app.transaction():
            enter_scope(app, [office.body.pk])
            known = "SELECT area_grid_m2 FROM register_boundaryversion WHERE recorded @> %s::timestamptz"
            turned = app.execute("SELECT max(lower(recorded)) FROM register_boundaryversion").fetchone()[0]
            assert app.execute(known, [turned - timedelta(microseconds=1)]).fetchall() == [(400.0,)]
            assert app.execute(known, [turned]).fetchall() == [(600.0,)]
    assert PublishedParcel.objects.get().area_m2 == 600


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("until", ["now() - interval '1 microsecond'", "now() + interval '1 day'", "NULL"])
def test_the_register_stops_holding_a_version_now_and_at_no_other_time_and_never_again(places, until):
    office = places.west
    number(office, [surface(BOX)])
    closing = "UPDATE register_boundaryversion SET recorded = tstzrange(lower(recorded), {})"
    with connect("app") as app:
        app.execute("BEGIN")
        enter_scope(app, [office.body.pk])
        app.execute(closing.format("now()"))
        app.execute("COMMIT")
        with pytest.raises(psycopg.Error) as refused, app.transaction():
            enter_scope(app, [office.body.pk])
            app.execute(closing.format(until))
        assert refused.value.sqlstate == "MK003"
