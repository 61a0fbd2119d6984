"""Sixteen writers draw over each other: whatever the way in, no two parcels in force share land."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import shapely

from tests.sql.connections import connect, enter_scope
from tests.sql.land import (
    contested,
    drawing,
    neighbours,
    numbered_without_outline,
    overlapping_pairs,
    surface,
)
from tests.sql.races import OVERLAP, Held, race, tally

pytestmark = pytest.mark.django_db(transaction=True)

BOX = shapely.box(0, 0, 20, 20)
OVER_IT = shapely.box(10, 10, 30, 30)
SET_STATE = "UPDATE register_parcel SET state = %s WHERE id = %s"


@contextmanager
def without(trigger: str, table: str) -> Iterator[None]:
    """Run a block without one trigger: the negative control, which only the administrator can make."""
    with connect("admin") as admin:
        admin.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        try:
            yield
        finally:
            admin.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


@contextmanager
def without_locks() -> Iterator[None]:
    """Run a block with a lock function that locks nothing."""
    source = Path("geo/spatial/sql/lock_cells.v1.sql").read_text(encoding="utf-8")
    released = source.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    with connect("admin") as admin:
        admin.execute("""CREATE OR REPLACE FUNCTION lock_cells_v1(geometries geometry[]) RETURNS void
                         LANGUAGE plpgsql AS 'BEGIN END'""")
        try:
            yield
        finally:
            admin.execute(released)


def _race_by_insert(office, count, legal):
    """Race `count` outlines strewn over each other and `legal` neighbours; return the answers of both."""
    parcels = iter(numbered_without_outline(office, count + legal))
    strewn = contested(count, seed=7, side_m=(count * 60) ** 0.5)
    jobs = [(drawing(next(parcels), shape, parts=True), "strewn") for shape in strewn]
    jobs += [(drawing(next(parcels), shape), "legal") for shape in neighbours(legal, at=(2000, 2000))]
    random.Random(11).shuffle(jobs)
    answers = race([job for job, _kind in jobs], [office.body.pk])
    by_kind = {"strewn": [], "legal": []}
    for (_job, kind), answer in zip(jobs, answers, strict=True):
        by_kind[kind].append(answer)
    return tally(by_kind["strewn"]), tally(by_kind["legal"])


def test_racing_inserts_let_no_overlap_in_and_refuse_no_neighbour(places):
    strewn, legal = _race_by_insert(places.west, 600, 100)
    assert set(strewn) == {"", OVERLAP} and min(strewn.values()) > 50
    assert legal == {"": 100}
    assert overlapping_pairs() == 0


@pytest.mark.full
def test_five_thousand_racing_inserts_let_no_overlap_in_and_refuse_no_neighbour(places):
    strewn, legal = _race_by_insert(places.west, 5000, 900)
    assert set(strewn) == {"", OVERLAP}
    assert legal == {"": 900}
    assert overlapping_pairs() == 0


def test_without_the_trigger_the_same_race_lets_overlaps_in(places):
    with without("after_insert_boundaries", "register_boundaryversion"):
        _race_by_insert(places.west, 100, 1)
    assert overlapping_pairs() > 0


def _two_at_once(places):
    """Draw two overlapping outlines in two open transactions; return whether the second waited, and its answer."""
    first, second = numbered_without_outline(places.west, 2)
    with connect("app") as one, connect("app") as two:
        two.execute("BEGIN")
        enter_scope(two, [places.west.body.pk])
        with one.transaction():
            enter_scope(one, [places.west.body.pk])
            drawing(first, BOX)(one)
            held = Held(two, lambda: drawing(second, OVER_IT)(two))
            waited = held.waits()
        answer = held.finish()
        two.execute("ROLLBACK" if answer else "COMMIT")
    return waited, answer


def test_the_second_of_two_open_transactions_waits_and_is_then_refused(places):
    assert _two_at_once(places) == (True, OVERLAP)
    assert overlapping_pairs() == 0


def test_without_the_locks_the_second_does_not_wait_and_both_get_in(places):
    with without_locks():
        assert _two_at_once(places) == (False, "")
    assert overlapping_pairs() == 1


def test_racing_re_activations_bring_no_overlap_into_force(places):
    office = places.west
    parcels = numbered_without_outline(office, 160)
    with connect("app") as connection, connection.transaction():
        enter_scope(connection, [office.body.pk])
        connection.execute("UPDATE register_parcel SET state = 'proposed' WHERE id = ANY (%s)", [parcels])
        for parcel, shape in zip(parcels, contested(160, seed=3, side_m=100), strict=True):
            drawing(parcel, shape, parts=True)(connection)
    assert overlapping_pairs() == 0, "proposed parcels claim nothing yet"

    def activate(parcel):
        return lambda connection: connection.execute(SET_STATE, ["provisional", parcel])

    answers = tally(race([activate(parcel) for parcel in parcels], [office.body.pk]))
    assert set(answers) == {"", OVERLAP} and min(answers.values()) > 10
    assert overlapping_pairs() == 0


@pytest.mark.parametrize("first", ["the outline", "the state"])
def test_an_outline_and_a_re_activation_at_once_do_not_slip_past_each_other(places, first):
    """One transaction draws a proposed parcel over a neighbour, another brings it into force: each alone is legal."""
    office = places.west
    standing, moved = numbered_without_outline(office, 2)
    with connect("app") as setup, setup.transaction():
        enter_scope(setup, [office.body.pk])
        drawing(standing, BOX)(setup)
        setup.execute(SET_STATE, ["proposed", moved])
    works = {
        "the outline": drawing(moved, OVER_IT),
        "the state": lambda connection: connection.execute(SET_STATE, ["provisional", moved]),
    }
    opening, following = works.pop(first), *works.values()
    with connect("app") as one, connect("app") as two:
        with one.transaction():
            enter_scope(one, [office.body.pk])
            opening(one)
            two.execute("BEGIN")
            enter_scope(two, [office.body.pk])
            held = Held(two, lambda: following(two))
            assert held.waits()
        assert held.finish() == OVERLAP
        two.execute("ROLLBACK")
    assert overlapping_pairs() == 0


def _open_again(office, parcels):
    """Draw parcels over each other, each true in law on a day of its own; the jobs leave the legal time open."""
    days = [f"{1900 + place}-01-01" for place in range(len(parcels))]
    jobs = []
    with connect("app") as connection, connection.transaction():
        enter_scope(connection, [office.body.pk])
        for parcel, shape, day in zip(parcels, contested(len(parcels), seed=5, side_m=60), days, strict=True):
            drawing(parcel, shape, since=day, until=f"{day} 12:00", parts=True)(connection)
            jobs.append(_updating("valid = tstzrange(lower(valid), NULL)", parcel))
    return jobs


def _move(office, parcels):
    """Draw parcels side by side; the jobs move each over the others."""
    jobs = []
    with connect("app") as connection, connection.transaction():
        enter_scope(connection, [office.body.pk])
        here = neighbours(len(parcels), at=(3000, 3000))
        for parcel, shape, target in zip(parcels, here, contested(len(parcels), seed=5, side_m=60), strict=True):
            drawing(parcel, shape, parts=True)(connection)
            jobs.append(_updating("geom = ST_GeomFromEWKT(%(target)s)", parcel, target=surface(target).ewkt))
    return jobs


def _updating(change, parcel, **values):
    statement = f"UPDATE register_boundaryversion SET {change} WHERE parcel_id = %(parcel)s AND upper_inf(recorded)"
    return lambda connection: connection.execute(statement, {"parcel": parcel, **values})


@pytest.mark.parametrize("prepare", [_open_again, _move])
def test_updates_that_would_bring_an_overlap_are_refused_as_rewriting(places, prepare):
    jobs = prepare(places.west, numbered_without_outline(places.west, 32))
    assert tally(race(jobs, [places.west.body.pk])) == {"MK003": 32}
    assert overlapping_pairs() == 0


@pytest.mark.parametrize("prepare", [_open_again, _move])
def test_the_overlap_trigger_stands_behind_the_rule_against_rewriting(places, prepare):
    jobs = prepare(places.west, numbered_without_outline(places.west, 64))
    with without("before_update_close", "register_boundaryversion"):
        answers = tally(race(jobs, [places.west.body.pk]))
    assert set(answers) == {"", OVERLAP} and min(answers.values()) > 3
    assert overlapping_pairs() == 0


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("drawn", [True, False])
def test_other_isolation_levels_are_refused(places, level, drawn):
    """Also for a parcel without an outline: one may be there that the older snapshot does not show."""
    standing, parcel = numbered_without_outline(places.west, 2)
    into_force = lambda c: c.execute(SET_STATE, ["provisional", parcel])  # noqa: E731
    with connect("app") as connection:
        with connection.transaction():
            enter_scope(connection, [places.west.body.pk])
            drawing(standing, BOX)(connection)
            connection.execute(SET_STATE, ["proposed", parcel])
            if drawn:
                drawing(parcel, OVER_IT)(connection)
        for work in (drawing(standing, OVER_IT, since="1990-01-01", until="1991-01-01"), into_force):
            with pytest.raises(psycopg.Error) as refused, connection.transaction():
                connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
                enter_scope(connection, [places.west.body.pk])
                work(connection)
            assert refused.value.sqlstate == "MK002"


def test_statements_of_many_rows_in_any_order_do_not_deadlock(places):
    """Each statement draws thirty outlines a kilometre apart in an order of its own; none waits in a ring."""
    sites, statements = 30, 24
    parcels = numbered_without_outline(places.west, sites * statements)
    dice = random.Random(2)

    def many(mine):
        order = dice.sample(range(sites), sites)
        shapes = [shapely.box(1000 * site, 50 * (site % 3), 1000 * site + 10, 50 * (site % 3) + 10) for site in order]
        rows = [[parcel, surface(shape).ewkt] for parcel, shape in zip(mine, shapes, strict=True)]

        def job(connection):
            connection.execute(
                """INSERT INTO register_boundaryversion
                          (parcel_id, municipality_id, geom, several_parts, valid, recorded, source)
                   SELECT parcel, %s, ST_GeomFromEWKT(ewkt), false, tstzrange(now(), NULL), tstzrange(now(), NULL), 'x'
                     FROM unnest(%s::uuid[], %s::text[]) AS t (parcel, ewkt)""",
                [places.west.body.pk, [row[0] for row in rows], [row[1] for row in rows]],
            )

        return job

    jobs = [many(parcels[place * sites : (place + 1) * sites]) for place in range(statements)]
    answers = tally(race(jobs, [places.west.body.pk], writers=8))
    assert answers == {"": 1, OVERLAP: statements - 1}


def test_two_statements_in_opposite_order_do_deadlock_which_is_why_an_operation_is_one_statement(places):
    """The negative control of the test above: the database breaks the ring, and nothing overlaps."""
    parcels = numbered_without_outline(places.west, 4)
    here, there = shapely.box(0, 0, 10, 10), shapely.box(5000, 0, 5010, 10)
    with connect("app") as one, connect("app") as two:
        for connection in (one, two):
            connection.execute("BEGIN")
            enter_scope(connection, [places.west.body.pk])
        drawing(parcels[0], here)(one)
        drawing(parcels[1], there)(two)
        held = Held(one, lambda: drawing(parcels[2], there)(one))
        assert held.waits()
        try:
            drawing(parcels[3], here)(two)
            answer = ""
        except psycopg.Error as error:
            answer = error.sqlstate
        two.execute("ROLLBACK")
        answers = {answer, held.finish()}
        one.execute("ROLLBACK")
    assert "40P01" in answers
