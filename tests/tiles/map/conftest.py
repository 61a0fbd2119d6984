"""The remembered extent belongs to no test."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_remembered_extent() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
