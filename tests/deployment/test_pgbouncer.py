"""The application through PgBouncer with the documented settings: many clients, one connection of the server."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.test import Client

from geo.jobs.worker import worker_app
from geo.municipalities.scope import territory
from parcels.bench.servers import example, free_port
from parcels.register.models import Parcel
from tests.factories.cases import apply, enter_drawn
from tests.sql.connections import connect

PROGRAM = "/usr/sbin/pgbouncer"
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "tiles"])


@dataclass(frozen=True)
class Pool:
    """PgBouncer's port."""

    port: int

    def connect(self) -> psycopg.Connection:
        """Return a connection of the application's role through the pool, in autocommit."""
        held = {**connections["default"].get_connection_params(), "port": self.port}
        return psycopg.connect(**held, autocommit=True)


@pytest.fixture(scope="module")
def pool(django_db_setup, open_folder, account, admin_url) -> Iterator[Pool]:
    """PgBouncer from the example, before the tests' database, with one connection of the server for everyone."""
    held, port = settings.DATABASES["default"], free_port()
    place = f"host={held['HOST']} port={held['PORT']} dbname={held['NAME']}"
    text = example("pgbouncer.ini", {
        "mukhattat = host=127.0.0.1 port=5432 dbname=mukhattat": f"{held['NAME']} = {place}",
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer/userlist.txt": str(open_folder / "userlist.txt"),
        "/var/log/postgresql/pgbouncer.log": str(open_folder / "pgbouncer.log"),
        "/run/postgresql/pgbouncer.pid": str(open_folder / "pgbouncer.pid"),
        "default_pool_size = 20": "default_pool_size = 1",
    })  # fmt: skip
    with psycopg.connect(admin_url) as admin:
        names = [settings.DATABASES[alias]["USER"] for alias in ("default", "tiles")]
        query = 'SELECT format(\'"%%s" "%%s"\', rolname, rolpassword) FROM pg_authid WHERE rolname = ANY (%s)'
        users = "\n".join(line for (line,) in admin.execute(query, [names]))
    for name, content in (("pgbouncer.ini", text), ("userlist.txt", users)):
        (open_folder / name).write_text(content, encoding="utf-8")
        (open_folder / name).chmod(0o600)
        account.own(open_folder / name)
    account.own(open_folder)
    as_user = {"user": account.uid, "group": account.gid, "extra_groups": []} if account.switch else {}
    command = [PROGRAM, "-q", str(open_folder / "pgbouncer.ini")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_user) as server:
        found = Pool(port)
        _await(found, server)
        yield found
        server.terminate()


def _await(pool: Pool, server: subprocess.Popen) -> None:
    until = time.monotonic() + 20
    while server.poll() is None:
        try:
            return pool.connect().close()
        except psycopg.OperationalError:
            assert time.monotonic() < until, "PgBouncer does not answer"
            time.sleep(0.05)
    raise AssertionError("PgBouncer ended by itself")


@pytest.fixture
def pooled(pool, monkeypatch) -> Iterator[Pool]:
    """The application's own connections go through the pool; those of the tiles and those that listen do not."""
    connection.close()
    monkeypatch.setitem(connections.settings["default"], "PORT", pool.port)
    yield pool
    connection.close()


