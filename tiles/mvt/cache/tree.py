"""The folder of published tiles: one gzip file a tile, the locks of those who write it, and how fresh it is."""

import fcntl
import json
import os
import shutil
import time
import uuid
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from django.conf import settings

#: One lock file for many tiles.
SHARDS = 256
#: Files are served while the keeper's last round began at most so long ago.
FRESH_SECONDS = 1.0
#: The name of a tree that is out of service.
RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Address:
    """One tile of one layer."""

    layer: str
    z: int
    x: int
    y: int

    @property
    def place(self) -> str:
        """Its file, relative to the tree."""
        return f"{self.layer}/{self.z}/{self.x}/{self.y}.mvt"


@dataclass(frozen=True, slots=True)
class Position:
    """What a tree holds: nothing that a transaction changed which `snapshot` shows (text of pg_snapshot).

    `tree` differs from one tree to the next; `history`: of which database, and published by which program.
    """

    tree: str
    history: str
    snapshot: str


class Tree:
    """A folder that the web servers of one host, one keeper and nginx share.

    `current/` holds the tiles, `resting/` the same while no keeper is at work, `coming/` what is being written. The
    modification time of `heartbeat` is the moment before the keeper's last look at the log whose tiles are all dropped.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current, self.resting = folder / "current", folder / "resting"
        self._tiles = self.current
        self._coming, self._locks = folder / "coming", folder / "locks"
        self._heartbeat, self._position = folder / "heartbeat", folder / "position.json"

    # --- what everyone reads --------------------------------------------------------------------

    def fresh(self) -> bool:
        """Say whether every change that was committed a second ago has left the tree."""
        try:
            age = time.time() - self._heartbeat.stat().st_mtime
        except FileNotFoundError:
            return False
        return 0 <= age <= FRESH_SECONDS

    def position(self) -> Position | None:
        """Return what the tree holds; None where no keeper has been."""
        try:
            return Position(**json.loads(self._position.read_text(encoding="ascii")))
        except FileNotFoundError:
            return None

    def read(self, place: str) -> bytes | None:
        """Return the bytes of a published tile, gzip; None when it is not published. `place` as Address writes it."""
        try:
            file = os.open(f"{self.current}/{place}", os.O_RDONLY)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            return os.read(file, os.fstat(file).st_size)
        finally:
            os.close(file)

    # --- who publishes --------------------------------------------------------------------------

    @contextmanager
    def held(self, address: Address) -> Iterator[None]:
        """Hold the tile's shard: whoever drops the tile waits."""
        with _locked(self._lock_file(_shard(address.place))):
            yield

    def put(self, address: Address, packed: bytes) -> None:
        """Put a tile in its place at once, whole; the caller holds the shard."""
        draft, target = self._coming / os.urandom(12).hex(), self.current / address.place
        try:
            draft.write_bytes(packed)
            target.parent.mkdir(parents=True, exist_ok=True)
            draft.rename(target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    # --- the keeper -----------------------------------------------------------------------------

    def make(self) -> None:
        """Make the folder, and remove what a killed program left in it."""
        for folder in (self._coming, self._locks):
            folder.mkdir(parents=True, exist_ok=True)
        for number in range(SHARDS):
            self._lock_file(number).touch()
        for left in [*self._coming.iterdir(), *self.folder.glob("gone-*")]:
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Be the one keeper of this tree. Errors: BlockingIOError when another process is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "keeper.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield

    def beat(self, looked_at: float) -> None:
        """Say that every change is dropped that was committed before this moment (seconds since 1970)."""
        self._heartbeat.touch()
        os.utime(self._heartbeat, (looked_at, looked_at))

    def drop(self, places: Iterable[str]) -> int:
        """Remove published tiles; return how many there were.

        Each shard is passed through once: a tile that was being published is there after it, and is removed; one that
        is published later was checked against the change that drops it.
        """
        wanted = list(places)
        for shard in sorted({_shard(place) for place in wanted}):
            with _locked(self._lock_file(shard)):
                pass
        return sum(_removed(f"{self._tiles}/{place}") for place in wanted)

    def drop_within(self, layer: str, z: int, columns: range, rows: range) -> int:
        """Remove the published tiles of a rectangle; return how many there were. For more tiles than one names."""
        for shard in range(SHARDS):
            with _locked(self._lock_file(shard)):
                pass
        removed = 0
        for column in _numbers(f"{self._tiles}/{layer}/{z}"):
            if int(column) in columns:
                folder = f"{self._tiles}/{layer}/{z}/{column}"
                removed += sum(_removed(f"{folder}/{name}.mvt") for name in _numbers(folder) if int(name) in rows)
        return removed

    def begin(self, history: str, snapshot: str) -> Position:
        """Begin an empty tree that holds nothing older than a snapshot taken before; remove the former."""
        position = Position(uuid.uuid4().hex, history, snapshot)
        with self._all_held():
            for folder in (self.current, self.resting):
                if folder.exists():
                    folder.rename(self.folder / f"gone-{uuid.uuid4().hex}")
            self._tiles = self.current
            self.current.mkdir()
            self.stand_at(position)
        for gone in self.folder.glob("gone-*"):
            shutil.rmtree(gone)
        return position

    def stand_at(self, position: Position) -> None:
        """Write down what the tree holds now."""
        draft = self._position.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(position)), encoding="ascii")
        draft.rename(self._position)

    def rest(self, position: Position) -> Position:
        """Take the tiles out of service: nobody serves or publishes any until a keeper has caught up and wakes them."""
        resting = replace(position, tree=RESTING)
        with self._all_held():
            self._heartbeat.unlink(missing_ok=True)
            if self.current.exists():
                self.current.rename(self.resting)
            self._tiles = self.resting
            self.stand_at(resting)
        return resting

    def wake(self, position: Position) -> Position:
        """Give tiles back that rested; the caller has dropped what changed meanwhile."""
        awake = replace(position, tree=uuid.uuid4().hex)
        with self._all_held():
            self.resting.rename(self.current)
            self._tiles = self.current
            self.stand_at(awake)
        return awake

    @contextmanager
    def _all_held(self) -> Iterator[None]:
        with ExitStack() as stack:
            for shard in range(SHARDS):
                stack.enter_context(_locked(self._lock_file(shard)))
            yield

    def _lock_file(self, shard: int) -> Path:
        return self._locks / f"{shard:03}"


def the_tree() -> Tree:
    """Return the tree of this deployment."""
    return Tree(settings.TILES_FOLDER)


def _shard(place: str) -> int:
    return zlib.crc32(place.encode("ascii")) % SHARDS


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock of its own description: threads of one process exclude each other too."""
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _removed(path: str) -> bool:
    try:
        os.unlink(path)  # noqa: PTH108 - a Path for each of thousands of tiles that are mostly not there
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _numbers(folder: str) -> list[str]:
    """Return the names of what lies in a folder, without endings, where they are numbers."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name.partition(".")[0] for entry in entries]
    except FileNotFoundError:
        return []
    return [name for name in names if name.isdigit()]
