"""A planned office whose plan is a grant plan, with the law of its day."""

from collections.abc import Iterator

import pytest

from tests.factories.draws import told_hours
from tests.factories.grants import Department, department, hold_grant_rules
from tests.factories.places import Places


@pytest.fixture
def grants(ground: Places) -> Iterator[Department]:
    """The grants department of the planned office: three plots on a street, and one that no street reaches."""
    hold_grant_rules()
    with told_hours():
        yield department(ground.east)
