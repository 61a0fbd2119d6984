"""The server, the worker of background jobs and the keeper of tiles: started and stopped together, once a checkout."""

import ctypes
import fcntl
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import TypeAlias

from geo.instance.cluster import port_is_free
from geo.instance.errors import InstanceError
from geo.instance.places import Places

Child: TypeAlias = "subprocess.Popen[bytes]"
Children = dict[str, Child]

READY_SECONDS = 60
#: Of each of the two workers: six may watch the map for minutes (tiles/mvt/events.py), as many answer meanwhile.
THREADS = "12"
STOP_SECONDS = 20
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)


def serve(places: Places, port: int) -> int:
    """Run server, worker and keeper in the foreground until a signal (0) or until one of them ends by itself (1)."""
    if not port_is_free(port):
        raise InstanceError(f"Port {port} is in use.", "Choose another one: bin/up --port N")
    places.log.mkdir(parents=True, exist_ok=True)
    with _only_once(places, port), _signals() as asked_to_stop:
        children = {
            "server": _start(server_command(port), places, "server"),
            "worker": _start([*_manage(places), "work"], places, "worker"),
            "keeper": _start([*_manage(places), "keep_tiles"], places, "keeper"),
        }
        try:
            _await_answer(port, children, asked_to_stop, places)
            if not asked_to_stop():
                _announce(places, port)
            while not asked_to_stop():
                _refuse_dead(children, places)
                time.sleep(0.2)
        finally:
            _stop_all(list(children.values()))
    print("Server stopped; a private database keeps running until bin/down.", flush=True)
    return 0


def stop(places: Places) -> bool:
    """Stop the server that runs from this checkout; return False when none does."""
    pid = running(places)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    if not _wait(lambda: running(places) is None, STOP_SECONDS + 5):
        os.kill(pid, signal.SIGKILL)
    return True


def running(places: Places) -> int | None:
    """Return the process id of this checkout's server, or None; the file's lock says whether it lives."""
    path = _pid_file(places)
    if not path.exists():
        return None
    with path.open(encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            first = file.readline()
            return int(first) if first else None  # empty for a moment: about to start, or just stopped
    return None


def _pid_file(places: Places) -> Path:
    return places.run / "server.pid"


@contextmanager
def _only_once(places: Places, port: int) -> Iterator[None]:
    """Hold the lock that says a server runs; the file's lines are process id and port."""
    places.run.mkdir(parents=True, exist_ok=True)
    with _pid_file(places).open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InstanceError("This checkout serves already.", "Stop it first: bin/down") from error
        file.truncate(0)
        file.write(f"{os.getpid()}\n{port}\n")
        file.flush()
        yield
        file.truncate(0)


@contextmanager
def _signals() -> Iterator[Callable[[], bool]]:
    """Turn Ctrl-C, a stop and a closed terminal into an answer to "was I asked to stop?"."""
    asked: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {kind: signal.signal(kind, remember) for kind in kinds}
    try:
        yield lambda: bool(asked)
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


def server_command(port: int) -> list[str]:
    """Return the command line of the server, two processes of THREADS threads each."""
    return [
        *[sys.executable, "-m", "gunicorn", "geo.wsgi:application", "--bind", f"127.0.0.1:{port}"],
        *["--worker-class", "gthread", "--workers", "2", "--threads", THREADS, "--no-control-socket"],
        *["--config", f"file:{Path(__file__).with_name('workers.py')}"],
    ]


def _manage(places: Places) -> list[str]:
    return [sys.executable, str(places.root / "manage.py")]


def _start(command: Sequence[str], places: Places, name: str) -> Child:
    """Start a child that a Ctrl-C does not reach by itself, and that the kernel stops if we are killed."""
    with (places.log / f"{name}.log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=places.root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _await_answer(port: int, children: Children, asked_to_stop: Callable[[], bool], places: Places) -> None:
    """Return when /healthz answers; raise when a child ends or nothing answers in time."""

    def settled() -> bool:
        _refuse_dead(children, places)
        return asked_to_stop() or _healthy(port)

    if not _wait(settled, READY_SECONDS):
        cause = f"The server did not answer within {READY_SECONDS} s."
        raise InstanceError(cause, f"See {places.log / 'server.log'}")


def _healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_dead(children: Children, places: Places) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            log = places.log / f"{name}.log"
            cause = f"The {name} ended by itself with code {child.returncode}: {_tail(log)}"
            raise InstanceError(cause, f"See {log}")


def _announce(places: Places, port: int) -> None:
    accounts = f"  demo accounts: {places.demo_accounts}" if places.demo_accounts.exists() else ""
    print(f"Mukhattat serves at http://127.0.0.1:{port}/{accounts}  (Ctrl-C stops it)", flush=True)


def _stop_all(children: Sequence[Child]) -> None:
    for child in children:
        child.terminate()
    _wait(lambda: all(child.poll() is not None for child in children), STOP_SECONDS)
    for child in children:
        if child.poll() is None:
            child.kill()
        child.wait()


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask every fifth of a second until the condition holds; return False when the time is over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""