def beside(*works: Callable[[], object]) -> list[object]:
    """Run works at the same time, each in a thread with connections of its own; return their results."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait(20)
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as threads:
        return [one.result(60) for one in [threads.submit(run, work) for work in works]]


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_two_territories_in_turn_on_one_connection_of_the_server_see_their_own_rows_only(pooled, places):
    enter_drawn(places.west, "AB")
    enter_drawn(places.east, "CDE")

    def look(office) -> tuple[set[int], set[int], int]:
        seen, backends, none = set(), set(), 0
        for _turn in range(100):
            with territory([office.body.pk]):
                backends.add(backend())
                seen |= set(Parcel.objects.values_list("municipality_id", flat=True))
            none += Parcel.objects.count()
        return seen, backends, none

    west, east = beside(lambda: look(places.west), lambda: look(places.east))
    assert west[0] == {places.west.body.pk}
    assert east[0] == {places.east.body.pk}
    assert west[1] == east[1] and len(west[1]) == 1, "both went through the same connection of the server"
    assert west[2] == east[2] == 0, "and outside a scope nobody sees anything"


def test_requests_of_two_offices_at_once_show_each_its_own_cases(pooled, places):
    cases = {}
    for office, drawing in ((places.west, "AB"), (places.east, "CD")):
        parcel = next(iter(enter_drawn(office, drawing).values()))
        cases[office.body.pk] = apply(office, parcel, places.citizen).case

    def ask(office) -> list[tuple[bool, int]]:
        client = Client()
        client.force_login(office.engineer)
        turns = [(key == office.body.pk, case) for key, case in cases.items()] * 6
        return [(own, client.get(f"/applications/{case.pk}/").status_code) for own, case in turns]

    for answers in beside(lambda: ask(places.west), lambda: ask(places.east)):
        assert {status for own, status in answers if own} == {200}
        assert {status for own, status in answers if not own} <= {403, 404}


def test_what_holds_for_a_session_would_be_seen_by_the_next_client(pool, places):
    """Why scopes are of a transaction: this is the same connection of the server."""
    with pool.connect() as one, pool.connect() as other:
        one.execute("SELECT set_config('app.municipalities', %s, false)", [f"{{{places.west.body.pk}}}"])
        assert other.execute("SELECT current_territories_v1()").fetchone() == ([places.west.body.pk],)
        other.execute("SELECT set_config('app.municipalities', '', false)")
        one.execute("BEGIN")
        one.execute("SELECT set_config('app.municipalities', %s, true)", [f"{{{places.west.body.pk}}}"])
        one.execute("COMMIT")
        assert not other.execute("SELECT current_territories_v1()").fetchone()[0]


def test_a_refused_request_leaves_nothing_to_the_next_one(pooled, places):
    def refused() -> None:
        for _turn in range(30):
            with pytest.raises(ZeroDivisionError), territory([places.west.body.pk]):
                _ = backend() / 0

    def free() -> set[int]:
        return {Parcel.objects.count() for _turn in range(60)}

    enter_drawn(places.west, "AB")
    _none, seen = beside(refused, free)
    assert seen == {0}


def test_what_listens_goes_past_the_pool(pooled):
    assert connections["direct"].get_connection_params()["port"] != pooled.port
    assert worker_app().connector._pool_args["kwargs"]["port"] == connections["direct"].settings_dict["PORT"]
    with psycopg.connect(**connections["direct"].get_connection_params(), autocommit=True) as listener:
        listener.execute("LISTEN tiles_dropped")
        with connect("admin") as admin:
            admin.execute("NOTIFY tiles_dropped, 'box'")
        assert [one.payload for one in listener.notifies(timeout=30, stop_after=1)] == ["box"]


def test_long_answers_through_a_cursor_stay_on_their_connection(pooled, places):
    enter_drawn(places.west, "ABCD\nEFGH")

    def read() -> int:
        with territory([places.west.body.pk]):
            return sum(1 for _row in Parcel.objects.iterator(chunk_size=2))

    def other() -> int:
        for _turn in range(50):
            with transaction.atomic():
                backend()
        return 50

    assert beside(read, other) == [8, 50]


def test_tiles_behind_a_pooler_that_keeps_no_statements_are_cut_with_the_setting_for_it(pool, monkeypatch, settings):
    settings.TILES_PREPARED = False
    connections["tiles"].close()
    held = connections.settings["tiles"]
    monkeypatch.setitem(held, "PORT", pool.port)
    monkeypatch.delitem(held["OPTIONS"], "options")  # which the setting leaves out when the settings are read
    client = Client()
    try:
        for row in range(12):
            assert client.get(f"/tiles/parcels/16/0/{row}.mvt").status_code in (200, 204)
    finally:
        connections["tiles"].close()


def test_the_documented_pool_size_is_below_what_the_server_lets_in(admin_url):
    text = example("pgbouncer.ini", {})
    most = int(text.split("max_db_connections = ")[1].split()[0])
    with psycopg.connect(admin_url) as admin:
        assert most < int(admin.execute("SHOW max_connections").fetchone()[0])
