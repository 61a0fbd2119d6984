"""A planned office whose plan is a grant plan, with the law of its day."""

import pytest

from tests.factories.grants import Department, department, hold_grant_rules
from tests.factories.places import Places


@pytest.fixture
def grants(ground: Places, hours: None) -> Department:
    """The grants department of the planned office: three plots on a street, and one that no street reaches."""
    hold_grant_rules()
    return department(ground.east)
