"""What procedures stand on: places, people, the values of the day, and an hour of draws that can be told."""

from collections.abc import Iterator

import pytest

from tests.factories.cases import hold_values
from tests.factories.draws import told_hours
from tests.factories.places import Places
from tests.geo.conftest import do_jobs

__all__ = ["do_jobs"]


@pytest.fixture
def ground(places: Places) -> Places:
    """The two offices, with every value that the rules ask for."""
    hold_values()
    return places


@pytest.fixture(scope="session")
def hours(django_db_setup: None) -> Iterator[None]:
    """The clock of draws is told from here on: once for a whole database, since it is a function of the database."""
    with told_hours():
        yield
