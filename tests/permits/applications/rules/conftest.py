"""Findings tell geometry in longitude and latitude: PostGIS transforms it."""

import pytest


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """Let every test here ask the database."""
