"""Handing a file to the confined process, and taking back its facts and rows while they come."""

import atexit
import json
import logging
import os
import select
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from threading import Lock
from typing import Any

from geo.exchange.reading.errors import ReadingUnavailable, refusal
from geo.exchange.reading.forms.drivers import SETTINGS
from geo.exchange.reading.limits import MIB, Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.rows import OUTCOME, ROWS, Facts, Portion, Row, read_head, read_portion

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]
#: What the process knows of its surroundings: nothing that names this service, its database or its secrets.
_ENVIRONMENT = {
    "PATH": "", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PROJ_NETWORK": "OFF",
    "ARROW_DEFAULT_MEMORY_POOL": "system", "EZDXF_DISABLE_CONFIG": "1", **SETTINGS,
}  # fmt: skip
#: Signals by which the kernel ends what took too much: SIGXCPU, SIGKILL, SIGXFSZ.
_SPENT = {-24, -9, -25}
#: Seconds between two looks at a file that grows.
_LOOK_S = 0.003
#: What bytes that are no portion make of it: the confined process may have been taken over by what it read.
_GARBLED = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, EOFError, struct.error)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds; its rows are read once, in the block: they come while the file is still being read."""

    facts: Facts
    coming: "_Coming"

    def portions(self) -> Iterator[Portion]:
        """Yield the rows in the order of the file. Errors: FileRefused, for what is found in a later row."""
        done = 0
        while done < self.facts.rows:
            part = self.coming.portion(self.facts.rows - done)
            done += len(part.numbers)
            yield part
        self.coming.finish()

    def rows(self) -> Iterator[Row]:
        """Yield the rows one by one. Errors: as portions."""
        for part in self.portions():
            yield from part.rows()


class _Coming:
    """The file that grows: opened before the child can touch it, so that nothing else is ever read in its place."""

    def __init__(self, file: FileIO, folder: Path, reader: "_Reader", most: int) -> None:
        self.file, self.folder, self.reader, self.most = file, folder, reader, most
        self.code: int | None = None

    def facts(self) -> Facts:
        """Return what the file says of itself. Errors: those of a refused file."""
        try:
            facts = Facts(**read_head(self._take))
            facts.rows = int(facts.rows)
        except _GARBLED as error:
            raise self._garbled(error) from error
        return facts

    def portion(self, most: int) -> Portion:
        """Return the next rows, so many at most. Errors: those of a refused file."""
        try:
            return read_portion(self._take, most)
        except _GARBLED as error:
            raise self._garbled(error) from error

    def finish(self) -> None:
        """Wait until the child has ended; raise when it did not end well. Errors: those of a refused file."""
        while self.code is None:
            self.code = self.reader.answer(None)
        _refuse_failed(self.folder, self.code)

    def _take(self, count: int) -> bytes:
        """Return the next bytes, waiting for them while the child lives."""
        if count > self.most:
            raise ValueError("more bytes than the file may have")
        parts: list[bytes] = []
        while count:
            over = self.code is not None
            if got := self.file.read(count):
                parts.append(got)
                count -= len(got)
            elif over:
                self.finish()
                raise EOFError
            else:
                self.code = self.reader.answer(_LOOK_S)
        return b"".join(parts)

    def _garbled(self, error: Exception) -> Exception:
        """Return why rows cannot be read: what the child says first, else that it wrote what is none."""
        self.finish()
        log.warning("the rows of a file were not rows: %s", error)
        return refusal("crashed", {})


class _Reader:
    """The one process of this worker: started at the first file (or by `start`), again when it died."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.process: subprocess.Popen[str] | None = None
        self.owner = 0

    def ask(self, request: dict[str, Any]) -> None:
        """Hand a file over, under the lock. Errors: ReadingUnavailable."""
        process = self.running()
        if process.stdin is None:
            raise ReadingUnavailable(reason="no pipes")
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
        except OSError as error:
            raise ReadingUnavailable(reason=str(error)) from error

    def answer(self, seconds: float | None) -> int | None:
        """Return how the child of the process ended; None while it lives. Errors: ReadingUnavailable."""
        if self.process is None or self.process.stdout is None:
            raise ReadingUnavailable(reason="no pipes")
        waiting = select.poll()
        waiting.register(self.process.stdout, select.POLLIN)
        if not waiting.poll(None if seconds is None else 1000 * seconds):
            return None
        answer = self.process.stdout.readline()
        if not answer:
            raise ReadingUnavailable(reason="the reader ended")
        return int(json.loads(answer)["code"])

    def running(self) -> subprocess.Popen[str]:
        """Return the process, started if need be. Errors: ReadingUnavailable."""
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.owner = os.getpid()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "geo.exchange.reading.process"], cwd=_ROOT, env=_ENVIRONMENT, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1,
            )  # fmt: skip
            if self.process.stdout is None or "ready" not in self.process.stdout.readline():
                raise ReadingUnavailable(reason="the reader did not start")
        return self.process

    def end(self) -> None:
        """End the process, if this worker started it."""
        if self.process is not None and self.owner == os.getpid():
            with self.process as process:
                process.kill()
            self.process = None


_reader = _Reader()
atexit.register(_reader.end)


def start() -> None:
    """Start the process before a file comes: loading libraries takes seconds. Errors: ReadingUnavailable."""
    with _reader.lock:
        _reader.running()


@contextmanager
def reading(
    *, content: bytes | Path, name: str, options: Options | None = None, limits: Limits | None = None
) -> Iterator[Reading]:
    """Read a file that came under a name, in a folder that is gone with the block.

    The name only says how the file should end: no library sees it. Errors: FileRefused, FileTooLarge,
    ReadingUnavailable.
    """
    limits = limits or Limits()
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size > limits.upload:
        raise refusal("too_many_bytes", {"most_mb": limits.upload // MIB})
    with tempfile.TemporaryDirectory(prefix="reading-") as place:
        folder = Path(place)
        file = f"upload{_harmless_suffix(name)}"
        if isinstance(content, bytes):
            (folder / file).write_bytes(content)
        else:
            shutil.copyfile(content, folder / file)
        with FileIO(folder / ROWS, "x+") as grows, _reader.lock:
            yield from _read(grows, folder, file, options or Options(), limits)


def _read(grows: FileIO, folder: Path, file: str, options: Options, limits: Limits) -> Iterator[Reading]:
    """Yield the reading; the reader is left as it was found, whatever becomes of the block."""
    _reader.ask(
        {"folder": str(folder), "file": file, "name": file, "options": asdict(options), "limits": asdict(limits)}
    )
    coming = _Coming(grows, folder, _reader, limits.written_file)
    try:
        yield Reading(coming.facts(), coming)
        coming.finish()
    finally:
        while coming.code is None:
            coming.code = _reader.answer(None)


def _refuse_failed(folder: Path, code: int) -> None:
    outcome = folder / OUTCOME
    if outcome.is_file() and not outcome.is_symlink():
        refused = json.loads(outcome.read_text(encoding="utf-8"))
        if refused["code"] in ("crashed", "not_confined"):
            log.warning("a file was not read: %s %s", refused["code"], refused["facts"])
        raise refusal(refused["code"], refused["facts"])
    if code in _SPENT:
        raise refusal("too_heavy", {})
    if code != 0:
        log.warning("the reading of a file ended with %s", code)
        raise refusal("crashed", {})


def _harmless_suffix(name: str) -> str:
    """Return how a name ends: a dot and at most twelve plain letters or digits; "" where it ends otherwise."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    ending = last.rsplit(".", 1)[-1] if "." in last else ""
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 12 else ""
