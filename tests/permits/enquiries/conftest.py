"""A phone, and a permit to ask about."""

import pytest

from tests.factories import phones
from tests.factories.cases import Thread, open_thread
from tests.factories.places import Places


@pytest.fixture
def phone(settings):
    """What phones receive."""
    settings.SMS_GATEWAY = "tests.factories.phones.send"
    phones.SENT.clear()
    return phones


@pytest.fixture
def thread(ground: Places) -> Thread:
    """A fencing permit of the tests' applicant."""
    return open_thread(ground.west, ground.citizen, up_to=("submit", "recommend", "approve"), drawing="..A")
