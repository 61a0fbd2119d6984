"""The quarter from which tiles are cut, published into one file."""

from tests.tiles.mvt.conftest import quarter

__all__ = ["quarter"]
