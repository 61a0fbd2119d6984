"""A load by two sessions leaves what a load by one leaves, all or nothing, wherever it is cut off."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection, transaction

from geo.errors import DomainError
from geo.municipalities.scope import act_as, territory
from parcels.register import beside
from parcels.register.beside import finish_loads, load_beside
from parcels.register.bulk import load_parcels
from parcels.register.enums import ParcelState
from parcels.register.errors import InvalidBoundary, LabelTaken, LoadRefused, Overlap
from parcels.register.tasks import finish_loads as job
from tests.factories.places import square
from tests.parcels.register.test_bulk_load import COMPARED, indexes, outline, rows_of_all_tables, survey
from tests.sql.connections import connect, enter_scope

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["survey"]
REASON = "load test"
#: When a row was written; two loads of the same land differ in it.
MOMENTS = {
    "changed_at", "allotted_at", "first_recorded_at", "state_since", "valid", "recorded", "created_at",
}  # fmt: skip


@pytest.fixture(autouse=True)
def small_loads_go_beside_too(monkeypatch):
    monkeypatch.setattr(beside, "BARE_FROM", 1)


def bring(office, outlines_, **more):
    @contextmanager
    def scope():
        with territory([office.body.pk]):
            act_as(office.surveyor.pk, reason=REASON)
            yield

    arguments = {"request_id": uuid4(), "source": "test", "source_system": "t", "state": ParcelState.ACTIVE, **more}
    return load_beside(scope=scope, outlines=outlines_, **arguments)


def lots(office, count=4, **more):
    return [outline(office, square(20 * i, 0, 10), source_id=f"s{i}", **more) for i in range(count)]


def written():
    """Count the rows of every table of the register, and what loads leave on the way."""
    tables = [*COMPARED, "register_load", "register_unshownload"]
    with connect("admin") as admin:
        found = {name: admin.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}
        staged = "SELECT count(*) FROM pg_class WHERE relnamespace = 'register_staging'::regnamespace"
        return {name: n for name, n in found.items() if n} | {"staged": admin.execute(staged).fetchone()[0]}


def oids():
    query = """SELECT array_agg(indexrelid ORDER BY indexrelid) FROM pg_index
                WHERE indrelid::regclass::text LIKE 'register\\_%'"""
    with connect("admin") as admin:
        return admin.execute(query).fetchone()


def told(rows):
    return {
        table: {key: {n: v for n, v in row.items() if n not in MOMENTS} for key, row in found.items()}
        for table, found in rows.items()
    }


def test_two_sessions_leave_the_rows_that_one_leaves(places, survey, monkeypatch):
    office = places.west
    before = indexes()
    alone = []
    with territory([office.body.pk]):
        act_as(office.surveyor.pk, reason=REASON)
        savepoint = transaction.savepoint()
        load_parcels(
            outlines=survey, request_id=uuid4(), source="test", source_system="t", state=ParcelState.ACTIVE,
            by=office.surveyor,
        )  # fmt: skip
        expected = told(rows_of_all_tables())
        transaction.savepoint_rollback(savepoint)
    monkeypatch.setattr(beside, "_ask", _noting(alone, beside._ask))
    assert bring(office, survey, by=office.surveyor) == len(survey)
    assert not [query for query in alone if "load_parcels_v5" in query]
    with territory([office.body.pk]):
        found = rows_of_all_tables()
    assert told(found) == expected
    assert len(found["register_publishedparcel"]) == 300
    moments = {row["state_since"] for row in found["register_publishedparcel"].values()}
    assert moments == {row["first_recorded_at"] for row in found["register_boundarypoint"].values()}
    assert moments == {row["recorded"].lower for row in found["register_boundaryversion"].values()}
    assert indexes() == before
    assert (written()["staged"], "register_load" in written(), "register_unshownload" in written()) == (0, False, False)


def _noting(asked, ask):
    def note(query, *arguments):
        asked.append(query)
        return ask(query, *arguments)

    return note


BAD = {
    "overlap": (lambda office: [outline(office, square(x, 0, 10)) for x in (0, 9)], Overlap),
    "shape": (lambda office: [outline(office, square(0, 0, 0.001))], InvalidBoundary),
    "label": (lambda office: lots(office, 2, label="7"), LabelTaken),
    "nothing": (lambda office: [], LoadRefused),
    "key": (lambda office: [row._replace(source_id="A") for row in lots(office, 2)], LoadRefused),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_refused_leaves_nothing_in_either_session_and_the_next_load_goes_through(places, name):
    make, error = BAD[name]
    before, request = oids(), uuid4()
    with pytest.raises(error):
        bring(places.west, make(places.west), request_id=request)
    left = written()
    assert left.pop("register_numbercounter", 0) <= 1
    assert left == {"staged": 0}
    assert oids() == before
    assert bring(places.west, lots(places.west), request_id=request) == 4


def test_where_the_tables_are_in_use_one_session_writes_everything(places, survey):
    before = oids()
    with connect("app") as reader:
        reader.execute("BEGIN; SELECT count(*) FROM register_publishedparcel")
        assert bring(places.west, survey) == len(survey)
    assert oids() == before
    assert written()["register_publishedparcel"] == written()["register_parcel"] == 300


def test_where_somebody_holds_the_frame_and_waits_for_the_register_nobody_waits_for_ever(places):
    """Who numbers a block holds its counter and then waits for the register lock, which the second session has."""
    office = places.west
    bring(office, lots(office, 1))
    with connect("admin") as numbering, ThreadPoolExecutor(1) as pool:
        numbering.execute("BEGIN; SELECT FROM register_numbercounter FOR UPDATE")

        def number(load, holder):
            waits = pool.submit(numbering.execute, "SELECT load_hold_v5(); COMMIT")
            found = check(load, holder)
            assert found is None and not waits.done()
            return found

        check = beside._check
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(beside, "_check", number)
            assert bring(office, [outline(office, square(500, 0, 10))]) == 1
    assert written()["register_publishedparcel"] == 2


def test_a_load_that_is_small_beside_the_register_is_written_by_one_session(places, survey):
    bring(places.west, survey[:200])
    before = oids()
    assert bring(places.west, survey[200:]) == 100
    assert oids() == before
    assert written()["register_publishedparcel"] == 300


class PulledPlugError(Exception):
    pass


def cut_off(*arguments):
    raise PulledPlugError


def test_a_load_cut_off_between_its_commits_is_shown_by_the_job(places, survey, monkeypatch):
    """The client dies right after the first commit: the register holds the land, the map does not show it yet."""
    office, request = places.west, uuid4()
    with monkeypatch.context() as cut:
        cut.setattr(beside, "_done", cut_off)
        cut.setattr(beside, "_clean", lambda scope: None)
        with pytest.raises(PulledPlugError):
            bring(office, survey, request_id=request)
    found = written()
    assert (found["register_parcel"], found["register_unshownload"]) == (300, 1)
    assert not {"register_publishedparcel", "register_boundarypoint"} & set(found)
    job()
    with territory([office.body.pk]):
        rows = rows_of_all_tables()
    assert len(rows["register_publishedparcel"]) == 300
    corners = {key for key in rows["register_boundarypoint"]}
    assert corners == set(_corners())
    assert rows["register_publishedplace"] and rows["register_publishedlabel"]
    assert finish_loads() == 0
    found = written()
    assert (found["staged"], "register_load" in found, "register_unshownload" in found) == (0, False, False)


def _corners():
    query = """SELECT DISTINCT round(ST_X(p.geom) * 1000)::bigint || ' ' || round(ST_Y(p.geom) * 1000)::bigint
                 FROM register_boundaryversion v, ST_DumpPoints(v.geom) AS p"""
    with connect("admin") as admin:
        return [row[0] for row in admin.execute(query).fetchall()]


def test_a_load_that_fails_after_its_first_commit_is_shown_at_once(places, monkeypatch):
    monkeypatch.setattr(beside, "_done", cut_off)
    with pytest.raises(PulledPlugError):
        bring(places.west, lots(places.west))
    found = written()
    assert (found["register_parcel"], found["register_publishedparcel"], found["staged"]) == (4, 4, 0)
    assert not {"register_load", "register_unshownload"} & set(found)


def test_a_load_cut_off_before_its_first_commit_left_nothing_that_counts(places, monkeypatch):
    office, request = places.west, uuid4()
    with monkeypatch.context() as cut:
        cut.setattr(beside, "_written_beside", cut_off)
        cut.setattr(beside, "_clean", lambda scope: None)
        with pytest.raises(PulledPlugError):
            bring(office, lots(office), request_id=request)
    assert written()["register_load"] == 4 and "register_parcel" not in written()
    with territory([office.body.pk]):
        act_as(office.surveyor.pk, reason=REASON)
        load_parcels(outlines=lots(office, 2), request_id=uuid4(), source="test")
    assert written()["staged"] == 0
    with pytest.raises(Overlap):
        bring(office, lots(office), request_id=request)
    assert "register_load" not in written()


def test_nobody_else_changes_the_register_while_it_is_written_by_two(places, survey, monkeypatch):
    """Seen from a third session, between the steps: the lock is held, nothing of the load is visible."""
    office, seen = places.west, []

    def look(load, holder, scope):
        with connect("app") as other:
            other.execute("BEGIN; SET LOCAL lock_timeout = '200ms'")
            enter_scope(other, [office.body.pk])
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("SELECT load_hold_v5()")
            other.execute("ROLLBACK")
        seen.append(written().get("register_parcel", 0))
        return through(load, holder, scope)

    through = beside._written_beside
    monkeypatch.setattr(beside, "_written_beside", look)
    assert bring(office, survey) == 300
    assert seen == [0]


@pytest.mark.parametrize(
    "step",
    [
        "load_check_v5(gen_random_uuid(), NULL, NULL, 'active', 1)",
        "load_again_v5(1, 1)",
        "load_part_v5('all', gen_random_uuid(), '', '', NULL, NULL, NULL, 'active', now(), 1, false)",
        "load_done_v5(gen_random_uuid())",
    ],
)
def test_no_step_of_a_load_is_done_without_the_register_lock(places, step):
    with connect("app") as app, pytest.raises(psycopg.Error) as refusal:
        app.execute(f"SELECT {step}")
    assert refusal.value.sqlstate == "MK029"


def test_nothing_is_shown_that_is_not_held(places):
    with connect("app", autocommit=False) as app, pytest.raises(psycopg.Error, match="is not held"):
        app.execute("SELECT load_hold_v5()")
        app.execute("SELECT load_done_v5(gen_random_uuid())")


def test_a_load_by_two_sessions_refuses_to_be_part_of_a_transaction(places):
    with transaction.atomic(), pytest.raises(transaction.TransactionManagementError):
        bring(places.west, lots(places.west))


def test_a_request_is_taken_in_once(places):
    request = UUID(int=7)
    bring(places.west, lots(places.west), request_id=request)
    with pytest.raises(DomainError) as refusal:
        bring(places.west, [outline(places.west, square(500, 0, 10))], request_id=request)
    assert refusal.value.code == "request_reused"
    assert connection.in_atomic_block is False
