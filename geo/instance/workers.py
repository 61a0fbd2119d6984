"""What gunicorn is told beside its command line: each worker starts its reader of files, and tells when it stops."""

import logging
import sys
from threading import Thread
from typing import Any

from gunicorn.http import message  # type: ignore[import-untyped]

log = logging.getLogger(__name__)
#: Bytes of the first line of a request: a filter of as many characters as are read (tiles/ogc/cql2/limits.py), each
#: written as three. What is longer is answered 414. The library itself takes no more than 8,190 whatever it is told.
limit_request_line = 65_536
message.MAX_REQUEST_LINE = limit_request_line


def post_fork(_server: object, _worker: object) -> None:
    """Start the confined reader of a new worker; loading its libraries takes seconds, and the worker does not wait."""
    Thread(target=start_reader, name="reader", daemon=True).start()


def post_worker_init(worker: Any) -> None:
    """Let answers that last end with their worker: geo/wsgi.py has loaded who must know."""
    streams = sys.modules.get("geo.web.streams")
    if streams is not None:
        streams.follow(lambda: not worker.alive)


def start_reader() -> None:
    """Start the reader; where this system does not let it start, say so: files are then refused when they come."""
    from geo.exchange.reading.errors import ReadingUnavailable
    from geo.exchange.reading.services import start

    try:
        start()
    except ReadingUnavailable as error:
        log.warning("files will not be read: %s", error.context.get("reason", ""))
