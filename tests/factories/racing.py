"""Work of several people at the same moment, each on a thread and a connection of his own."""

import threading
from collections.abc import Callable

from django.db import DatabaseError, connections

from geo.errors import DomainError


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run the jobs on threads that start together; return what each returned or raised."""
    answers: list[object] = [None] * len(jobs)
    start = threading.Barrier(len(jobs))

    def run(place: int) -> None:
        start.wait()
        try:
            answers[place] = jobs[place]()
        except (DomainError, DatabaseError) as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
