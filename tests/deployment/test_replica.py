"""Tiles from a streaming replica: fresh when it follows, never published old when it lags, answered when it dies."""

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import mapbox_vector_tile
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from pyproj import Transformer

from geo.instance.account import Account
from geo.instance.cluster import ADMIN_ROLE, Cluster, choose_port, newest_server
from geo.instance.dburl import DatabaseUrl
from geo.instance.provision import provision
from geo.instance.roles import Logins
from geo.layers.registry import layers
from geo.spatial.crs import TILE_SRID, storage_srid
from parcels.bench.servers import EXAMPLES
from tests.factories.cases import enter_drawn
from tests.factories.places import ORIGIN, Places, make_places
from tests.tiles.mvt.pyramid import tile_over
from tiles.mvt.cache import publishing
from tiles.mvt.cache.keeper import Keeper
from tiles.mvt.cache.tree import the_tree
from tiles.mvt.query import cut

DATABASE = "mukhattat"
SMALL_MEMORY = 256 * 1024 * 1024
ALIASES = ("default", "direct", "tiles")
PARCELS = layers["parcels"]
ZOOM = 16


@dataclass(frozen=True)
class Pair:
    """A primary with the register, and a standby that follows it; the code of a parcel that is there from the start."""

    primary: Cluster
    standby: Cluster
    password: str
    places: Places
    first: str

    def admin(self, cluster: Cluster) -> psycopg.Connection:
        """Return a connection as the administrator, in autocommit."""
        url = DatabaseUrl(ADMIN_ROLE, self.password, "127.0.0.1", cluster.port() or 0, DATABASE)
        return psycopg.connect(**url.connection_arguments(), autocommit=True)

    def follow(self) -> None:
        """Wait until the standby shows all that the primary has committed."""
        with self.admin(self.primary) as primary, self.admin(self.standby) as standby:
            # Commits of this server are not waited for; one that is takes all before it to the disk.
            primary.execute("SET synchronous_commit = local")
            primary.execute("SELECT pg_logical_emit_message(true, 'follow', '')")
            (written,) = primary.execute("SELECT pg_current_wal_lsn()").fetchone()
            until = time.monotonic() + 20
            while not standby.execute("SELECT pg_last_wal_replay_lsn() >= %s", [written]).fetchone()[0]:
                assert time.monotonic() < until, "the standby does not follow"
                time.sleep(0.02)


def cluster_in(folder: Path, account: Account) -> Cluster:
    folder.mkdir(mode=0o700)
    account.own(folder)
    (folder / "local.conf").write_text("fsync = off\nsynchronous_commit = off\n", encoding="ascii")
    return Cluster(folder, account, SMALL_MEMORY, cores=1)


@pytest.fixture(scope="module")
def pair(django_db_blocker, open_folder, account, admin_url) -> Iterator[Pair]:
    """Make the primary with a copy of the tests' database, the standby from a base backup, as the guide says."""
    primary, standby = (cluster_in(open_folder / name, account) for name in ("primary", "standby"))
    password = secrets.token_urlsafe(16)
    primary.create(password)
    primary.start(choose_port())
    try:
        _let_replicas_in(primary)
        _copy_tests_database(primary, password, admin_url)
        _base_backup(primary, standby, password, account)
        standby.start(choose_port())
        with django_db_blocker.unblock(), _pointed(primary, standby):
            places = make_places()
            (first,) = enter_drawn(places.west, "A").values()
            yield Pair(primary, standby, password, places, first.code)
    finally:
        standby.stop()
        primary.stop()


def _let_replicas_in(primary: Cluster) -> None:
    """Add the line of the guide for the role that replicates; here it is the administrator."""
    guide = (Path(settings.ROOT) / EXAMPLES / "README.md").read_text(encoding="utf-8")
    line = "host replication replicator 10.0.0.2/32 scram-sha-256"
    assert line in guide
    with (primary.data / "pg_hba.conf").open("a", encoding="ascii") as file:
        file.write(line.replace("replicator", ADMIN_ROLE).replace("10.0.0.2", "127.0.0.1") + "\n")
    primary._control("reload")


