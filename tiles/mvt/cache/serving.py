"""Before Django: current tiles that everyone may see, from their files or cut; sessions have no part in them."""

import logging
import re
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connections

from geo.errors import DomainError
from geo.layers.layer import Audience
from geo.layers.registry import layers_for
from tiles.mvt.cache.publishing import PublicTile, public_tile
from tiles.mvt.cache.tree import the_tree
from tiles.mvt.query import check_address

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)
_TILE = re.compile(r"/tiles/(([a-z_]+)/(0|[1-9]\d?)/(0|[1-9]\d{0,7})/(0|[1-9]\d{0,7})\.mvt)", re.ASCII)
#: How long anyone may keep a tile without asking.
SECONDS = 1
_HEADERS = [
    ("Content-Type", "application/vnd.mapbox-vector-tile"),
    ("Cache-Control", f"public, max-age={SECONDS}"),
    ("Vary", "Accept-Encoding"),
    ("X-Content-Type-Options", "nosniff"),
]


class PublicTiles:
    """Answers current tiles of public layers; everything else, and whatever goes wrong, is the application's.

    A file is served while the tree is fresh: none that lacks what was committed more than a second ago, also where the
    keeper is slow or dead. A query string asks for something else than the tile of now.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application, self._tree = application, the_tree()
        self._public = {layer.name: layer for layer in layers_for(Audience.PUBLIC)}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        made = self._tile(environ)
        if made is None:
            return self._application(environ, start_response)
        headers, body = list(_HEADERS), made.packed
        if not body or "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = made.body
        else:
            headers.append(("Content-Encoding", "gzip"))
        headers.append(("Content-Length", str(len(body))))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _tile(self, environ: "WSGIEnvironment") -> PublicTile | None:
        path: str = environ["PATH_INFO"]
        if not path.startswith("/tiles/") or environ.get("QUERY_STRING"):
            return None
        asked = _TILE.fullmatch(path)
        if asked is None or asked[2] not in self._public or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        packed = self._tree.read(asked[1]) if settings.TILES_PUBLISHED and self._tree.fresh() else None
        return PublicTile(packed=packed) if packed else self._cut(asked)

    def _cut(self, asked: re.Match[str]) -> PublicTile | None:
        layer, address = self._public[asked[2]], (int(asked[3]), int(asked[4]), int(asked[5]))
        try:
            check_address(layer, *address)
            _renew_connections()
            return public_tile(layer, *address)
        except DomainError:
            return None
        except DatabaseError as error:
            log.warning("a tile is cut again by the application: %s", type(error).__name__)
            return None


def _renew_connections() -> None:
    """Close what has been open for long enough. Whether the rest still live is not asked: Django tries again if not."""
    for alias in ("tiles", "default"):
        connection = connections[alias]
        over = connection.close_at is not None and time.monotonic() >= connection.close_at
        if over and not connection.in_atomic_block:
            connection.close()


def problem() -> str:
    """Say what is wrong with the published tiles of this host, or "": a proxy may serve files that nobody keeps."""
    tree = the_tree()
    if settings.TILES_PUBLISHED and tree.current.exists() and not tree.fresh():
        return "keeper silent"
    return ""
