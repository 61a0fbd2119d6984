"""A tree of published tiles in a folder of the test, its keeper, and the server's own way to a tile."""

import gzip
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from pyproj import Transformer

from tests.factories.places import ORIGIN
from tests.tiles.mvt.pyramid import tile_over
from tiles.mvt.cache.serving import PublicTiles


def place(z: int, east: float = 20, north: float = 20, layer: str = "parcels") -> str:
    """Return the place of the tile over a point so many metres from ORIGIN."""
    x, y = Transformer.from_crs("EPSG:9359", "EPSG:3857", always_xy=True).transform(ORIGIN[0] + east, ORIGIN[1] + north)
    column, row = tile_over(x, y, z)
    return f"{layer}/{z}/{column}/{row}.mvt"


class _Counting(PublicTiles):
    """Counts the tiles that were not served from a file."""

    cut = 0

    def _cut(self, asked: Any) -> Any:
        self.cut += 1
        return super()._cut(asked)


class Server:
    """The application as the server runs it."""

    def __init__(self) -> None:
        django = get_wsgi_application()

        def counted(environ: Any, start_response: Any) -> Any:
            self._reached += 1
            return django(environ, start_response)

        self._reached, self._application = 0, _Counting(counted)

    @property
    def rendered(self) -> int:
        """How many answers were no file: cut, or made by Django."""
        return self._application.cut + self._reached

    def ask(self, path: str, *, accept: str = "gzip", query: str = "", method: str = "GET") -> tuple[int, dict, bytes]:
        """Return status, headers and bytes as sent."""
        told: list[Any] = []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": BytesIO(),
            "HTTP_ACCEPT_ENCODING": accept, "HTTP_HOST": "testserver",
        }  # fmt: skip
        answer = self._application(environ, lambda status, headers, *_: told.extend([int(status[:3]), dict(headers)]))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return told[0], told[1], body

    def tile(self, where: str) -> bytes:
        """Return the bytes of a tile, unfolded. The answer must be 200 and whole."""
        status, headers, body = self.ask(f"/tiles/{where}")
        assert status == 200, (status, body[:200])
        assert int(headers["Content-Length"]) == len(body)
        return gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body


def files(folder: Path) -> set[str]:
    """Return the places of all tiles in a tree."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*.mvt")}
