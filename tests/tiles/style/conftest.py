"""The quarter that the style draws."""

from tests.tiles.mvt.conftest import quarter

__all__ = ["quarter"]
