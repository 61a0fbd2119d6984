"""Reading as the service does it, in the confined process."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from geo.exchange.reading.errors import FileRefused, FileTooLarge
from geo.exchange.reading.limits import Limits
from geo.exchange.reading.options import Options
from geo.exchange.reading.rows import Facts, Row
from geo.exchange.reading.services import reading


def _read(content: bytes, name: str, *, limits: Limits | None = None, **options: Any) -> tuple[Facts, list[Row]]:
    with reading(content=content, name=name, options=Options(**options), limits=limits) as found:
        return found.facts, list(found.rows())


@pytest.fixture
def read() -> Callable[..., tuple[Facts, list[Row]]]:
    """Read a file; return its facts and rows."""
    return _read


@pytest.fixture
def refused() -> Callable[..., str]:
    """Read a file that is not taken; return the code."""

    def code_of(content: bytes, name: str, **options: Any) -> str:
        with pytest.raises((FileRefused, FileTooLarge)) as error:
            _read(content, name, **options)
        assert str(error.value).strip()
        assert "%(" not in str(error.value)
        return error.value.code

    return code_of


@pytest.fixture
def remote() -> Iterator[list[object]]:
    """A server of this machine; its port, then what was asked of it."""
    asked: list[object] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    asked.append(server.server_port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()
