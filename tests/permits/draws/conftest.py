"""Draws of the western office, whose hour comes when a test says so."""

from collections.abc import Iterator

import pytest

from tests.factories.draws import Team, make_team, told_hours
from tests.factories.places import Places


@pytest.fixture(scope="session")
def hours(django_db_setup: None) -> Iterator[None]:
    """The clock of draws is told in these tests."""
    with told_hours():
        yield


@pytest.fixture
def team(places: Places, hours: None) -> Team:
    """Who holds draws in the west."""
    return make_team(places.west)
