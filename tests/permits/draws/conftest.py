"""Draws of the western office, whose hour comes when a test says so."""

import pytest

from tests.factories.draws import Team, make_team
from tests.factories.places import Places


@pytest.fixture
def team(places: Places, hours: None) -> Team:
    """Who holds draws in the west."""
    return make_team(places.west)
