"""nginx with the documented site before an application: tiles from the disk are as fresh and as said as its own."""

import gzip
import http.client
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from parcels.bench.servers import SITE, example, free_port, nginx
from tests.deployment.conftest import NAME
from tiles.mvt.cache.serving import SECONDS

TILE = "/tiles/parcels/16/41912/27846.mvt"
PACKED = gzip.compress(b"a tile of the disk", mtime=0)
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


class Application(BaseHTTPRequestHandler):
    """Stands for the application: says what it was asked, and streams as long as it is let."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/tiles/live":
            return self._stream()
        self.server.asked.append((self.path, dict(self.headers)))
        kept = "public, max-age=60" if "public" in self.path else "private, no-cache"
        self._answer(b"the application", {"Cache-Control": kept})

    def do_POST(self):
        size = len(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(str(size).encode(), {})

    def _answer(self, body, headers):
        self.send_response(200)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for word in (b"first", b"second"):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(word), word))
            self.wfile.flush()
            if word == b"first":
                self.server.heard.wait(10)
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_args):
        pass


@dataclass
class Site:
    """nginx's two ports, the folder it serves from, the application behind it."""

    port: int
    plain_port: int
    folder: Path
    application: ThreadingHTTPServer
    context: ssl.SSLContext

    @property
    def file(self) -> Path:
        return self.folder / "tiles" / "current" / TILE.removeprefix("/tiles/")

    def ask(self, path, headers=None, method="GET", body=None):
        """Return status, headers and body."""
        connection = Connection(self)
        try:
            connection.request(method, path, body=body, headers={"Host": NAME, **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


class Connection(http.client.HTTPConnection):
    """A connection to nginx at its port, under the name of its certificate."""

    def __init__(self, site: Site) -> None:
        super().__init__("127.0.0.1", site.port, timeout=20)
        self._site = site

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self._site.port), 20)
        self.sock = self._site.context.wrap_socket(plain, server_hostname=NAME)


@pytest.fixture(scope="module")
def site(tmp_path_factory, certificate) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    chain, key = certificate
    port, plain_port = free_port(), free_port()
    application = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    application.daemon_threads = True
    application.asked, application.heard = [], threading.Event()
    serving = threading.Thread(target=application.serve_forever)
    serving.start()
    text = example(SITE, {
        "127.0.0.1:8000": f"127.0.0.1:{application.server_port}",
        "listen 80;": f"listen 127.0.0.1:{plain_port};",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "/etc/ssl/land.example/fullchain.pem": str(chain),
        "/etc/ssl/land.example/privkey.pem": str(key),
        "/srv/mukhattat/var/tiles": str(folder / "tiles"),
        "/srv/mukhattat/var/static": str(folder / "static"),
        "/var/cache/nginx/mukhattat": str(folder / "cache"),
    })  # fmt: skip
    user = "user root;" if os.geteuid() == 0 else ""
    with nginx(folder / "run", text, port, workers=1, user=user):
        yield Site(port, plain_port, folder, application, ssl.create_default_context(cafile=chain))
    application.shutdown()
    serving.join()
    application.server_close()


@pytest.fixture
def published(site: Site) -> Site:
    """A tile lies on the disk; the application was asked nothing."""
    site.file.parent.mkdir(parents=True, exist_ok=True)
    site.file.write_bytes(PACKED)
    site.application.asked.clear()
    yield site
    site.file.unlink(missing_ok=True)


def from_application(site: Site) -> list[str]:
    return [path for path, _headers in site.application.asked]


def test_a_published_tile_comes_from_the_disk_as_it_lies_there(published):
    status, headers, body = published.ask(TILE, GZIP)
    assert (status, body) == (200, PACKED)
    assert headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Cache-Control"] == f"public, max-age={SECONDS}", "the same as the application says"
    assert headers["Vary"] == "Accept-Encoding"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31536000" in headers["Strict-Transport-Security"]
    assert headers["ETag"] is headers["Last-Modified"] is headers["Accept-Ranges"] is None
    assert from_application(published) == []


def test_the_head_of_a_published_tile_is_that_of_its_answer(published):
    status, headers, body = published.ask(TILE, GZIP, method="HEAD")
    assert (status, body, headers["Content-Length"]) == (200, b"", str(len(PACKED)))


