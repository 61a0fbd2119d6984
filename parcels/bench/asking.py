"""Asks over kept connections, several at a time, from processes of their own, and says what the asking itself costs.

Nothing of Django is imported here: a process that asks starts in a moment and spends its time on asking.
"""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from io import BufferedReader
from itertools import chain
from multiprocessing import get_context
from threading import Thread
from typing import Any, Protocol, cast

import psycopg

CONNECTIONS, PROCESSES = 8, 2
#: Before the clock starts, each connection takes so many: plans, caches and workers are then awake.
_WARM = 4
_PATIENCE_S = 120.0

#: Takes the items from one number up to another; returns how many bytes came.
Take = Callable[[int, int], int]


class Source(Protocol):
    """What is asked: a numbered list of items, taken over a connection that stays open."""

    def __len__(self) -> int: ...

    def opened(self) -> AbstractContextManager[Take]:
        """Open one connection."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of asking: items, seconds of the wall clock, of each portion, bytes, seconds of our own processor."""

    items: int
    seconds: float
    portions: tuple[float, ...]
    size: int
    own_cpu: float

    @property
    def rate(self) -> float:
        """Items a second."""
        return self.items / self.seconds

    @property
    def p95_ms(self) -> float:
        """The 95th percentile of the time until a portion had come, milliseconds."""
        taken = sorted(self.portions)
        return 1000 * taken[min(len(taken) - 1, len(taken) * 95 // 100)]

    @property
    def own_us(self) -> float:
        """What asking costs us, microseconds of a processor an item."""
        return 1e6 * self.own_cpu / self.items


@dataclass(frozen=True, slots=True)
class Http:
    """Addresses on a port of this machine, asked with `GET` as a browser's map asks; every answer must be 200 or 204.

    Of a portion of several, all questions are sent before the first answer is read (RFC 9112, 9.3.2): with servers
    that allow it, the server and not our reading is then what is measured.
    """

    port: int
    paths: tuple[str, ...]
    encoding: str = "gzip"

    def __len__(self) -> int:
        return len(self.paths)

    @contextmanager
    def opened(self) -> Iterator[Take]:
        """Open a connection that is kept for all addresses."""
        questions = [self._question(path) for path in self.paths]
        with closing(_Kept(self.port)) as kept:

            def take(first: int, last: int) -> int:
                paths = self.paths[first:last]
                return sum(len(body) for body in kept.answers(b"".join(questions[first:last]), paths))

            yield take

    def bodies(self) -> Iterator[bytes]:
        """Yield the bodies of all answers, asked for one after the other."""
        for body, _seconds in self._each():
            yield body

    def timed(self) -> Iterator[float]:
        """Yield how long each answer takes, seconds, asked for one after the other."""
        for _body, seconds in self._each():
            yield seconds

    def _each(self) -> Iterator[tuple[bytes, float]]:
        with closing(_Kept(self.port)) as kept:
            for path in self.paths:
                begun = time.perf_counter()
                (body,) = kept.answers(self._question(path), (path,))
                yield body, time.perf_counter() - begun

    def _question(self, path: str) -> bytes:
        lines = (f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Accept-Encoding: {self.encoding}", "", "")
        return "\r\n".join(lines).encode()


class _Kept:
    """A connection that is kept, and opened again where the server closed it while nothing was asked."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(("127.0.0.1", self._port), _PATIENCE_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = cast(BufferedReader, self._socket.makefile("rb", buffering=1 << 18))

    def answers(self, questions: bytes, paths: tuple[str, ...]) -> list[bytes]:
        """Send questions and return the bodies of their answers."""
        try:
            self._socket.sendall(questions)
            begun = self._answers.peek(1)
        except ConnectionError:
            begun = b""
        if not begun:
            self.close()
            self._open()
            self._socket.sendall(questions)
        return [read_answer(self._answers, path) for path in paths]

    def close(self) -> None:
        """End the connection."""
        self._answers.close()
        self._socket.close()


def read_answer(answers: BufferedReader, path: str) -> bytes:
    """Read one answer and return its body; raise ValueError unless it is 200 or 204 and says its length."""
    status = answers.readline()
    length = None
    while (line := answers.readline()) not in (b"\r\n", b""):
        if line[:15].lower() == b"content-length:":
            length = int(line[15:])
    if status[9:12] == b"204":
        return b""
    if status[9:12] != b"200" or length is None:
        raise ValueError(f"{path}: {status!r}, length {length}")
    return answers.read(length)


@dataclass(frozen=True, slots=True)
class Sql:
    """One prepared statement with many parameters, answers in binary, over psycopg."""

    address: dict[str, Any]
    questions: tuple[tuple[str, dict[str, Any]], ...]

    def __len__(self) -> int:
        return len(self.questions)

    @contextmanager
    def opened(self) -> Iterator[Take]:
        """Open a session in autocommit."""
        with closing(psycopg.connect(**self.address, autocommit=True)) as connection:

            def take(first: int, last: int) -> int:
                size = 0
                for query, parameters in self.questions[first:last]:
                    row = connection.execute(query.encode(), parameters, prepare=True, binary=True).fetchone()
                    size += len(row[0]) if row else 0
                return size

            yield take


def ask(
    source: Source, *, portion: int = 1, connections: int = CONNECTIONS, processes: int = PROCESSES, times: int = 1
) -> Answered:
    """Take every item so many times, in order, each by the connection that is free first; return what it took.

    The number of items is a multiple of the portion. Errors: RuntimeError with what went wrong first.
    """
    if len(source) % portion:
        raise ValueError(f"{len(source)} items are no whole number of portions of {portion}")
    context = get_context("spawn")
    processes = min(processes, connections)
    shares = [connections // processes + (place < connections % processes) for place in range(processes)]
    counter, begin, answers = context.Value("q", 0), context.Barrier(connections), context.SimpleQueue()
    crew = [
        context.Process(target=_work, args=(source, portion, times, share, counter, begin, answers), daemon=True)
        for share in shares
    ]
    for one in crew:
        one.start()
    told = [answers.get() for _one in crew]
    for one in crew:
        one.join()
    if failed := [one for one in told if isinstance(one, str)]:
        raise RuntimeError(_cause(failed))
    begun, ended, portions, sizes, costs = zip(*told, strict=True)
    every = tuple(chain.from_iterable(portions))
    return Answered(len(source) * times, max(ended) - min(begun), every, sum(sizes), sum(costs))


def _work(source: Source, portion: int, times: int, share: int, counter: Any, begin: Any, answers: Any) -> None:
    """Ask over so many connections of this process; tell begin and end, times, bytes and what it cost."""
    crew = [_Asker(source, portion, times, counter, begin) for _place in range(share)]
    for one in crew:
        one.start()
    for one in crew:
        one.join()
    if failed := [one.failed for one in crew if one.failed]:
        answers.put(_cause(failed))
        return
    spent = max(one.cpu_ended for one in crew) - min(one.cpu_begun for one in crew)
    portions = list(chain.from_iterable(one.portions for one in crew))
    begun, ended = min(one.begun for one in crew), max(one.ended for one in crew)
    answers.put((begun, ended, portions, sum(one.size for one in crew), spent))


def _cause(failures: list[str]) -> str:
    """Return what went wrong: the first failure that is not only of waiting for another."""
    return next((one for one in failures if "BrokenBarrier" not in one), failures[0])


class _Asker(Thread):
    """One connection."""

    def __init__(self, source: Source, portion: int, times: int, counter: Any, begin: Any) -> None:
        super().__init__(daemon=True)
        self.source, self.portion, self.times, self.counter, self.begin = source, portion, times, counter, begin
        self.portions: list[float] = []
        self.size, self.failed = 0, ""
        self.begun = self.ended = self.cpu_begun = self.cpu_ended = 0.0

    def run(self) -> None:
        """Ask until all is taken. What goes wrong is told, and keeps no other connection waiting."""
        try:
            with self.source.opened() as take:
                take(0, min(_WARM, len(self.source)))
                self.begin.wait(_PATIENCE_S)
                self._ask(take)
        except Exception as error:  # noqa: BLE001 - said by the process that waits for us
            self.failed = f"{type(error).__name__}: {error}"
            self.begin.abort()

    def _ask(self, take: Take) -> None:
        self.begun, self.cpu_begun = time.perf_counter(), time.process_time()
        for first, last in self._portions():
            began = time.perf_counter()
            self.size += take(first, last)
            self.portions.append(time.perf_counter() - began)
        self.ended, self.cpu_ended = time.perf_counter(), time.process_time()

    def _portions(self) -> Iterator[tuple[int, int]]:
        count = len(self.source)
        while True:
            with self.counter.get_lock():
                first = self.counter.value
                self.counter.value += self.portion
            if first >= count * self.times:
                return
            yield first % count, first % count + self.portion


def interleaved(sources: dict[str, Source], rounds: int, *, portion: int = 1) -> dict[str, list[Answered]]:
    """Ask all sources in turn, so many rounds after one that only warms; other load of the machine meets all alike."""
    found: dict[str, list[Answered]] = {name: [] for name in sources}
    for place in range(rounds + 1):
        order: Sequence[str] = list(sources) if place % 2 else list(reversed(sources))
        for name in order:
            answered = ask(sources[name], portion=portion)
            if place:
                found[name].append(answered)
    return found
