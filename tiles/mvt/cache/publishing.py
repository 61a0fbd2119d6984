"""The current public tile, from the tree, or cut and published: never with less than the keeper has seen."""

import gzip
import logging
import time
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import DatabaseError

from geo.layers.changes import changed_since, sources_of
from geo.layers.layer import Audience, Layer
from tiles.mvt.cache.keeper import program
from tiles.mvt.cache.tree import RESTING, Address, Position, Tree, the_tree
from tiles.mvt.cache.walk import reach_of
from tiles.mvt.query import Cut, cut

log = logging.getLogger(__name__)
#: Of 1 to 9: the next takes half as long again and saves a twentieth.
LEVEL = 3
#: A tile that took longer to cut is not published: the log keeps the turn of a day back for so long and more.
MOST_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PublicTile:
    """A tile as it stands in the tree (`packed`: gzip) or as it was cut; neither is there where nothing lies."""

    cut: bytes = b""
    packed: bytes = b""

    @property
    def body(self) -> bytes:
        """The tile, Mapbox Vector Tile 2.1, not compressed."""
        return gzip.decompress(self.packed) if self.packed else self.cut


def public_tile(layer: Layer, z: int, x: int, y: int) -> PublicTile:
    """Return the current tile of a public layer; the address was checked. Published where that may be."""
    address, tree = Address(layer.name, z, x, y), the_tree()
    position = _open_tree(tree, layer, z)
    packed = tree.read(address.place) if position else None
    if packed:
        return PublicTile(packed=packed)
    begun = time.monotonic()
    made = cut(layer, z, x, y)
    if position is None and not _reads_a_copy():
        return PublicTile(cut=made.body)
    try:
        return _published(tree, position, layer, address, made, begun) or _of_the_primary(layer, address)
    except DatabaseError as error:
        log.warning("a tile was not published, the primary does not answer: %s", type(error).__name__)
    except OSError as error:
        log.warning("a tile was not published, the folder cannot be written: %s", error.strerror)
    return PublicTile(cut=made.body)


def _open_tree(tree: Tree, layer: Layer, z: int) -> Position | None:
    """Return the position of a tree to which the tile may be published now, else None."""
    if not settings.TILES_PUBLISHED or layer.audience != Audience.PUBLIC or z > layer.deepest_tile or not tree.fresh():
        return None
    position = tree.position()
    ours = position is not None and position.tree != RESTING and position.history.endswith(_program())
    return position if ours else None


def _published(
    tree: Tree, opened: Position | None, layer: Layer, address: Address, made: Cut, begun: float
) -> PublicTile | None:
    """Publish a tile unless something has changed that it does not show: then None. Empty ones are never files."""
    if opened is None or not made.body:
        return None if _reads_a_copy() and _outdated(layer, address, made) else PublicTile(cut=made.body)
    packed = gzip.compress(made.body, LEVEL, mtime=0)
    with tree.held(address):
        now = tree.position()
        same = now is not None and now.tree == opened.tree and time.monotonic() - begun < MOST_SECONDS
        if _outdated(layer, address, made):
            return None
        if same:
            tree.put(address, packed)
    return PublicTile(packed=packed)


def _outdated(layer: Layer, address: Address, made: Cut) -> bool:
    return changed_since(made.snapshot, sources_of(layer), reach_of(address.z, address.x, address.y))


def _of_the_primary(layer: Layer, address: Address) -> PublicTile:
    return PublicTile(cut=cut(layer, address.z, address.x, address.y, using="default").body)


@cache
def _program() -> str:
    return program()


@cache
def _reads_a_copy() -> bool:
    """Whether tiles are read elsewhere than the register is written: a replica may lag."""
    places = [[settings.DATABASES[alias].get(key) for key in ("HOST", "PORT")] for alias in ("direct", "tiles")]
    return places[0] != places[1]
