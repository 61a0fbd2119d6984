"""What procedures stand on: places, people and the values of the day."""

import pytest

from tests.factories.cases import hold_values
from tests.factories.places import Places
from tests.geo.conftest import do_jobs

__all__ = ["do_jobs"]


@pytest.fixture
def ground(places: Places) -> Places:
    """The two offices, with every value that the rules ask for."""
    hold_values()
    return places
