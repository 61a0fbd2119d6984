"""Edits race with readers, publishers and keepers that die: nobody sees what is older than a second, nothing breaks."""

import gzip
import json
import os
import random
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import mapbox_vector_tile
import pytest
from django.conf import settings as django_settings
from django.db import connections
from pyproj import Transformer

import geo
from geo.instance.dburl import parse
from geo.layers.registry import layers
from tests.conftest import FULL
from tests.factories.places import ORIGIN
from tests.sql.connections import connect, enter_scope
from tests.tiles.mvt.published import Server, files
from tests.tiles.mvt.pyramid import tile_over
from tiles.mvt.cache import publishing
from tiles.mvt.cache.tree import Tree
from tiles.mvt.cache.walk import HALF
from tiles.mvt.query import cut

pytestmark = pytest.mark.django_db(databases=["default", "tiles"])
ROOT = Path(geo.__file__).parent.parent
EDITS = 10_000 if FULL else 300
READERS = 8
STALE_AFTER = 1.0
ZOOMS = (12, 14, 15, 16)
PLOTS = 24
TO_WEB = Transformer.from_crs("EPSG:9359", "EPSG:3857", always_xy=True)
KEEPER = """
import django; django.setup()
from django.conf import settings
settings.TILES_PUBLISHED = True
from django.core.management import call_command
call_command("keep_tiles")
"""
READER = """
import random, sys, time
import django; django.setup()
from django.conf import settings
settings.TILES_PUBLISHED = True
from tests.tiles.mvt.published import Server
server, wanted = Server(), sys.argv[1:]
while True:
    server.tile(random.choice(wanted))
    time.sleep(0.005)
"""


@dataclass
class Plot:
    """A zone that is renamed and moved: when each of its names was sure to be committed, and where it lay then.

    `begun` counts the edits that may be committed already.
    """

    key: int
    begun: int = 0
    names: list[int] = field(default_factory=list)
    since: list[float] = field(default_factory=list)
    centres: list[tuple[float, float]] = field(default_factory=list)


class Ground:
    """Zones that one writer edits, each edit with the next number as the zone's name."""

    def __init__(self, office):
        self.office, self.number = office, 0
        self.writer = connect("app")
        with self._scope():
            self.plots = [Plot(self._enter(number)) for number in range(PLOTS)]
        for plot in self.plots:
            self.edit(plot)

    @contextmanager
    def _scope(self):
        with self.writer.transaction():
            enter_scope(self.writer, [self.office.body.pk])
            yield

    def _enter(self, number):
        (key,) = self.writer.execute(
            "INSERT INTO plans_zone (municipality_id, code, name, name_en, source_system, source_id, geom)"
            " VALUES (%s, %s, '0', '', '', '', ST_Multi(ST_MakeEnvelope(0, 0, 60, 60, 9359))) RETURNING id",
            [self.office.body.pk, f"r{number}"],
        ).fetchone()
        self.writer.execute(
            "INSERT INTO plans_buildingrule (municipality_id, zone_id, use, max_coverage, max_floors, setback_front_m,"
            " setback_side_m, setback_rear_m, cites, valid)"
            " VALUES (%s, %s, 'residential', 0.5, 2, 1, 1, 1, '', '[2020-01-01,)')",
            [self.office.body.pk, key],
        )
        return key

    def edit(self, plot):
        """Name a zone by the next number and move it, commit, and write down when that was sure."""
        self.number += 1
        plot.begun += 1
        east, north = random.randrange(100, 1900, 10), random.randrange(100, 900, 10)
        with self._scope():
            self.writer.execute(
                "UPDATE plans_zone SET name = %s, geom = ST_Multi(ST_MakeEnvelope(%s, %s, %s, %s, 9359)) WHERE id = %s",
                [str(self.number), *corners(east, north), plot.key],
            )
        # The name last: a reader who sees it sees the rest.
        plot.centres.append(TO_WEB.transform(ORIGIN[0] + east + 30, ORIGIN[1] + north + 30))
        plot.since.append(time.monotonic())
        plot.names.append(self.number)

    def addresses(self):
        """Return the places of all tiles over the ground at some zooms."""
        found = set()
        for z in ZOOMS:
            for east in range(0, 2001, 100):
                for north in range(0, 1001, 100):
                    x, y = TO_WEB.transform(ORIGIN[0] + east, ORIGIN[1] + north)
                    column, row = tile_over(x, y, z)
                    found.add(f"zoning/{z}/{column}/{row}.mvt")
        return sorted(found)


