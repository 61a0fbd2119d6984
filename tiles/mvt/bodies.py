"""The bytes of a tile for whoever asks: of today or of a past day, everyone's or the own territories'."""

from geo.accounts.policies import Person, territories_of
from geo.api.instants import Instants
from geo.layers.changes import data_version
from geo.layers.layer import Audience, Layer
from geo.municipalities.scope import territory
from tiles.mvt.kept import kept
from tiles.mvt.past import past_tile
from tiles.mvt.query import cut

NOW = Instants()


def body_for(person: Person, layer: Layer, z: int, x: int, y: int, when: Instants = NOW) -> bytes:
    """Return the tile, Mapbox Vector Tile 2.1, not compressed, b"" when nothing lies there.

    A layer of the staff holds the rows of the person's territories. Errors: HistoryNotKept.
    """
    if layer.audience != Audience.PUBLIC:
        return _own_tile(person, layer, (z, x, y), when)
    if when.past:
        return past_tile(layer, z, x, y, when)
    return cut(layer, z, x, y).body


def _own_tile(person: Person, layer: Layer, address: tuple[int, int, int], when: Instants) -> bytes:
    """Return a tile of the person's territories, made or kept.

    The key holds all on which the bytes depend. The version of the data is read before the tile: a tile that is kept
    is never older than its key. The territories are those that the person has now, read anew each time.
    """
    own = tuple(sorted(territories_of(person)))
    with territory(own):
        key = (layer.name, layer.audience, own, address, when, data_version(layer))
        return kept.get_or_make(key, lambda: _made(layer, address, when))


def _made(layer: Layer, address: tuple[int, int, int], when: Instants) -> bytes:
    return past_tile(layer, *address, when) if when.past else cut(layer, *address, using="default").body
