"""Offices and tolerances for checks that read past the test's own transaction."""

import pytest

from tests.factories.places import Places, make_places
from tests.parcels.quality.territory import hold_values


@pytest.fixture
def offices(transactional_db: None) -> Places:
    """The tests' two offices, committed, with the tolerances of a check."""
    hold_values()
    return make_places()
