"""Shares of ownership under races, and what the database refuses of deeds and rights whatever the way in."""

from fractions import Fraction
from uuid import uuid4

import psycopg
import pytest

from geo.municipalities.scope import territory
from geo.parties.enums import PartyKind
from geo.parties.services import register_party
from tests.factories.cases import enter_drawn
from tests.sql.connections import connect, enter_scope
from tests.sql.races import Held, race, tally

pytestmark = pytest.mark.django_db(transaction=True)

INSERT = """
INSERT INTO rights_right (id, municipality_id, parcel_id, party_id, kind, share_numerator, share_denominator, valid,
                          recorded, reason, recorded_by_id)
VALUES (%(id)s, %(office)s, %(parcel)s, %(party)s, %(kind)s, %(numerator)s, %(denominator)s,
        tstzrange(%(since)s, %(until)s), coalesce(%(recorded)s::tstzrange, tstzrange(now(), NULL)), '', %(by)s)
"""
DEED = """
INSERT INTO rights_deed (id, municipality_id, parcel_id, kind, number, hijri_date, issued_on, issuer, recorded_by_id,
                         recorded_at, superseded_by_id, source_system, source_id)
VALUES (%(id)s, %(office)s, %(parcel)s, %(kind)s, %(number)s, '', %(issued)s, 'x', %(by)s, now(), NULL, '', '')
"""
TOO_MUCH, KEPT, DEED_REFUSED, ISOLATION = "MK020", "MK003", "MK021", "MK002"
FOREIGN_KEY, CHECK, ROW_SECURITY, RIGHT = "23503", "23514", "42501", "42501"


def row(office, parcel, party, **said):
    """Return the values of a right: the whole, from 2020 on, unless told."""
    return {
        "id": uuid4(), "office": office.body.pk, "parcel": parcel, "party": party, "kind": "ownership", "numerator": 1,
        "denominator": 1, "since": "2020-01-01", "until": None, "recorded": None, "by": office.head.pk, **said,
    }  # fmt: skip


def deed(office, parcel, **said):
    """Return the values of a deed: electronic, of 2020, unless told."""
    return {
        "id": uuid4(), "office": office.body.pk, "parcel": parcel, "kind": "electronic", "number": "123456789012",
        "issued": "2020-01-01", "by": office.head.pk, **said,
    }  # fmt: skip


def registered(office, number=1):
    with territory([office.body.pk]):
        return register_party(
            kind=PartyKind.PERSON, name=f"مالك {number}", municipality=office.body, identifier=f"99{number:08}"
        ).pk


@pytest.fixture
def land(places):
    """Two parcels of the western office."""
    return [parcel.pk for parcel in enter_drawn(places.west, "AB", cell_m=20).values()]


def attempt(ids, *statements):
    """Run statements as the application in one transaction; return the SQLSTATE that refused them, or ""."""
    with connect("app") as app:
        try:
            with app.transaction():
                enter_scope(app, ids)
                for statement, values in statements:
                    app.execute(statement, values)
        except psycopg.Error as error:
            return error.sqlstate
    return ""


def owned():
    """Return the shares that the register holds of each parcel today, added up exactly."""
    query = """SELECT parcel_id, share_numerator, share_denominator FROM rights_right
                WHERE kind = 'ownership' AND upper_inf(recorded) AND valid @> now()"""
    found = {}
    with connect("admin") as admin:
        for parcel, numerator, denominator in admin.execute(query).fetchall():
            found[parcel] = found.get(parcel, Fraction(0)) + Fraction(numerator, denominator)
    return found


def writing(values):
    def job(connection):
        connection.execute(INSERT, values)

    return job


def test_sixteen_writers_fill_the_whole_and_not_a_share_more(places, land):
    party = registered(places.west)
    jobs = [writing(row(places.west, land[turn % 2], party, denominator=24)) for turn in range(160)]
    assert tally(race(jobs, [places.west.body.pk])) == {"": 48, TOO_MUCH: 112}
    assert owned() == dict.fromkeys(land, Fraction(1))


