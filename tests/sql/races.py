"""Many writers at once: each has a connection of the application's own role and a share of the work."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import psycopg

from tests.sql.connections import connect, enter_scope

WRITERS = 16
OVERLAP = "MK001"
#: One piece of work inside its own transaction and scope.
Job = Callable[[psycopg.Connection], None]


def race(jobs: Sequence[Job], territories: Iterable[int], *, writers: int = WRITERS) -> list[str]:
    """Run the jobs, each in its own transaction, dealt out to so many connections that start together.

    Return one answer a job, in the order of the jobs: "" when it was committed, else the SQLSTATE that refused it.
    """
    ids = list(territories)
    answers = ["never ran"] * len(jobs)
    start = threading.Barrier(writers)

    def write(first: int) -> None:
        with connect("app") as connection:
            start.wait()
            for place in range(first, len(jobs), writers):
                answers[place] = _answer(connection, jobs[place], ids)

    threads = [threading.Thread(target=write, args=(first,)) for first in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _answer(connection: psycopg.Connection, job: Job, ids: list[int]) -> str:
    try:
        with connection.transaction():
            enter_scope(connection, ids)
            job(connection)
    except psycopg.Error as error:
        return error.sqlstate or type(error).__name__
    return ""


def tally(answers: Iterable[str]) -> dict[str, int]:
    """Return how many answers there were of each kind."""
    return dict(Counter(answers))


class Held:
    """A statement that runs on a thread of its own, so that a test can see whether it waits for a lock."""

    def __init__(self, connection: psycopg.Connection, work: Callable[[], object]) -> None:
        self.error: psycopg.Error | None = None
        self._pid = connection.info.backend_pid
        self._thread = threading.Thread(target=self._run, args=(work,))
        self._thread.start()

    def _run(self, work: Callable[[], object]) -> None:
        try:
            work()
        except psycopg.Error as error:
            self.error = error

    def waits(self) -> bool:
        """Say whether the statement waits for another's lock; asked until it either waits or is done."""
        asked = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
        with connect("admin") as admin:
            while self._thread.is_alive():
                if admin.execute(asked, [self._pid]).fetchone()[0]:
                    return True
                self._thread.join(0.01)
        return False

    def finish(self) -> str:
        """Wait for the end; return the SQLSTATE of the refusal, or "" when there was none."""
        self._thread.join()
        return (self.error.sqlstate or "unknown") if self.error else ""
