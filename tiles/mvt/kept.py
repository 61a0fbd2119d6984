"""Tiles that this process keeps in memory: those that belong to somebody, and hence are never files."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

#: Bytes of tiles; the least recently asked for go first.
ROOM = 32 * 1024 * 1024
#: What a key and its place in the table weigh, roughly: an empty tile is not for nothing.
_ENTRY = 400


class Kept:
    """Bytes by key, at most `room` of them. Whoever makes the key says in it all on which the bytes depend."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._held = room, 0
        self._bodies: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def get_or_make(self, key: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under a key, or make and keep it; two may make the same at once."""
        with self._lock:
            if key in self._bodies:
                self._bodies.move_to_end(key)
                return self._bodies[key]
        body = make()
        self._keep(key, body)
        return body

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._bodies.clear()
            self._held = 0

    def _keep(self, key: Hashable, body: bytes) -> None:
        with self._lock:
            if key in self._bodies or len(body) + _ENTRY > self._room:
                return
            self._bodies[key] = body
            self._held += len(body) + _ENTRY
            while self._held > self._room:
                _key, gone = self._bodies.popitem(last=False)
                self._held -= len(gone) + _ENTRY


kept = Kept()
