"""Handing a file to the confined process, and taking back its facts and rows."""

import atexit
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from geo.exchange.reading.errors import ReadingUnavailable, refusal
from geo.exchange.reading.forms.drivers import SETTINGS
from geo.exchange.reading.limits import MIB, Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.rows import FACTS, OUTCOME, ROWS, Facts, Row, read_rows

log = logging.getLogger(__name__)
_ROOT = Path(__file__).resolve().parents[3]
#: What the process knows of its surroundings: nothing that names this service, its database or its secrets.
_ENVIRONMENT = {
    "PATH": "", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PROJ_NETWORK": "OFF",
    "ARROW_DEFAULT_MEMORY_POOL": "system", "EZDXF_DISABLE_CONFIG": "1", **SETTINGS,
}  # fmt: skip
#: Signals by which the kernel ends what took too much: SIGXCPU, SIGKILL, SIGXFSZ.
_SPENT = {-24, -9, -25}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds; its rows are read once, while the folder is there."""

    facts: Facts
    folder: Path

    def rows(self) -> Iterator[Row]:
        """Yield the rows in the order of the file."""
        return read_rows(self.folder / ROWS)


class _Reader:
    """The one process of this worker: started at the first file (or by `start`), again when it died."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.process: subprocess.Popen[str] | None = None
        self.owner = 0

    def ask(self, request: dict[str, Any]) -> int:
        """Return how the child of the process ended. Errors: ReadingUnavailable."""
        with self.lock:
            process = self.running()
            if process.stdin is None or process.stdout is None:
                raise ReadingUnavailable(reason="no pipes")
            try:
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
            except OSError as error:
                raise ReadingUnavailable(reason=str(error)) from error
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
        _read(folder, file, options or Options(), limits)
        yield Reading(Facts(**json.loads((folder / FACTS).read_text(encoding="utf-8"))), folder)


def _read(folder: Path, file: str, options: Options, limits: Limits) -> None:
    code = _reader.ask(
        {"folder": str(folder), "file": file, "name": file, "options": asdict(options), "limits": asdict(limits)}
    )
    outcome = folder / OUTCOME
    if outcome.exists():
        refused = json.loads(outcome.read_text(encoding="utf-8"))
        if refused["code"] in ("crashed", "not_confined"):
            log.warning("a file was not read: %s %s", refused["code"], refused["facts"])
        raise refusal(refused["code"], refused["facts"])
    if code in _SPENT:
        raise refusal("too_heavy", {})
    if code != 0 or not (folder / FACTS).exists():
        log.warning("the reading of a file ended with %s", code)
        raise refusal("crashed", {})


def _harmless_suffix(name: str) -> str:
    """Return how a name ends: a dot and at most twelve plain letters or digits; "" where it ends otherwise."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].lower()
    ending = last.rsplit(".", 1)[-1] if "." in last else ""
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 12 else ""
