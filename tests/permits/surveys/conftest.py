"""What surveys stand on: places, people and the values of the day."""

import pytest

from tests.factories.places import Places
from tests.permits.surveys.field import hold_survey_values


@pytest.fixture
def field(places: Places) -> Places:
    """The two offices, with every value that the rules of surveys ask for."""
    hold_survey_values()
    return places