@pytest.mark.parametrize("accepted", [None, "identity", "br", "gzip;q=0", "br, gzip; q=0.0, *"])
def test_who_does_not_read_gzip_is_answered_by_the_application(published, accepted):
    headers = {"Accept-Encoding": accepted} if accepted else {"X-Nothing": "1"}
    connection = Connection(published)
    connection.putrequest("GET", TILE, skip_accept_encoding=True, skip_host=True)
    for name, value in {"Host": NAME, **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().read() == b"the application"
    connection.close()
    assert from_application(published) == [TILE]


@pytest.mark.parametrize("question", ["?as_of=2001-01-01", "?known_at=1440-01-01", "?as%5Fof=2001-01-01", "?x"])
def test_what_is_asked_behind_the_address_is_not_of_now(published, question):
    assert published.ask(TILE + question, GZIP)[2] == b"the application"
    assert from_application(published) == [TILE + question]


@pytest.mark.parametrize(
    "path", ["/tiles/parcels/16/41912/27847.mvt", "/tiles/parcels.json", "/tiles/permits/16/41912/27846.mvt", "/"]
)
def test_what_is_not_published_is_answered_by_the_application(published, path):
    assert published.ask(path, GZIP)[2] == b"the application"
    assert from_application(published) == [path]


def test_tiles_that_rest_are_not_served(published):
    current = published.folder / "tiles" / "current"
    resting = current.rename(current.with_name("resting"))
    try:
        assert published.ask(TILE, GZIP)[2] == b"the application"
    finally:
        resting.rename(current)


def test_a_tile_of_the_same_size_within_the_same_second_is_the_new_one(published):
    _status, first, _body = published.ask(TILE, GZIP)
    kept = {**GZIP, "If-Modified-Since": first["Date"], "If-None-Match": f'"{first["ETag"] or "x"}"'}
    for letter in (b"b", b"c"):
        other = gzip.compress(PACKED[:0] + letter + b" tile of the disk", mtime=0)
        assert len(other) == len(PACKED)
        draft = published.file.with_suffix(".draft")
        draft.write_bytes(other)
        os.utime(draft, (published.file.stat().st_mtime,) * 2)
        draft.rename(published.file)
        status, _headers, body = published.ask(TILE, kept)
        assert (status, gzip.decompress(body)) == (200, letter + b" tile of the disk")


def test_no_part_of_a_tile_is_given(published):
    status, _headers, body = published.ask(TILE, {**GZIP, "Range": "bytes=2-5"})
    assert (status, body) == (200, PACKED)


def test_a_tile_cannot_be_written_over_the_web(published):
    assert published.ask(TILE, GZIP, method="PUT", body=b"x")[0] == 405
    assert published.file.read_bytes() == PACKED


def test_no_address_leads_out_of_the_tree(published):
    (published.folder / "tiles" / "position.mvt").write_bytes(b"private")
    for path in ("/tiles/../position.mvt", "/tiles/parcels/16/41912/../../../../position.mvt", "/tiles/position.mvt"):
        assert published.ask(path, GZIP)[2] in (b"the application",), path


def test_the_application_learns_who_asks_how_and_for_which_name(published):
    published.ask("/sign-in/", {"X-Forwarded-For": "10.9.8.7", "X-Forwarded-Proto": "http"})
    ((_path, headers),) = published.application.asked
    assert headers["X-Forwarded-For"] == "10.9.8.7, 127.0.0.1", "TRUSTED_PROXIES=1 believes the last one only"
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["Host"] == NAME


def test_a_long_filter_in_the_address_passes(published):
    path = f"/ogc/collections/parcels/items?filter={'x' * 30_000}"
    assert published.ask(path)[0] == 200
    assert from_application(published) == [path]


def test_a_stream_comes_as_it_is_written(published):
    published.application.heard.clear()
    connection = Connection(published)
    connection.request("GET", "/tiles/live", headers={"Host": NAME, **GZIP})
    answer = connection.getresponse()
    assert answer.read(5) == b"first", "while the second is held back"
    published.application.heard.set()
    assert answer.read() == b"second"
    connection.close()


def test_static_files_come_from_the_disk_and_those_with_a_hash_for_ever(published):
    static = published.folder / "static" / "map"
    static.mkdir(parents=True, exist_ok=True)
    for name in ("map.js", "map.0123456789ab.js"):
        (static / name).write_bytes(b"plain")
        (static / f"{name}.gz").write_bytes(gzip.compress(b"packed"))
    _status, plain, body = published.ask("/static/map/map.js", {"Accept-Encoding": "identity"})
    assert body == b"plain" and "max-age=3600" in plain.get_all("Cache-Control")
    status, hashed, body = published.ask("/static/map/map.0123456789ab.js", GZIP)
    assert (status, gzip.decompress(body), hashed["Content-Encoding"]) == (200, b"packed", "gzip")
    assert "public, immutable" in hashed.get_all("Cache-Control")
    assert "javascript" in hashed["Content-Type"]
    assert from_application(published) == []


def test_pictures_for_everyone_are_kept_and_those_of_the_staff_are_not(published):
    for path, answers in (("/imagery/public/1/0/0.webp", 1), ("/imagery/staff/1/0/0.webp", 3)):
        published.application.asked.clear()
        bodies = {published.ask(path)[2] for _turn in range(3)}
        assert bodies == {b"the application"}
        assert len(published.application.asked) == answers, path


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        ("/cases/", 24, 200), ("/cases/", 26, 413),
        ("/imports/new/", 101, 200), ("/api/v1/check-ins/", 101, 200), ("/imports/new/", 111, 413),
        ("/api/v1/images/", 121, 200),
    ],
)  # fmt: skip
def test_files_of_the_size_that_the_application_takes_pass(published, path, megabytes, status):
    said, _headers, body = published.ask(path, method="POST", body=bytes(megabytes * 1024 * 1024))
    assert said == status
    assert status != 200 or int(body) == megabytes * 1024 * 1024


def test_whoever_comes_without_encryption_is_sent_to_the_encrypted_door(published):
    connection = http.client.HTTPConnection("127.0.0.1", published.plain_port, timeout=20)
    connection.request("GET", "/places/?q=1", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/places/?q=1")
    connection.close()


@pytest.mark.django_db(databases=["default", "tiles"])
def test_the_application_says_the_same_of_a_tile_of_its_own(client, published):
    own = client.get(TILE, headers=GZIP)
    _status, headers, _body = published.ask(TILE, GZIP)
    for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options"):
        assert own.headers[name] == headers[name]