def corners(east, north):
    return ORIGIN[0] + east, ORIGIN[1] + north, ORIGIN[0] + east + 60, ORIGIN[1] + north + 60


def inside(where, centre):
    """Whether a point lies in a tile, and not near its edge."""
    z, column, row = (int(part) for part in where.removesuffix(".mvt").split("/")[1:])
    side = 2 * HALF / 2**z
    x, y = (centre[0] + HALF) / side - column, (HALF - centre[1]) / side - row
    return 0.1 < x < 0.9 and 0.1 < y < 0.9


def flaws(ground, where, body, asked_at, begun):
    """Return what a tile shows that is older than a second: names that were replaced, zones that had come."""
    decoded = mapbox_vector_tile.decode(body) if body else {}
    features = decoded.get("zoning", {}).get("features", [])
    names = {int(f["properties"]["name"]) for f in features if f["properties"]["code"].startswith("r")}
    found = []
    for plot, edits in zip(ground.plots, begun, strict=True):
        count = len(plot.names)
        settled = max((n for n in range(count) if plot.since[n] <= asked_at - STALE_AFTER), default=0)
        old = names & set(plot.names[:settled])
        if old:
            found.append(f"{where}: {old}, replaced by {plot.names[settled]}")
        later = set(plot.names[settled:])
        stood = count == edits == plot.begun and all(inside(where, centre) for centre in plot.centres[settled:])
        if stood and not old and not names & later:
            found.append(f"{where}: {plot.names[settled]} is missing")
    return found


def shown(body):
    """Return what a tile shows: the features of each layer, in whatever order the plan of the query gave them."""
    return {
        name: sorted(json.dumps([feature["properties"], feature["geometry"]]) for feature in layer["features"])
        for name, layer in (mapbox_vector_tile.decode(body) if body else {}).items()
    }


def stale_files(tree):
    """Return the files that show something else than the database does now."""
    found = []
    for where in sorted(files(tree.current)):
        layer, z, x, y = where.removesuffix(".mvt").split("/")
        packed = tree.read(where)
        if packed is None:
            continue
        if shown(gzip.decompress(packed)) != shown(cut(layers[layer], int(z), int(x), int(y)).body):
            found.append(where)
    return found


def environment(folder):
    roles = {f"{role}_DATABASE_URL": address(role) for role in ("APP", "TILES")}
    return {**os.environ, **roles, "DJANGO_SETTINGS_MODULE": "geo.settings.test", "TILES_FOLDER": str(folder)}


def address(role):
    return parse(os.environ[f"{role}_DATABASE_URL"]).on(django_settings.DATABASES["default"]["NAME"]).text()


@pytest.fixture
def tree(settings, tmp_path):
    settings.TILES_FOLDER, settings.TILES_PUBLISHED = tmp_path / "tiles", True
    return Tree(settings.TILES_FOLDER)


@pytest.fixture
def start(tree):
    """Return a function that starts a program over the test's database and tree; all are ended with the test."""
    started = []

    def start(program, *arguments):
        command = [sys.executable, "-c", program, *arguments]
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment(tree.folder)))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait(timeout=30)


@pytest.fixture
def ground(land):
    ground = Ground(land.west)
    yield ground
    ground.writer.close()
    with connect("admin") as admin:
        admin.execute("SET session_replication_role = replica")
        keys = [plot.key for plot in ground.plots]
        admin.execute("DELETE FROM plans_buildingrule WHERE zone_id = ANY (%s)", [keys])
        admin.execute("DELETE FROM plans_zone WHERE id = ANY (%s)", [keys])


def until_fresh(tree):
    until(tree.fresh)


