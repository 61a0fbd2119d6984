"""An office with its program, and an address that it runs itself."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.factories.offices import Made, make_office
from tests.factories.places import Places


@pytest.fixture
def made(ground: Places) -> Made:
    """A licensed office with a mandate in west."""
    return make_office(ground)


class Heard(HTTPServer):
    """A server that hears what it is told and answers with a status."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Listener)
        self.status = 204
        self.told: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://localhost:{self.server_port}/hook?office=1"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What it was told."""
        return [json.loads(body) for _headers, body in self.told]


class _Listener(BaseHTTPRequestHandler):
    server: Heard

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.server.status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def heard(settings: Any) -> Iterator[Heard]:
    """A server on this machine, which only a deployment that names it lets be told."""
    settings.WEBHOOK_INSIDE_HOSTS = ["localhost"]
    server = Heard()
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
