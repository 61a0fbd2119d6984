"""The western office with an old quarter that waits for its numbers, and everyone whose hand the numbering needs."""

import pytest

from tests.factories.numbering import enter_quarter, hold_days, staff
from tests.factories.places import Office, Places


@pytest.fixture
def office(places: Places) -> Office:
    """The old district's office; its quarter is entered, nobody has numbered it."""
    staff(places)
    hold_days()
    enter_quarter(places.west)
    return places.west