def until(condition, seconds=180):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


@contextmanager
def reading(ground, trouble):
    """Readers fetch tiles, each on its own, and hold each against what was committed a second before they asked."""
    stop, wanted, counts = threading.Event(), ground.addresses(), [0] * READERS

    def read(number):
        server = Server()
        try:
            while not stop.is_set():
                where, begun, asked_at = random.choice(wanted), [plot.begun for plot in ground.plots], time.monotonic()
                trouble.extend(flaws(ground, where, server.tile(where), asked_at, begun))
                counts[number] += 1
                time.sleep(random.uniform(0, 0.02))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the test's finding
            trouble.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)


def test_readers_never_see_what_is_older_than_a_second(tree, ground, start):
    start(KEEPER)
    until_fresh(tree)
    trouble: list[str] = []
    with reading(ground, trouble) as counts:
        for _ in range(EDITS):
            ground.edit(random.choice(ground.plots))
            time.sleep(random.choice([0, 0, 0.01, 0.03]))
        time.sleep(1.5)
    assert trouble == []
    assert sum(counts) > EDITS / 4
    assert files(tree.current), "nothing was published: the test said nothing"
    assert stale_files(tree) == []


def test_what_dies_in_the_middle_leaves_nothing_stale_and_nothing_broken(tree, ground, start):
    """Keepers and publishers are killed while they work; the last keeper catches up."""
    trouble: list[str] = []
    with reading(ground, trouble):
        for _ in range(3):
            keeper, publisher = start(KEEPER), start(READER, *ground.addresses())
            until_fresh(tree)
            until(lambda: files(tree.current))
            for _ in range(25):
                ground.edit(random.choice(ground.plots))
                time.sleep(0.005)
            publisher.kill()
            ground.edit(random.choice(ground.plots))
            keeper.kill()
            for process in (keeper, publisher):
                process.wait(timeout=30)
            ground.edit(random.choice(ground.plots))
            time.sleep(STALE_AFTER + 0.2)  # files are no longer served: readers go on, and see what is new
        start(KEEPER)
        until_fresh(tree)
        time.sleep(0.5)
    assert trouble == []
    assert stale_files(tree) == []
    assert not [path for path in tree.folder.glob("coming/*") if time.time() - path.stat().st_mtime > 5]


def test_without_asking_for_changes_stale_tiles_would_stay(tree, ground, start, monkeypatch):
    """The negative control: the check of the snapshot is taken out, and what is stale is found."""
    start(KEEPER)
    until_fresh(tree)
    monkeypatch.setattr(publishing, "changed_since", lambda *_: False)

    def slow(*arguments, **options):
        made = cut(*arguments, **options)
        time.sleep(0.4)
        return made

    monkeypatch.setattr(publishing, "cut", slow)
    trouble: list[str] = []
    found = False
    with reading(ground, trouble):
        for _turn in range(10):  # a slow machine may miss the moment at first
            for _ in range(60):
                ground.edit(random.choice(ground.plots))
                time.sleep(0.02)
            time.sleep(2.5)
            found = stale_files(tree) != [] and any("replaced by" in told or "missing" in told for told in trouble)
            if found:
                break
    assert found, (stale_files(tree), trouble)


def test_the_log_is_read_by_snapshot_and_not_by_order(tree, ground, land):
    """A change whose number was drawn first and that commits last is not passed over."""
    from geo.layers.changes import current_snapshot, read_changes

    with connect("app") as slow, connections["default"].cursor() as cursor:
        begun = current_snapshot()
        slow.execute("BEGIN")
        enter_scope(slow, [land.west.body.pk])
        slow.execute("UPDATE plans_zone SET name = 'slow' WHERE id = %s", [ground.plots[0].key])
        ground.edit(ground.plots[1])
        first = read_changes(cursor, begun)
        slow.execute("COMMIT")
        second = read_changes(cursor, first.until)
    assert {change.source for change in first.changes} == {change.source for change in second.changes} == {"plans_zone"}
    assert max(change.order for change in second.changes) < min(change.order for change in first.changes)