def test_shares_of_many_sizes_never_exceed_the_whole_under_a_race(places, land):
    party = registered(places.west)
    sizes = [2, 3, 5, 7, 11, 13, 24, 72]
    jobs = [writing(row(places.west, land[0], party, denominator=sizes[turn % 8])) for turn in range(160)]
    answers = tally(race(jobs, [places.west.body.pk]))
    assert set(answers) == {"", TOO_MUCH}
    assert Fraction(9, 10) < owned()[land[0]] <= 1


def test_without_the_lock_some_get_in(places, land):
    """The negative control: the same race, with the parcel's row not locked."""
    party = registered(places.west)
    with connect("admin") as admin:
        (source,) = admin.execute("SELECT pg_get_functiondef('after_ownership_v1()'::regprocedure)").fetchone()
        lock = "PERFORM FROM register_parcel WHERE id = NEW.parcel_id FOR NO KEY UPDATE;"
        assert lock in source
        unlocked = source.replace(lock, "").replace("RETURN NULL;", "PERFORM pg_sleep(0.05); RETURN NULL;")
        admin.execute(unlocked)
        try:
            jobs = [writing(row(places.west, land[0], party, denominator=2)) for _turn in range(64)]
            race(jobs, [places.west.body.pk])
        finally:
            admin.execute(source)
    assert owned()[land[0]] > 1


def test_a_second_owner_waits_for_the_first_and_is_then_refused(places, land):
    party, ids = registered(places.west), [places.west.body.pk]
    with connect("app") as first, connect("app") as second:
        with first.transaction():
            enter_scope(first, ids)
            first.execute(INSERT, row(places.west, land[0], party))

            def write():
                with second.transaction():
                    enter_scope(second, ids)
                    second.execute(INSERT, row(places.west, land[0], party, denominator=9))

            held = Held(second, write)
            assert held.waits()
        assert held.finish() == TOO_MUCH


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_another_isolation_level_is_refused(places, land, level):
    values = row(places.west, land[0], registered(places.west))
    isolation = (f"SET TRANSACTION ISOLATION LEVEL {level}", None)
    with connect("app") as app, pytest.raises(psycopg.Error) as refused, app.transaction():
        app.execute(*isolation)
        enter_scope(app, [places.west.body.pk])
        app.execute(INSERT, values)
    assert refused.value.sqlstate == ISOLATION


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"numerator": 0}, CHECK),
        ({"numerator": 3, "denominator": 2}, CHECK),
        ({"until": "2019-01-01"}, "22000"),
        ({"until": "2020-01-01"}, CHECK),
        ({"until": "infinity"}, CHECK),
        ({"since": None}, CHECK),
        ({"since": "-infinity"}, CHECK),
        ({"recorded": "[2019-01-01,)"}, KEPT),
        ({"recorded": "[2019-01-01,2020-01-01)"}, KEPT),
    ],
)
def test_a_right_that_is_none_is_refused(places, land, said, state):
    values = row(places.west, land[0], registered(places.west), **said)
    assert attempt([places.west.body.pk], (INSERT, values)) == state


def test_land_party_and_right_are_of_one_office(places, land):
    both = [places.west.body.pk, places.east.body.pk]
    mine, other = registered(places.west), registered(places.east)
    assert attempt(both, (INSERT, row(places.west, land[0], other))) == FOREIGN_KEY
    assert attempt(both, (INSERT, row(places.east, land[0], other))) == FOREIGN_KEY
    assert attempt([places.east.body.pk], (INSERT, row(places.west, land[0], mine))) == ROW_SECURITY
    assert attempt([], (INSERT, row(places.west, land[0], mine))) == ROW_SECURITY
    assert attempt(both, (INSERT, row(places.west, land[0], mine))) == ""


def test_a_right_stands_on_a_deed_of_its_own_parcel(places, land):
    ids, party, paper = [places.west.body.pk], registered(places.west), deed(places.west, land[1])
    with_deed = INSERT.replace("recorded_by_id)", "recorded_by_id, deed_id)").replace("%(by)s)", "%(by)s, %(deed)s)")
    assert attempt(ids, (DEED, paper)) == ""
    elsewhere, here = (row(places.west, parcel, party, deed=paper["id"]) for parcel in land)
    assert attempt(ids, (with_deed, elsewhere)) == FOREIGN_KEY
    assert attempt(ids, (with_deed, here)) == ""


