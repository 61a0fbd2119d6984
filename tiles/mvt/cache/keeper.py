"""The keeper of published tiles: reads the log of changes and drops what they touch. One a host."""

import hashlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import shapely
from django.conf import settings
from django.db import connections

from geo.layers.changes import sources_of
from geo.layers.layer import Audience, Layer
from geo.layers.registry import layers_for
from tiles.mvt.cache.tree import RESTING, Address, Position, Tree
from tiles.mvt.cache.walk import Touched, touched
from tiles.mvt.frame import BUFFER, EXTENT

log = logging.getLogger(__name__)
#: The channel on which the keeper says that tiles were dropped; the payload is the tree.
CHANNEL = "tiles_dropped"
ROUND_SECONDS = 0.1
#: The position is written down at least so often, also while nothing changes: else the log would outgrow it.
STAND_SECONDS = 60.0
RETRY_SECONDS = 1.0
_BOOT = Path("/proc/sys/kernel/random/boot_id")
#: One statement, one snapshot: where the log stands, and each change that a snapshot did not show.
_LOOK = """
SELECT pg_current_snapshot()::text, l.history, l.day_turned,
       pg_snapshot_xmin(%(seen)s::pg_snapshot) < l.pruned
         OR pg_snapshot_xmax(%(seen)s::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()),
       c.source, c.shape
  FROM change_log_v1() AS l LEFT JOIN changes_since_v1(%(seen)s::pg_snapshot) AS c ON true
"""


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at the log led to: changes read, tiles dropped, seconds of work."""

    changes: int
    dropped: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _Sight:
    snapshot: str
    history: str
    missed: bool
    changes: list[tuple[str, bytes]]


class Keeper:
    """Keeps one tree. `open` first, then a `round` ten times a second, at last `close`."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._readers = _layers_by_source()
        self._connection: psycopg.Connection[Any] | None = None
        self._position = Position("", "", "1:1:")
        self._stood_at = 0.0

    def open(self) -> Round:
        """Take the tiles out of service, catch up with the log, give them back; or begin a new tree."""
        looked_at = time.time()
        self.tree.make()
        position = self.tree.position()
        if position is not None:
            self._position = self.tree.rest(position)
        caught_up = self.round()
        if self._position.tree == RESTING:
            self._position = self.tree.wake(self._position)
        self.tree.beat(looked_at)
        return caught_up

    def round(self) -> Round:
        """Drop what changed since the last round; tell whoever listens. Errors: OperationalError without a database."""
        looked_at, begun = time.time(), time.perf_counter()
        sight = self._look()
        if sight.missed or sight.history != self._position.history:
            self._position = self.tree.begin(sight.history, sight.snapshot)
            log.info("a new tree of published tiles is begun")
            dropped = 0
        else:
            dropped = self._drop(sight.changes)
            self._position = replace(self._position, snapshot=sight.snapshot)
            if sight.changes or time.monotonic() - self._stood_at > STAND_SECONDS:
                self.tree.stand_at(self._position)
                self._stood_at = time.monotonic()
        if self._position.tree != RESTING:
            self.tree.beat(looked_at)
        done = Round(len(sight.changes), dropped, time.perf_counter() - begun)
        if sight.changes:
            self._ask("SELECT pg_notify(%s, %s)", [CHANNEL, self._position.tree])
            log.info("%s changes, %s published tiles dropped, %.1f ms", done.changes, dropped, done.seconds * 1000)
        return done

    def run(self, stopped: Callable[[float], bool]) -> None:
        """Do rounds until `stopped(seconds)`, which waits so long for the answer, says so; then let the tiles rest."""
        opened = False
        while True:
            wait = ROUND_SECONDS
            try:
                if not opened:
                    self.open()
                    opened = True
                self.round()
            except psycopg.OperationalError as error:
                log.warning("the keeper of tiles has no database: %s", type(error).__name__)
                self.leave()
                wait = RETRY_SECONDS
            if stopped(wait):
                break
        self.close()

    def close(self) -> None:
        """Take the tiles out of service and end the connection."""
        if self._position.tree not in ("", RESTING):
            self._position = self.tree.rest(self._position)
        self.leave()

    def leave(self) -> None:
        """End the connection; the tiles stay in service as long as the tree is fresh."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _look(self) -> _Sight:
        rows = self._ask(_LOOK, {"seen": self._position.snapshot})
        if rows[0][2]:
            self._ask("SELECT note_day_v1()")
            rows = self._ask(_LOOK, {"seen": self._position.snapshot})
        snapshot, history, _day_turned, missed = rows[0][:4]
        changes = [(source, bytes(shape)) for *_log, source, shape in rows if source is not None]
        return _Sight(snapshot, f"{history}/{program()}", missed, changes)

    def _drop(self, changes: Iterable[tuple[str, bytes]]) -> int:
        places: set[str] = set()
        dropped = 0
        for source, shape in set(changes):
            readers = self._readers[source]
            deepest = max((layer.deepest_tile for layer in readers), default=-1)
            for met in touched(shapely.from_wkb(shape), deepest):
                for layer in readers:
                    if not layer.min_zoom <= met.z <= layer.deepest_tile:
                        continue
                    if met.columns:
                        dropped += self.tree.drop_within(layer.name, met.z, met.columns, met.rows)
                    places.update(_places(layer, met))
        return dropped + self.tree.drop(places)

    def _ask(self, query: str, values: Any = None) -> list[tuple[Any, ...]]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(**connections["direct"].get_connection_params(), autocommit=True)
        with self._connection.cursor() as cursor:
            cursor.execute(query, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def program() -> str:
    """Return what tiles depend on beside the data: a tree is given up when it was published by another program.

    The machine's start is in it too: after a power cut a file may be there without its bytes.
    """
    declared = [
        (layer.name, layer.fields, layer.spans(), layer.tile_geometry, layer.clearance)
        for layer in layers_for(Audience.PUBLIC)
    ]
    told = repr((settings.COMMIT, EXTENT, BUFFER, _BOOT.read_text(encoding="ascii"), declared))
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _layers_by_source() -> dict[str, list[Layer]]:
    found: dict[str, list[Layer]] = defaultdict(list)
    for layer in layers_for(Audience.PUBLIC):
        for source in sources_of(layer):
            found[source].append(layer)
    return found


def _places(layer: Layer, met: Touched) -> Iterable[str]:
    return (Address(layer.name, met.z, x, y).place for x, y in met.tiles)
