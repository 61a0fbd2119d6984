"""Land to check out, and the way there and back."""

import pytest

from tests.permits.subdivisions.trips import Trip, row_of_parcels


@pytest.fixture
def ground(places):
    return row_of_parcels(places.west)


@pytest.fixture
def trip(ground, tmp_path):
    return Trip(ground, tmp_path)
