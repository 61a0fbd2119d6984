"""An office whose street is dug up."""

import pytest

from tests.factories.digs import Diggers, hold_dig_values, make_diggers
from tests.factories.places import Places


@pytest.fixture
def diggers(places: Places) -> Diggers:
    """The western office with a street, a team and its people."""
    hold_dig_values()
    return make_diggers(places.west, places.citizen)
