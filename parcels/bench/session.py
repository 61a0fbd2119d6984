"""A person who pans and zooms: which tiles a map asks for, decided by the seed of the ground.

The recipe is kept, not the tiles: someone looks for a place, sees it at zoom 14, zooms in and out and moves to places
beside it, then looks for another one. The map shows so many tiles and asks for those that it does not hold.
"""

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

#: (zoom, column, row) of the pyramid of web maps.
Tile = tuple[int, int, int]
#: Metres in EPSG:3857.
Place = tuple[float, float]
#: The same of many: (count, 2).
Places = NDArray[np.float64]

FIRST_ZOOM, LAST_ZOOM = 14, 18
#: Half the width of the square of EPSG:3857, metres.
HALF_WORLD_M = 20_037_508.342789244
#: Tiles that a window of 1,300 by 800 pixels shows, of 512 pixels each, with those that stand in it by half.
_WIDE, _HIGH = 4, 3
_MOVES_AT_A_PLACE = 12
_ZOOM_IN, _ZOOM_OUT = 0.35, 0.2
#: A browser's map keeps so many tiles.
_HELD = 512


def recorded_session(places: Places, count: int, seed: int) -> list[Tile]:
    """Return so many tiles of zooms 14 to 18 in the order in which the map asks for them."""
    dice = np.random.default_rng([seed, 17])
    held: OrderedDict[Tile, None] = OrderedDict()
    asked: list[Tile] = []
    for zoom, place in _views(places, dice):
        for tile in window(zoom, place):
            if tile not in held:
                asked.append(tile)
            held[tile] = None
            held.move_to_end(tile)
        while len(held) > _HELD:
            held.popitem(last=False)
        if len(asked) >= count:
            return asked[:count]
    raise AssertionError("nobody looks at anything")


def _views(places: Places, dice: np.random.Generator) -> Iterator[tuple[int, Place]]:
    """Yield what the map shows, one view after the other, without an end."""
    while True:
        x, y = map(float, places[dice.integers(len(places))])
        zoom = FIRST_ZOOM
        for _move in range(_MOVES_AT_A_PLACE):
            yield zoom, (x, y)
            drawn = dice.random()
            if drawn < _ZOOM_IN:
                zoom = min(zoom + 1, LAST_ZOOM)
            elif drawn < _ZOOM_IN + _ZOOM_OUT:
                zoom = max(zoom - 1, FIRST_ZOOM)
            else:
                x, y = _beside(places, (x, y), side_m(zoom), dice)


def _beside(places: Places, here: Place, side: float, dice: np.random.Generator) -> Place:
    """Return a place that lies at the edge of what the map shows, or the nearest beyond: people look at land."""
    away = np.hypot(*(places - here).T)
    near = np.flatnonzero((away > 0.3 * side) & (away < 1.3 * side))
    beyond = np.where(away > 0.3 * side, away, np.inf).argmin()
    x, y = places[dice.choice(near) if near.size else beyond]
    return float(x), float(y)


def side_m(zoom: int) -> float:
    """Return the side of a tile, metres of EPSG:3857."""
    return 2 * HALF_WORLD_M / 2**zoom


def tile_at(zoom: int, place: Place) -> Tile:
    """Return the tile in which a place lies."""
    side = side_m(zoom)
    return zoom, int((place[0] + HALF_WORLD_M) // side), int((HALF_WORLD_M - place[1]) // side)


def window(zoom: int, place: Place) -> list[Tile]:
    """Return the tiles that a map shows around a place, those of the middle first, as maps ask for them."""
    _zoom, column, row = tile_at(zoom, place)
    shown = [
        (zoom, column + right, row + down)
        for right in range(-(_WIDE // 2), _WIDE - _WIDE // 2)
        for down in range(-(_HIGH // 2), _HIGH - _HIGH // 2)
    ]
    return sorted(shown, key=lambda tile: (abs(tile[1] - column) + abs(tile[2] - row), tile))