@pytest.mark.parametrize(
    ("statement", "app_state"),
    [
        ("UPDATE rights_right SET share_numerator = 1, share_denominator = 9", RIGHT),
        ("UPDATE rights_right SET valid = tstzrange('2020-01-01', '2021-01-01')", RIGHT),
        ("DELETE FROM rights_right", RIGHT),
        ("UPDATE rights_deed SET number = '1'", RIGHT),
        ("UPDATE rights_deed SET issued_on = NULL", RIGHT),
        ("DELETE FROM rights_deed", RIGHT),
        ("TRUNCATE rights_deed CASCADE", RIGHT),
        ("UPDATE rights_right SET recorded = tstzrange('2019-01-01', now())", KEPT),
        ("UPDATE rights_right SET recorded = tstzrange(lower(recorded), '2037-01-01')", KEPT),
    ],
)
def test_what_is_recorded_stays_for_the_application_and_for_the_administrator(places, land, statement, app_state):
    party = registered(places.west)
    ids = [places.west.body.pk]
    assert attempt(ids, (INSERT, row(places.west, land[0], party)), (DEED, deed(places.west, land[0]))) == ""
    assert attempt(ids, (statement, None)) == app_state
    with connect("admin") as admin, pytest.raises(psycopg.Error) as refused:
        admin.execute(statement)
    assert refused.value.sqlstate == KEPT


def test_a_right_is_closed_once(places, land):
    ids = [places.west.body.pk]
    close = ("UPDATE rights_right SET recorded = tstzrange(lower(recorded), now())", None)
    assert attempt(ids, (INSERT, row(places.west, land[0], registered(places.west)))) == ""
    assert attempt(ids, close) == ""
    assert attempt(ids, close) == KEPT
    assert owned() == {}


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"number": "12345678901"}, CHECK),
        ({"number": "١٢٣٤٥٦٧٨٩٠١٢"}, CHECK),
        ({"number": "", "kind": "paper"}, CHECK),
        ({"issued": "2099-01-01"}, DEED_REFUSED),
        ({"kind": "paper", "number": "7/3"}, ""),
        ({"issued": None}, ""),
    ],
)
def test_a_deed_that_is_none_is_refused(places, land, said, state):
    assert attempt([places.west.body.pk], (DEED, deed(places.west, land[0], **said))) == state


def test_a_deed_gives_way_once_to_one_in_force_of_the_same_land(places, land):
    ids = [places.west.body.pk]
    first, second, third = (deed(places.west, land[0], number=f"00000000000{n}") for n in (1, 2, 3))
    elsewhere = deed(places.west, land[1])
    assert attempt(ids, *((DEED, each) for each in (first, second, third, elsewhere))) == ""
    give_way = "UPDATE rights_deed SET superseded_by_id = %s WHERE id = %s"
    assert attempt(ids, (give_way, [elsewhere["id"], first["id"]])) == DEED_REFUSED
    assert attempt(ids, (give_way, [first["id"], first["id"]])) == DEED_REFUSED
    assert attempt(ids, (give_way, [second["id"], first["id"]])) == ""
    assert attempt(ids, (give_way, [third["id"], first["id"]])) == KEPT
    assert attempt(ids, (give_way, [first["id"], third["id"]])) == DEED_REFUSED, "it has given way itself"
    assert attempt(ids, (give_way, [None, first["id"]])) == KEPT


def test_a_deed_of_another_office_is_neither_seen_nor_written(places, land):
    assert attempt([places.west.body.pk], (DEED, deed(places.west, land[0]))) == ""
    assert attempt([places.east.body.pk], (DEED, deed(places.west, land[0]))) == ROW_SECURITY
    assert attempt([places.west.body.pk, places.east.body.pk], (DEED, deed(places.east, land[1]))) == FOREIGN_KEY
    with connect("app") as app, app.transaction():
        enter_scope(app, [places.east.body.pk])
        assert app.execute("SELECT count(*) FROM rights_deed").fetchone() == (0,)
