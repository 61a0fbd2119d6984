"""Requests of the API are counted by address: each test begins with none."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    """Forget who asked how often."""
    cache.clear()