def _copy_tests_database(primary: Cluster, password: str, source: str) -> None:
    """Take over the tests' database as it is after its migrations, and provision it as bin/up does."""
    url = DatabaseUrl(ADMIN_ROLE, password, "127.0.0.1", primary.port() or 0, DATABASE)
    logins = Logins.of(os.environ)
    provision(url.text(), "roles_only", logins)
    with psycopg.connect(_conninfo(url.on("postgres")), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {DATABASE} OWNER mukhattat_owner TEMPLATE template0 ENCODING 'UTF8'")
    programs = newest_server() / "bin"
    dump = [programs / "pg_dump", "--format=custom", f"--dbname={source}"]
    dumped = subprocess.run(dump, capture_output=True, check=True).stdout
    restore = [programs / "pg_restore", f"--dbname={_conninfo(url)}", "--single-transaction"]
    restored = subprocess.run(restore, input=dumped, capture_output=True, check=False)
    assert restored.returncode == 0, restored.stderr.decode()[-1000:]
    provision(url.text(), DATABASE, logins)


def _conninfo(url: DatabaseUrl) -> str:
    return psycopg.conninfo.make_conninfo(**url.connection_arguments())


def _base_backup(primary: Cluster, standby: Cluster, password: str, account: Account) -> None:
    url = DatabaseUrl(ADMIN_ROLE, password, "127.0.0.1", primary.port() or 0, "postgres")
    backup = primary._program("pg_basebackup")
    command = [backup, "-d", _conninfo(url), "-D", standby.data, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"]
    done = account.run(command, cwd=standby.home)
    assert done.returncode == 0, done.stdout


class _pointed:  # noqa: N801 - read as a verb
    """Point the application's connections to the primary and those of the tiles to the standby."""

    def __init__(self, primary: Cluster, standby: Cluster) -> None:
        self._ports = {alias: (standby if alias == "tiles" else primary).port() for alias in ALIASES}
        self._before: dict[str, dict[str, object]] = {}

    def __enter__(self) -> None:
        connections.close_all()
        publishing._reads_a_copy.cache_clear()
        for alias, port in self._ports.items():
            held = connections.settings[alias]
            self._before[alias] = {name: held[name] for name in ("HOST", "PORT", "NAME")}
            held.update(HOST="127.0.0.1", PORT=port, NAME=DATABASE)

    def __exit__(self, *_error: object) -> None:
        connections.close_all()
        publishing._reads_a_copy.cache_clear()
        for alias, before in self._before.items():
            connections.settings[alias].update(before)


_WRITTEN = """
SELECT (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal), (SELECT count(*) FROM pg_policy),
       (SELECT count(*) FROM pg_constraint), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_index)
"""


def test_a_dump_of_the_database_is_restored_with_everything_that_keeps_it(pair, admin_url):
    """The primary of these tests is a restored dump; pg_restore goes on after what it cannot write."""
    with psycopg.connect(admin_url) as source, pair.admin(pair.primary) as restored:
        assert restored.execute(_WRITTEN).fetchone() == source.execute(_WRITTEN).fetchone()


@pytest.fixture
def keeper(pair, tmp_path, settings) -> Iterator[Keeper]:
    """The keeper of an empty tree of published tiles."""
    settings.TILES_FOLDER, settings.TILES_PUBLISHED = tmp_path, True
    kept = Keeper(the_tree())
    kept.open()
    yield kept
    kept.close()


@pytest.fixture
def address() -> tuple[int, int, int]:
    """The tile in which the west of the ground lies."""
    to_map = Transformer.from_crs(storage_srid(), TILE_SRID, always_xy=True)
    column, row = tile_over(*to_map.transform(ORIGIN[0] + 5, ORIGIN[1] + 5), ZOOM)
    return ZOOM, column, row


def codes(tile: bytes) -> set[str]:
    """Return the codes of the parcels in a tile."""
    found = mapbox_vector_tile.decode(tile).get("parcels", {"features": []}) if tile else {"features": []}
    return {feature["properties"]["code"] for feature in found["features"]}


def published(keeper: Keeper, address: tuple[int, int, int]) -> bytes:
    """Ask for the tile until it is published: on a busy machine the keeper's last look may be too long ago at first."""
    file = the_tree().current / f"parcels/{address[0]}/{address[1]}/{address[2]}.mvt"
    until = time.monotonic() + 30
    while not file.exists():
        assert time.monotonic() < until, "the tile is not published"
        keeper.round()
        tile = publishing.public_tile(PARCELS, *address)
    assert file.read_bytes() == tile.packed
    return tile.body


def test_tiles_are_read_from_the_replica_and_show_what_the_primary_committed(pair, address):
    (new,) = enter_drawn(pair.places.west, ".D").values()
    pair.follow()
    with connections["tiles"].cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        assert cursor.fetchone() == (True,)
    assert {pair.first, new.code} <= codes(cut(PARCELS, *address).body)


def test_a_tile_of_a_replica_that_follows_is_published(pair, keeper, address):
    pair.follow()
    assert pair.first in codes(published(keeper, address))


def test_while_the_replica_lags_nothing_old_is_published_or_shown(pair, keeper, address):
    file = the_tree().current / f"parcels/{ZOOM}/{address[1]}/{address[2]}.mvt"
    pair.follow()
    published(keeper, address)
    with pair.admin(pair.standby) as standby:
        standby.execute("SELECT pg_wal_replay_pause()")
        try:
            new = enter_drawn(pair.places.west, "...\n..B")["B"].code
            keeper.round()
            assert not file.exists(), "what the change touched is dropped"
            assert new not in codes(cut(PARCELS, *address).body), "the replica does not know it yet"
            for _turn in range(3):
                keeper.round()
                assert new in codes(publishing.public_tile(PARCELS, *address).body), "so the primary was asked"
                assert not file.exists()
        finally:
            standby.execute("SELECT pg_wal_replay_resume()")
    pair.follow()
    assert new in codes(published(keeper, address))


def test_what_was_still_at_work_when_the_replica_was_read_counts_as_not_seen(pair, keeper, address):
    """A standby's snapshot lists nobody who is at work: between its bounds all would seem to be seen."""
    parcels = enter_drawn(pair.places.west, "....\n...C")
    with pair.admin(pair.primary) as slow, pair.admin(pair.primary) as quick:
        slow.execute("BEGIN")
        slow.execute("UPDATE register_publishedparcel SET area_m2 = area_m2 + 1 WHERE code = %s", [parcels["C"].code])
        quick.execute("UPDATE register_publishedparcel SET area_m2 = area_m2 WHERE code <> %s", [parcels["C"].code])
        pair.follow()
        keeper.round()
        made = cut(PARCELS, *address)
        slow.execute("COMMIT")
    assert publishing._outdated(PARCELS, publishing.Address("parcels", *address), made)


def test_when_the_replica_dies_tiles_are_read_from_the_primary(pair, address, monkeypatch):
    pair.follow()
    held = connections.settings["tiles"]
    connections["tiles"].close()
    monkeypatch.setitem(held, "HOST", "127.0.0.1,127.0.0.1")
    monkeypatch.setitem(held, "PORT", f"{pair.standby.port()},{pair.primary.port()}")
    standby_port = pair.standby.port()
    assert pair.first in codes(cut(PARCELS, *address).body)
    pair.standby.stop()
    try:
        connections["tiles"].close_if_unusable_or_obsolete()
        assert pair.first in codes(cut(PARCELS, *address).body)
        with connections["tiles"].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            assert cursor.fetchone() == (False,)
    finally:
        connections["tiles"].close()
        pair.standby.start(standby_port)
