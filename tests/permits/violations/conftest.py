"""Violations stand on the land, the people and the law of the day."""

import pytest

from tests.factories.places import Places
from tests.factories.violations import hold_fines


@pytest.fixture
def site(ground: Places) -> Places:
    """The two offices with the fines of the catalogue."""
    hold_fines()
    return ground
