"""What gunicorn is told beside its command line: each worker starts its reader of files before the first file comes."""

import logging
from threading import Thread

log = logging.getLogger(__name__)


def post_fork(_server: object, _worker: object) -> None:
    """Start the confined reader of a new worker; loading its libraries takes seconds, and the worker does not wait."""
    Thread(target=start_reader, name="reader", daemon=True).start()


def start_reader() -> None:
    """Start the reader; where this system does not let it start, say so: files are then refused when they come."""
    from geo.exchange.reading.errors import ReadingUnavailable
    from geo.exchange.reading.services import start

    try:
        start()
    except ReadingUnavailable as error:
        log.warning("files will not be read: %s", error.context.get("reason", ""))
