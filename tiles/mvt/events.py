"""What changed on the map, for those who watch it: one listener a process, a bounded queue a stream."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from queue import Empty, Full, Queue
from typing import Any

import psycopg
import shapely
from django.db import connections

from geo.errors import Unavailable
from geo.layers.changes import Change, Changed, current_snapshot, read_changes, sources_of
from geo.layers.layer import Audience
from geo.layers.registry import layers_for
from tiles.mvt.cache.keeper import CHANNEL
from tiles.mvt.cache.tree import Tree, the_tree

log = logging.getLogger(__name__)
#: Streams of one process: each holds a thread of the server.
STREAMS = 6
#: Events that wait for a slow reader; one more, and he is told to ask for all of it.
WAITING = 200
#: A look at the tree at least so often, where a word of the keeper was lost; a new try where the database was.
LOOK_SECONDS = 2.0
Event = dict[str, Any]
#: Rows of these territories' staff are told of; None: of what everyone sees only.
Territories = frozenset[int] | None


class LiveBusy(Unavailable):
    """As many watch the map through this process as it can carry."""

    code = "live_busy"


def position(tree: Tree | None = None) -> str:
    """Return up to where changes may be told of: whoever asks for a tile then gets it with them. Opaque text.

    That is what the keeper has dropped; without a keeper nothing is served from files, and it is what is committed.
    """
    tree = tree or the_tree()
    held = tree.position() if tree.fresh() else None
    return held.snapshot if held else current_snapshot()


def told_of(changes: Iterable[Change], territories: Territories, since: str, until: str) -> list[Event]:
    """Return changes as events for one reader: layers, and boxes in EPSG:3857 in which their tiles changed.

    Only with the last one he has come as far as `until`.
    """
    boxes: dict[tuple[str, ...], set[tuple[float, ...]]] = defaultdict(set)
    readers = _layers_by_source()
    for change in changes:
        if change.office is not None and (territories is None or change.office not in territories):
            continue
        for audience, names in readers.get(change.source, {}).items():
            if audience == Audience.PUBLIC or territories is not None:
                boxes[names].add(shapely.from_wkb(change.shape).bounds)
    events = [
        {"id": since, "layers": list(names), "tiles": [[round(value, 1) for value in box] for box in sorted(found)]}
        for names, found in boxes.items()
    ]
    return [*events[:-1], *({**event, "id": until} for event in events[-1:])]


def _layers_by_source() -> dict[str, dict[Audience, tuple[str, ...]]]:
    found: dict[str, dict[Audience, tuple[str, ...]]] = defaultdict(dict)
    for layer in layers_for(Audience.STAFF):
        for source in sources_of(layer):
            found[source][layer.audience] = (*found[source].get(layer.audience, ()), layer.name)
    return found


class Watch:
    """One reader's place at the hub."""

    def __init__(self, hub: "Hub", territories: Territories, since: str) -> None:
        self._hub, self.territories, self.since = hub, territories, since
        self.events: Queue[Event] = Queue(WAITING)
        self.overflowed = False

    def put(self, events: Iterable[Event]) -> None:
        """Take events in; when the reader is too slow, remember only that he must ask for all."""
        try:
            for event in events:
                self.events.put_nowait(event)
        except Full:
            self.overflowed = True

    def next(self, seconds: float) -> Event | None:
        """Return the next event, or None when none came in so many seconds."""
        if self.overflowed:
            self.overflowed = False
            while not self.events.empty():
                self.events.get_nowait()
            return {"id": self._hub.reached, "whole": True}
        try:
            return self.events.get(timeout=seconds)
        except Empty:
            return None

    def leave(self) -> None:
        """Give the place back; may be repeated."""
        self._hub.leave(self)


class Hub:
    """Reads each change once for all streams of a process. Its thread lives while somebody watches."""

    def __init__(self, most: int = STREAMS) -> None:
        self._most, self._lock = most, threading.Lock()
        self._watches: set[Watch] = set()
        self._thread: threading.Thread | None = None
        self.reached = ""

    def join(self, territories: Territories) -> Watch:
        """Return a place from which events come that are later than its `since`. Errors: LiveBusy."""
        with self._lock:
            if len(self._watches) >= self._most:
                raise LiveBusy
            if self._thread is None:
                self.reached = position()
                self._thread = threading.Thread(target=self._listen, name="live", daemon=True)
                self._thread.start()
            watch = Watch(self, territories, self.reached)
            self._watches.add(watch)
            return watch

    def leave(self, watch: Watch) -> None:
        """Take a reader out."""
        with self._lock:
            self._watches.discard(watch)

    def _listen(self) -> None:
        while self._watched():
            try:
                with psycopg.connect(**connections["direct"].get_connection_params(), autocommit=True) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    for _word in self._words(connection):
                        self._tell(connection)
            except psycopg.OperationalError as error:
                log.warning("nobody is told of changes, no database: %s", type(error).__name__)
                time.sleep(LOOK_SECONDS)
            finally:
                connections.close_all()  # what a layer shows is asked of Django's own, the first time

    def _watched(self) -> bool:
        """Say whether anybody watches; when nobody does, the thread ends and the next to join starts another."""
        with self._lock:
            if not self._watches:
                self._thread = None
            return bool(self._watches)

    def _words(self, connection: "psycopg.Connection[Any]") -> Iterator[None]:
        """Yield when the keeper of some host has dropped tiles, and now and then."""
        while self._watched():
            for _notify in connection.notifies(timeout=LOOK_SECONDS, stop_after=1):
                pass
            yield

    def _tell(self, connection: "psycopg.Connection[Any]") -> None:
        """Tell what this host's keeper has dropped since: the words of other hosts' keepers change nothing here."""
        tree = the_tree()
        held = tree.position() if tree.fresh() else None
        with connection.cursor() as cursor:
            found = read_changes(cursor, self.reached, held.snapshot if held else None)
        with self._lock:
            for watch in self._watches:
                watch.put(_events(found, territories=watch.territories, since=self.reached))
            self.reached = found.until


def _events(found: Changed, *, territories: Territories, since: str) -> list[Event]:
    if found.changes is None:
        return [{"id": found.until, "whole": True}]
    return told_of(found.changes, territories, since, found.until)


def missed(since: str, until: str | None, territories: Territories) -> list[Event]:
    """Return what a reader missed between two texts of `position`; one event with "whole" when nobody can say."""
    with connections["default"].cursor() as cursor:
        return _events(read_changes(cursor, since, until), territories=territories, since=since)


the_hub = Hub()
